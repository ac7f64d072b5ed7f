"""What quiz.json and key.json hold, and how they are read. See decision 0272."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any

import msgspec
from msgspec import Meta

from vertebra import checked_json
from vertebra.errors import CourseError
from vertebra.quiz.question.kinds import kind_of
from vertebra.texts import _, pgettext

RELEASE_FILE = "quiz.json"
MAX_ITEMS, MAX_VARIANTS = 200, 10_000
Name = Annotated[str, Meta(min_length=1, max_length=200)]
Variants = Annotated[list[dict[str, Any]], Meta(min_length=1, max_length=MAX_VARIANTS)]
"""What a kind makes of a variant is the kind's: see `Kind.public` and `Kind.secret`."""


class ReleasedItem(msgspec.Struct):
    """An item of quiz.json, or, with keys for its variants, of key.json."""

    id: Name
    kind: Name
    variants: Variants
    title: str = ""
    points: Annotated[float, Meta(ge=0)] = 0.0
    objective: str = ""
    lesson_section: str = ""
    drawn_as: str = ""


class ReleasedQuiz(msgspec.Struct):
    """The head of quiz.json and key.json, and their items."""

    quiz: Name
    course: str
    release: str
    draw_salt: str
    items: Annotated[list[ReleasedItem], Meta(max_length=MAX_ITEMS)]
    title: str = ""
    minutes: int = 0
    intro: str = ""
    pictures: dict[str, str] = {}


def read_release(path: Path, quiz_id: str) -> dict[str, Any]:
    """The quiz.json of `quiz_id`.

    Raises
    ------
    CourseError
        With a way out where it is missing, damaged or another quiz's.
    """
    try:
        released = checked_json.read(path, dict[str, Any])
        if "quiz" in released and released["quiz"] != quiz_id:
            raise CourseError(
                _("{name} belongs to the quiz {found}, this notebook to {quiz_id}. Fetch the quiz again.").format(
                    name=path.name, found=repr(str(released["quiz"])[:60]), quiz_id=repr(quiz_id)
                )
            )
        check_quiz(released)
    except FileNotFoundError:
        raise CourseError(
            pgettext(
                "quiz-file-missing",
                "{name} is missing in {parent}. Fetch the quiz again, and open its notebook in the folder it came in.",
            ).format(name=path.name, parent=path.parent)
        ) from None
    except (OSError, checked_json.ShapeError) as error:
        raise CourseError(
            pgettext(
                "quiz-file-damaged",
                "{name} is damaged ({error}). Fetch the quiz again; your answers are in another file.",
            ).format(name=path.name, error=error)
        ) from None
    return released


def check_quiz(content: Mapping[str, Any]) -> None:
    """Raise ShapeError where a quiz.json or key.json lacks something, or asks a kind of question that is not known."""
    for item in checked_json.convert(content, ReleasedQuiz).items:
        try:
            kind_of(item.kind)
        except CourseError as error:
            raise checked_json.ShapeError(error.text) from None
