"""What a learner answered: `answers.json`, written at once and atomically, and read as something hostile.

The file::

    {"schema": 1, "course": "vertebra", "quiz": "Q1", "release": "<id of the quiz.json answered>",
     "student": "ab123", "student_from": "hub|exchange|asked",
     "variants": {"01-t-score": 7},
     "answers": {"01-t-score": {"value": "-2.3", "changed_at": "2026-11-23T09:41:07+00:00", "history_count": 2,
                                "seconds": 41.5}},
     "saved_at": "2026-11-23T09:41:07+00:00"}

`value` is text (numeric, free text, a point, a list of actions, or the released id of an option) or a list of ids;
`hints` is how many were taken, and is left out at none. `answers.json.bak` beside it is the save before. Nothing in the
file is ever run or believed: the grader computes student and variant itself. See decision 0002.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from vertebra.errors import CourseError, InputError
from vertebra.quiz.json_recovery import StrictJsonError, parse_strict, recover
from vertebra.quiz.session.validate_answers import Answer, Answers, Problem, short, tidy_name, validate_document
from vertebra.quiz.storage import MAX_BYTES, read_limited, write_atomic
from vertebra.texts import _, pgettext

__all__ = ["FILE", "SCHEMA", "Answer", "Answers", "Problem", "now", "read", "write"]

SCHEMA = 1
FILE = "answers.json"
_LOST = {"truncated", "not-json", "damaged", "too-large", "link", "not-file", "unreadable"}
"""The problems after which the save before is looked at."""


def now() -> str:
    """The time in UTC as ISO 8601, to the second."""
    return datetime.now(UTC).isoformat(timespec="seconds")


def write(path: Path, answers: Answers) -> None:
    """Save `answers` at `path` so that at any instant the file is either the old or the new one, whole.

    The last good file is kept beside it as `.bak`.

    Raises
    ------
    CourseError
        Where the folder can't be written.
    """
    document = {
        "schema": SCHEMA,
        "course": answers.course,
        "quiz": answers.quiz,
        "release": answers.release,
        "student": answers.student,
        "student_from": answers.student_from,
        "variants": dict(answers.variants),
        "answers": {name: _as_json(answer) for name, answer in answers.answers.items()},
        "saved_at": answers.saved_at or now(),
    }
    text = json.dumps(document, ensure_ascii=True, indent=1, allow_nan=False)
    if len(text) > MAX_BYTES:
        raise CourseError(
            _("The answers take {n_text} bytes; at most {max_bytes} can be saved. Shorten the longest one.").format(
                n_text=len(text), max_bytes=MAX_BYTES
            )
        )
    try:
        previous = path.read_bytes() if path.is_file() and not path.is_symlink() else b""
        if previous and _is_whole(previous):
            write_atomic(path.with_name(path.name + ".bak"), previous)
        write_atomic(path, text.encode())
    except OSError as error:
        raise CourseError(
            _("{name} could not be saved in {parent}: {strerror}.").format(
                name=path.name, parent=path.parent, strerror=error.strerror or error
            )
        ) from error


def read(path: Path, released: Mapping[str, Any] | None = None) -> tuple[Answers, list[Problem]]:
    """`(answers, problems)` of a file that may be missing, cut short, damaged or written to deceive. Never raises.

    With `released` (a quiz.json) each answer is also checked against its item; without, only its shape is. What can't
    be read is left out and listed; whatever else is whole is kept. Answers lost from a damaged file are taken from
    its `.bak` where it has them, and that is listed too.
    """
    problems: list[Problem] = []
    document = _document(path, problems)
    if any(problem.code in _LOST for problem in problems):
        _fill_from_backup(path.with_name(path.name + ".bak"), document, problems)
    return _answers(document, released, problems), problems


def _is_whole(content: bytes) -> bool:
    try:
        return isinstance(parse_strict(content.decode("utf-8")), dict)
    except (UnicodeDecodeError, StrictJsonError):
        return False


def _as_json(answer: Answer) -> dict[str, Any]:
    value = answer.value if isinstance(answer.value, str) else list(answer.value)
    return {
        "value": value,
        "changed_at": answer.changed_at,
        "history_count": answer.history_count,
        "seconds": round(answer.seconds, 1),
        **({"hints": answer.hints} if answer.hints else {}),
    }


def _document(path: Path, problems: list[Problem]) -> dict[str, Any]:
    try:
        content = read_limited(path)
    except InputError as error:
        problems.append(Problem(error.text.key, _("{name}: {reason}.").format(name=path.name, reason=error.text)))
        return {}
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = _other_text(content, path.name, problems)
    try:
        document = parse_strict(text)
        if isinstance(document, dict):
            return document
        problems.append(
            Problem(
                "not-json",
                pgettext("answers-no-object", "{name} does not hold an object.").format(name=path.name),
            )
        )
    except StrictJsonError as error:
        code = "truncated" if error.cut_short else "not-json"
        problems.append(
            Problem(
                code,
                pgettext("answers-damaged", "{name} is damaged ({error}); what is whole in it was recovered.").format(
                    name=path.name, error=error
                ),
            )
        )
    return recover(text)


def _other_text(content: bytes, name: str, problems: list[Problem]) -> str:
    """What is not UTF-8: an editor's UTF-16 is whole all the same, anything else is damage."""
    try:
        if content[:2] in (b"\xff\xfe", b"\xfe\xff"):
            text = content.decode("utf-16")
            problems.append(
                Problem(
                    "encoding",
                    pgettext(
                        "answers-utf-16",
                        "{name} was saved as UTF-16, not UTF-8; it was read all the same.",
                    ).format(name=name),
                )
            )
            return text
    except UnicodeDecodeError:
        pass
    problems.append(
        Problem(
            "damaged",
            pgettext("answers-not-text", "{name} holds bytes that are not UTF-8 text; they were replaced.").format(
                name=name
            ),
        )
    )
    return content.decode("utf-8", "replace")


def _fill_from_backup(path: Path, document: dict[str, Any], problems: list[Problem]) -> None:
    ignored: list[Problem] = []
    before = _document(path, ignored)
    if ignored or not isinstance(before.get("answers"), dict):
        return
    answers = document.setdefault("answers", {})
    for name in ("schema", "course", "quiz", "release", "student", "student_from", "variants"):
        document.setdefault(name, before.get(name))
    if isinstance(answers, dict):
        for name, value in before["answers"].items():
            if name not in answers:
                answers[name] = value
                problems.append(
                    Problem("from-backup", _("This answer was taken from the save before the damage."), name)
                )


def _answers(document: dict[str, Any], released: Mapping[str, Any] | None, problems: list[Problem]) -> Answers:
    if not document:
        return Answers(quiz=str(released["quiz"]) if released else "")
    if document.get("schema") != SCHEMA:
        problems.append(
            Problem(
                "schema",
                pgettext("answers-schema", "The file has the schema {short}; {schema} is read.").format(
                    short=short(document.get("schema")), schema=SCHEMA
                ),
            )
        )
    usable = True
    for name in ("course", "quiz"):
        expected = released[name] if released else document.get(name)
        if document.get(name) != expected and name in document:
            problems.append(
                Problem(
                    f"wrong-{name}",
                    pgettext("answers-for-another", "The file is for the {name} {short}, not {expected}.").format(
                        name=name, short=short(document[name]), expected=expected
                    ),
                )
            )
            usable = False
    known = {item["id"]: item for item in released["items"]} if released else None
    # Answers to another quiz are not even looked at.
    variants, answers = validate_document(document if usable else {**document, "answers": {}}, known, problems)
    return Answers(
        quiz=tidy_name(document.get("quiz")),
        course=tidy_name(document.get("course")),
        release=tidy_name(document.get("release")),
        student=tidy_name(document.get("student")),
        student_from=tidy_name(document.get("student_from")),
        variants=variants if usable else {},
        answers=answers if usable else {},
        saved_at=tidy_name(document.get("saved_at")),
    )
