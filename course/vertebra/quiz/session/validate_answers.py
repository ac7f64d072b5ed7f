"""Checking what a file says of each item: types, sizes, characters, and whether the item could have been answered so."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from vertebra.errors import InputError
from vertebra.printing import printable
from vertebra.quiz.question.bank import ID
from vertebra.quiz.question.kinds import kind_of
from vertebra.texts import _

MAX_ITEMS = 200
MAX_TEXT = 20_000
MAX_HINTS = 20
MAX_NAME = 200
MAX_MESSAGE = 300


@dataclass(frozen=True)
class Answer:
    """One item's answer. `changed_at` is ISO 8601, UTC; `seconds` is how long its cell was worked on, as the widget saw;
    `hints` is how many hints were taken."""

    value: str | tuple[str, ...]
    changed_at: str = ""
    history_count: int = 0
    seconds: float = 0.0
    hints: int = 0


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
    """Something wrong with a file. `item` is empty where it concerns the whole file; `code` is for programs.

    The message fits on a line of a terminal and of a page, whatever of the file it quotes.
    """

    code: str
    message: str
    item: str = ""

    def __post_init__(self) -> None:
        object.__setattr__(self, "message", printable(self.message, MAX_MESSAGE))


def checked_variants(found: object, known: Mapping[str, Any] | None, problems: list[Problem]) -> dict[str, int]:
    if found is None or not isinstance(found, dict):
        if found is not None:
            problems.append(Problem("variants", _("The list of variants can't be read.")))
        return {}
    good: dict[str, int] = {}
    for name, number in list(found.items())[:MAX_ITEMS]:
        top = len(known[name]["variants"]) if known and name in known else 10_000
        if known is not None and name not in known:
            continue
        if isinstance(number, int) and not isinstance(number, bool) and 0 <= number < top and ID.fullmatch(name):
            good[name] = number
        else:
            problems.append(
                Problem(
                    "variant", _("The variant {short} does not exist.").format(short=short(number)), _item_name(name)
                )
            )
    return good


def checked_answers(
    found: object, known: Mapping[str, Any] | None, variants: Mapping[str, int], problems: list[Problem]
) -> dict[str, Answer]:
    if not isinstance(found, dict):
        problems.append(Problem("answers", _("The file holds no list of answers.")))
        return {}
    if len(found) > MAX_ITEMS:
        problems.append(
            Problem(
                "answers",
                _("The file holds {n_found} answers; only {max_items} were looked at.").format(
                    n_found=len(found), max_items=MAX_ITEMS
                ),
            )
        )
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
        raise InputError(_("{short} is no name of an item.").format(short=short(name)))
    if known is not None and name not in known:
        raise InputError(_("The quiz has no item {name}.").format(name=repr(name)))
    if not isinstance(raw, dict) or "value" not in raw:
        raise InputError(_("The answer is damaged: it has no value."))
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
    changed_at = tidy_name(raw.get("changed_at"))
    return Answer(
        value, changed_at, count if whole else 0, float(seconds) if timed else 0.0, _hints(raw.get("hints", 0))
    )


def _hints(raw: object) -> int:
    """How many hints were taken, as the file says; 0 where it says nothing that can be. It changes no points."""
    return raw if isinstance(raw, int) and not isinstance(raw, bool) and 0 <= raw <= MAX_HINTS else 0


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
    if kind.keeps_unreadable_text and isinstance(value, str):
        return value  # Something that is no number is still what was answered: the score says so.
    raise reason or InputError(_("The answer can't be read."))


def _value(raw: object) -> str | tuple[str, ...]:
    if raw is None:
        return ""
    if isinstance(raw, str):
        return _text(raw)
    if isinstance(raw, int | float) and not isinstance(raw, bool):
        if not math.isfinite(raw) or abs(raw) > 1e15:
            raise InputError(_("The answer is no finite number."))
        return f"{raw:g}" if isinstance(raw, float) else str(raw)
    if isinstance(raw, list) and len(raw) <= MAX_ITEMS and all(isinstance(one, str) for one in raw):
        return tuple(_text(one) for one in raw)
    raise InputError(_("The answer is of a kind that is not read ({name}).").format(name=type(raw).__name__))


def _text(raw: str) -> str:
    """Text that any file, page or database takes: no control characters, no halves of characters."""
    if len(raw) > MAX_TEXT:
        raise InputError(
            _("The answer has {n_raw} characters; at most {max_text} are read.").format(
                n_raw=len(raw), max_text=MAX_TEXT
            )
        )
    whole = raw.encode("utf-8", "replace").decode("utf-8")
    return "".join(c for c in whole if c in "\n\t" or (ord(c) >= 32 and not 0x7F <= ord(c) < 0xA0))


def tidy_name(raw: object) -> str:
    return _text(raw[:MAX_NAME]).strip() if isinstance(raw, str) else ""


def _item_name(name: str) -> str:
    return name if ID.fullmatch(name) else ""


def short(raw: object) -> str:
    """`raw` as a short quotation, however large or deep it is."""
    if isinstance(raw, list | dict):
        return f"a {'list' if isinstance(raw, list) else 'table'} of {len(raw)}"
    if isinstance(raw, int) and not isinstance(raw, bool) and abs(raw) > 10**18:
        return _("a number of many digits")
    return printable(repr(raw[:60] if isinstance(raw, str) else raw), 64)
