"""What a learner answered: `answers.json`, written at once and atomically, and read as something hostile.

    {"schema": 1, "course": "vertebra", "quiz": "Q1", "release": "<id of the quiz.json answered>",
     "student": "ab123", "student_from": "hub|exchange|asked",
     "variants": {"01-t-score": 7},
     "answers": {"01-t-score": {"value": "-2.3", "changed_at": "2026-11-23T09:41:07+00:00", "history_count": 2,
                                "seconds": 41.5}},
     "saved_at": "2026-11-23T09:41:07+00:00"}

`value` is text (numeric, free text, or the released id of an option) or a list of ids. `answers.json.bak` beside it is
the save before. Nothing in the file is ever run or believed: the grader computes student and variant itself.
"""

from __future__ import annotations

import json
import math
import os
import stat
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from vertebra.errors import CourseError, InputError
from vertebra.quiz.items import ID
from vertebra.quiz.kinds import kind_of
from vertebra.quiz.salvage import StrictJsonError, parse, salvage

SCHEMA = 1
FILE = "answers.json"
MAX_BYTES = 1_000_000
MAX_ITEMS = 200
MAX_TEXT = 20_000
MAX_STUDENT = 200


@dataclass(frozen=True)
class Answer:
    """One item's answer. `changed_at` is ISO 8601, UTC; `seconds` is how long its cell was worked on, as the widget saw."""

    value: str | tuple[str, ...]
    changed_at: str = ""
    history_count: int = 0
    seconds: float = 0.0


@dataclass(frozen=True)
class Answers:
    """A learner's answers to one quiz."""

    quiz: str = ""
    course: str = "vertebra"
    release: str = ""
    student: str = ""
    student_from: str = ""
    variants: Mapping[str, int] = field(default_factory=dict)
    answers: Mapping[str, Answer] = field(default_factory=dict)
    saved_at: str = ""


@dataclass(frozen=True)
class Problem:
    """Something wrong with a file. `item` is empty where it concerns the whole file; `code` is for programs."""

    code: str
    message: str
    item: str = ""


def now() -> str:
    """The time in UTC as ISO 8601, to the second."""
    return datetime.now(UTC).isoformat(timespec="seconds")


def write(path: Path, answers: Answers) -> None:
    """Save `answers` at `path` so that at any instant the file is either the old or the new one, whole.

    The last good file is kept beside it as `.bak`. Raises CourseError where the folder can't be written.
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
            f"The answers take {len(text)} bytes; at most {MAX_BYTES} can be saved. Shorten the longest one."
        )
    try:
        previous = path.read_bytes() if path.is_file() and not path.is_symlink() else b""
        if previous and _is_whole(previous):
            replace_file(path.with_name(path.name + ".bak"), previous)
        replace_file(path, text.encode())
    except OSError as error:
        raise CourseError(f"{path.name} could not be saved in {path.parent}: {error.strerror or error}.") from error


def replace_file(path: Path, content: bytes) -> None:
    """Put `content` at `path` in one step: written beside it, flushed to the disk, then renamed over it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_name(f".{path.name}.{os.getpid()}.tmp")
    try:
        with beside.open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        for patience in (0.02, 0.05, 0.1, 0.2, 0.4, None):
            try:
                os.replace(beside, path)
                break
            except PermissionError:
                # On Windows a virus scanner or an indexer may hold the old file open for a moment.
                if patience is None:
                    raise
                time.sleep(patience)
    finally:
        beside.unlink(missing_ok=True)


def read(path: Path, released: Mapping[str, Any] | None = None) -> tuple[Answers, list[Problem]]:
    """`(answers, problems)` of a file that may be missing, cut short, damaged or written to deceive. Never raises.

    With `released` (a quiz.json) each answer is also checked against its item; without, only its shape is. What can't
    be read is left out and listed; whatever else is whole is kept. Answers lost from a damaged file are taken from
    its `.bak` where it has them, and that is listed too.
    """
    problems: list[Problem] = []
    document = _document(path, problems)
    if any(problem.code in ("truncated", "not-json", "damaged") for problem in problems):
        _fill_from_backup(path.with_name(path.name + ".bak"), document, problems)
    return _answers(document, released, problems), problems


def _is_whole(content: bytes) -> bool:
    try:
        return isinstance(parse(content.decode("utf-8")), dict)
    except (UnicodeDecodeError, StrictJsonError):
        return False


def _as_json(answer: Answer) -> dict[str, Any]:
    value = answer.value if isinstance(answer.value, str) else list(answer.value)
    return {
        "value": value,
        "changed_at": answer.changed_at,
        "history_count": answer.history_count,
        "seconds": round(answer.seconds, 1),
    }


def _content(path: Path) -> bytes:
    """The bytes of a regular file of allowed size. Raises InputError with the reason otherwise."""
    try:
        state = path.lstat()
    except (OSError, ValueError):
        raise InputError("missing: there is no such file") from None
    if stat.S_ISLNK(state.st_mode):
        raise InputError("link: it is a link, which is not followed")
    if not stat.S_ISREG(state.st_mode):
        raise InputError("not-file: it is not a file")
    if state.st_size > MAX_BYTES:
        raise InputError(f"too-large: it has {state.st_size} bytes; at most {MAX_BYTES} are read")
    try:
        with path.open("rb") as file:
            return file.read(MAX_BYTES + 1)[:MAX_BYTES]
    except OSError as error:
        raise InputError(f"unreadable: {error.strerror or 'it could not be opened'}") from None


def _document(path: Path, problems: list[Problem]) -> dict[str, Any]:
    try:
        content = _content(path)
    except InputError as error:
        code, _, reason = str(error).partition(": ")
        problems.append(Problem(code, f"{path.name}: {reason}."))
        return {}
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        utf_16 = content[:2] in (b"\xff\xfe", b"\xfe\xff")
        text = content.decode("utf-16" if utf_16 else "utf-8", "replace")
        problems.append(Problem("damaged", f"{path.name} holds bytes that are not UTF-8 text; they were replaced."))
    try:
        document = parse(text)
        if isinstance(document, dict):
            return document
        problems.append(Problem("not-json", f"{path.name} does not hold an object."))
    except StrictJsonError as error:
        code = "truncated" if error.cut_short else "not-json"
        problems.append(Problem(code, f"{path.name} is damaged ({error}); what is whole in it was recovered."))
    return salvage(text)


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
                problems.append(Problem("from-backup", "This answer was taken from the save before the damage.", name))


def _answers(document: dict[str, Any], released: Mapping[str, Any] | None, problems: list[Problem]) -> Answers:
    if not document:
        return Answers(quiz=str(released["quiz"]) if released else "")
    if document.get("schema") != SCHEMA:
        problems.append(
            Problem("schema", f"The file has the schema {_short(document.get('schema'))}; {SCHEMA} is read.")
        )
    usable = True
    for name in ("course", "quiz"):
        expected = released[name] if released else document.get(name)
        if document.get(name) != expected and name in document:
            problems.append(
                Problem(f"wrong-{name}", f"The file is for the {name} {_short(document[name])}, not {expected}.")
            )
            usable = False
    known = {item["id"]: item for item in released["items"]} if released else None
    variants = _variants(document.get("variants"), known, problems)
    return Answers(
        quiz=_name(document.get("quiz")),
        course=_name(document.get("course")),
        release=_name(document.get("release")),
        student=_name(document.get("student")),
        student_from=_name(document.get("student_from")),
        variants=variants if usable else {},
        answers=_each(document.get("answers"), known, variants, problems) if usable else {},
        saved_at=_name(document.get("saved_at")),
    )


def _variants(found: object, known: Mapping[str, Any] | None, problems: list[Problem]) -> dict[str, int]:
    if found is None or not isinstance(found, dict):
        if found is not None:
            problems.append(Problem("variants", "The list of variants can't be read."))
        return {}
    good: dict[str, int] = {}
    for name, number in list(found.items())[:MAX_ITEMS]:
        top = len(known[name]["variants"]) if known and name in known else 10_000
        if known is not None and name not in known:
            continue
        if isinstance(number, int) and not isinstance(number, bool) and 0 <= number < top and ID.fullmatch(name):
            good[name] = number
        else:
            problems.append(Problem("variant", f"The variant {_short(number)} does not exist.", _item_name(name)))
    return good


def _each(
    found: object, known: Mapping[str, Any] | None, variants: Mapping[str, int], problems: list[Problem]
) -> dict[str, Answer]:
    if not isinstance(found, dict):
        problems.append(Problem("answers", "The file holds no list of answers."))
        return {}
    if len(found) > MAX_ITEMS:
        problems.append(Problem("answers", f"The file holds {len(found)} answers; only {MAX_ITEMS} were looked at."))
    good: dict[str, Answer] = {}
    for name, raw in list(found.items())[:MAX_ITEMS]:
        try:
            good[name] = _one(name, raw, known, variants)
        except InputError as error:
            problems.append(Problem("answer", str(error), _item_name(name)))
    return good


def _one(name: str, raw: object, known: Mapping[str, Any] | None, variants: Mapping[str, int]) -> Answer:
    """A checked answer. Raises InputError with the reason."""
    if not ID.fullmatch(name):
        raise InputError(f"{_short(name)} is no name of an item.")
    if known is not None and name not in known:
        raise InputError(f"The quiz has no item {name!r}.")
    if not isinstance(raw, dict) or "value" not in raw:
        raise InputError("The answer is damaged: it has no value.")
    value = _value(raw["value"])
    if known is not None:
        # An answer is read against the variant it was given to; where that is not told, against every one.
        item = known[name]
        at = variants.get(name)
        shown = item["variants"] if at is None else [item["variants"][at]]
        value = _fitting(item["kind"], shown, value)
    count, seconds = raw.get("history_count", 0), raw.get("seconds", 0)
    whole = isinstance(count, int) and not isinstance(count, bool) and 0 <= count < 1_000_000
    timed = isinstance(seconds, int | float) and not isinstance(seconds, bool) and 0 <= seconds < 1e7
    return Answer(value, _name(raw.get("changed_at")), count if whole else 0, float(seconds) if timed else 0.0)


def _fitting(kind_name: str, shown: list[Any], value: str | tuple[str, ...]) -> str | tuple[str, ...]:
    """The answer as its kind reads it; an answer that the widget could never have sent is refused."""
    kind = kind_of(kind_name)
    if kind.is_blank(value):
        return value
    reason: InputError | None = None
    for public in shown:
        try:
            tidy = kind.read(public, list(value) if isinstance(value, tuple) else value)
            return tuple(tidy) if isinstance(tidy, list) else tidy
        except InputError as error:
            reason = error
    if kind_name == "numeric" and isinstance(value, str):
        return value  # Something that is no number is still what was answered: the score says so.
    raise reason or InputError("The answer can't be read.")


def _value(raw: object) -> str | tuple[str, ...]:
    if raw is None:
        return ""
    if isinstance(raw, str):
        return _text(raw)
    if isinstance(raw, int | float) and not isinstance(raw, bool):
        if not math.isfinite(raw) or abs(raw) > 1e15:
            raise InputError("The answer is no finite number.")
        return f"{raw:g}" if isinstance(raw, float) else str(raw)
    if isinstance(raw, list) and len(raw) <= MAX_ITEMS and all(isinstance(one, str) for one in raw):
        return tuple(_text(one) for one in raw)
    raise InputError(f"The answer is of a kind that is not read ({type(raw).__name__}).")


def _text(raw: str) -> str:
    """Text that any file, page or database takes: no control characters, no halves of characters."""
    if len(raw) > MAX_TEXT:
        raise InputError(f"The answer has {len(raw)} characters; at most {MAX_TEXT} are read.")
    whole = raw.encode("utf-8", "replace").decode("utf-8")
    return "".join(c for c in whole if c in "\n\t" or (ord(c) >= 32 and not 0x7F <= ord(c) < 0xA0))


def _name(raw: object) -> str:
    return _text(raw[:MAX_STUDENT]).strip() if isinstance(raw, str) else ""


def _item_name(name: str) -> str:
    return name if ID.fullmatch(name) else ""


def _short(raw: object) -> str:
    return _text(repr(raw)[:60])
