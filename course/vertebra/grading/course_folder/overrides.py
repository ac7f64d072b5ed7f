"""The teacher's decisions: held submissions that count or don't, and items that everybody earns.

They are kept in `keys/decisions.json`. See decision 0201.
"""

from __future__ import annotations

import json
from typing import Any, Literal

import msgspec

from vertebra import checked_json
from vertebra.errors import CourseError
from vertebra.grading.course_folder.folder import Course
from vertebra.quiz.question.kinds import kind_of
from vertebra.quiz.storage import write_atomic
from vertebra.texts import _, pgettext

SCHEMA = 1
FILE = "decisions.json"

Decision = Literal["accept", "reject"]
"""What the teacher says to answers that are held: score them as they were given, or as nothing."""


def decisions(course: Course, quiz: str) -> dict[str, Decision]:
    """The decisions on held submissions of `quiz`, by student."""
    return dict(_document(course)["decisions"].get(quiz, {}))


def credited_items(course: Course, quiz: str) -> frozenset[str]:
    """The items of `quiz` that everybody who handed in earns in full."""
    return frozenset(_document(course)["credited"].get(quiz, ()))


def accept_or_reject(course: Course, quiz: str, student: str, decision: Decision | None) -> None:
    """Accept or reject what is held of a submission; None takes the decision back."""
    if student not in course.students(quiz):
        raise CourseError(
            pgettext(
                "nothing-handed-in",
                "{student} has handed in nothing for {quiz}. Names are as in {root}.",
            ).format(student=repr(student), quiz=quiz, root=course.root / "submitted")
        )
    document = _document(course)
    mine = {**document["decisions"].get(quiz, {}), student: decision}
    document["decisions"][quiz] = {name: said for name, said in mine.items() if said is not None}
    _write(course, document)


def withdraw(course: Course, quiz: str, student: str) -> None:
    """Take a decision back where there is one: it was on a submission that another one takes the place of."""
    document = _document(course)
    if document["decisions"].get(quiz, {}).pop(student, None) is not None:
        _write(course, document)


def checked_items(course: Course, quiz: str, items: tuple[str, ...]) -> frozenset[str]:
    """`items`, if the machine scores all of them.

    Raises
    ------
    CourseError
        Otherwise.
    """
    kinds = {item["id"]: item["kind"] for item in course.key(quiz)["items"]}
    for item in items:
        if item not in kinds:
            raise CourseError(
                pgettext("no-such-item", "{quiz} has no item {item}. It has: {kinds}.").format(
                    quiz=quiz, item=repr(item), kinds=", ".join(kinds)
                )
            )
        if kind_of(kinds[item]).manually_graded:
            raise CourseError(
                pgettext(
                    "item-graded-by-hand",
                    "{item} is graded by a person: give its points in formgrader.",
                ).format(item=item)
            )
    return frozenset(items)


def credit_items(course: Course, quiz: str, items: frozenset[str]) -> None:
    """Let everybody who handed in earn `items` in full, besides those that were credited before."""
    document = _document(course)
    document["credited"][quiz] = sorted(items | credited_items(course, quiz))
    _write(course, document)


class _Overrides(msgspec.Struct):
    """By quiz: what was decided of each student's held answers, and which items everybody earns."""

    decisions: dict[str, dict[str, Decision]]
    credited: dict[str, list[str]] = {}


def _document(course: Course) -> dict[str, Any]:
    path = course.keys / FILE
    if not path.exists():
        return {"decisions": {}, "credited": {}}
    try:
        kept = checked_json.read(path, _Overrides)
    except checked_json.ShapeError as error:
        raise CourseError(
            _("{path} can't be read ({error}). Correct or delete it.").format(path=path, error=error)
        ) from error
    return {"decisions": kept.decisions, "credited": kept.credited}


def _write(course: Course, document: dict[str, Any]) -> None:
    content = json.dumps({"schema": SCHEMA, **document}, indent=1, sort_keys=True) + "\n"
    write_atomic(course.keys / FILE, content.encode())
