"""Validation of answers.json: shape, sizes, characters, and whether each item could have been answered so."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Annotated, Any

import msgspec
from msgspec import Meta

from vertebra.errors import InputError
from vertebra.printing import printable
from vertebra.quiz.question.bank import ID
from vertebra.quiz.question.kinds import kind_of
from vertebra.texts import _, pgettext

MAX_ITEMS = 200
MAX_TEXT = 20_000
MAX_HINTS = 20
MAX_NAME = 200
MAX_MESSAGE = 300
MAX_VARIANTS = 10_000
MAX_NUMBER = 10**15

Text = Annotated[str, Meta(max_length=MAX_TEXT)]
Value = (
    Text
    | Annotated[int, Meta(ge=-MAX_NUMBER, le=MAX_NUMBER)]
    | Annotated[float, Meta(ge=-MAX_NUMBER, le=MAX_NUMBER)]
    | Annotated[list[Text], Meta(max_length=MAX_ITEMS)]
    | None
)


class Entry(msgspec.Struct, frozen=True):
    """One answer as it stands in the file. What goes with the value changes no points."""

    value: Value
    changed_at: str = ""
    history_count: Annotated[int, Meta(ge=0, lt=1_000_000)] = 0
    seconds: Annotated[float, Meta(ge=0, lt=1e7)] = 0.0
    hints: Annotated[int, Meta(ge=0, le=MAX_HINTS)] = 0


class AnswersFile(msgspec.Struct, frozen=True):
    """What of answers.json belongs to items."""

    answers: Annotated[dict[str, Entry], Meta(max_length=MAX_ITEMS)]
    variants: Annotated[dict[str, int], Meta(max_length=MAX_ITEMS)] = {}


@dataclass(frozen=True)
class Answer:
    """One item's answer.

    Parameters
    ----------
    value : str | tuple[str, ...]
    changed_at : str, optional
        ISO 8601, UTC.
    history_count : int, optional
        How often it was changed.
    seconds : float, optional
        Work on its cell, as the widget saw.
    hints : int, optional
        Hints that were taken.
    """

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
    """Something wrong with a file, in a message that fits on a line of a terminal and of a page.

    Parameters
    ----------
    code : str
        For programs.
    message : str
    item : str, optional
        Empty where it concerns the whole file.
    """

    code: str
    message: str
    item: str = ""

    def __post_init__(self) -> None:
        object.__setattr__(self, "message", printable(self.message, MAX_MESSAGE))


def validate_document(
    document: Mapping[str, Any], known: Mapping[str, Any] | None, problems: list[Problem]
) -> tuple[dict[str, int], dict[str, Answer]]:
    """The variants and answers of a document.

    A document that keeps to the shape is converted in one go; of another, each entry that does is kept, and the others
    are listed in `problems`.

    Parameters
    ----------
    document
        What answers.json holds.
    known
        The released items by name; None where only shapes are checked.
    problems
        Takes what is wrong.
    """
    try:
        checked = msgspec.convert(document, AnswersFile)
    except (msgspec.ValidationError, RecursionError):
        variants = _variants(document.get("variants"), known, problems)
        return variants, _answers(document.get("answers"), known, variants, problems)
    variants = _known_variants(checked.variants, known, problems)
    return variants, _known_answers(checked.answers, known, variants, problems)


def _variants(raw: object, known: Mapping[str, Any] | None, problems: list[Problem]) -> dict[str, int]:
    if not isinstance(raw, dict):
        if raw is not None:
            problems.append(Problem("variants", _("The list of variants can't be read.")))
        return {}
    return _known_variants(dict(list(raw.items())[:MAX_ITEMS]), known, problems)


def _known_variants(raw: Mapping[str, Any], known: Mapping[str, Any] | None, problems: list[Problem]) -> dict[str, int]:
    """The variants that exist; those of items that the quiz does not have are passed over."""
    good: dict[str, int] = {}
    for name, number in raw.items():
        if known is not None and name not in known:
            continue
        top = MAX_VARIANTS if known is None else len(known[name]["variants"])
        if isinstance(number, int) and not isinstance(number, bool) and 0 <= number < top and ID.fullmatch(name):
            good[name] = number
        else:
            said = _("The variant {short} does not exist.").format(short=short(number))
            problems.append(Problem("variant", said, _item_name(name)))
    return good


def _answers(
    document: object, known: Mapping[str, Any] | None, variants: Mapping[str, int], problems: list[Problem]
) -> dict[str, Answer]:
    """The answers that can be read, of a document that does not keep to the shape."""
    if not isinstance(document, dict):
        problems.append(Problem("answers", pgettext("answers-no-list", "The file holds no list of answers.")))
        return {}
    if len(document) > MAX_ITEMS:
        said = _("The file holds {n_found} answers; only {max_items} were looked at.")
        problems.append(Problem("answers", said.format(n_found=len(document), max_items=MAX_ITEMS)))
    entries: dict[str, Entry] = {}
    for name, raw in list(document.items())[:MAX_ITEMS]:
        try:
            entries[name] = _entry(raw)
        except InputError as error:
            # Whose answer it is matters more than what is wrong with it.
            fault = _name_fault(name, known) or error
            problems.append(Problem("answer", str(fault), _item_name(name)))
    return _known_answers(entries, known, variants, problems)


def _known_answers(
    entries: Mapping[str, Entry],
    known: Mapping[str, Any] | None,
    variants: Mapping[str, int],
    problems: list[Problem],
) -> dict[str, Answer]:
    """The answers that the quiz's items could have been given."""
    good: dict[str, Answer] = {}
    for name, entry in entries.items():
        try:
            if fault := _name_fault(name, known):
                raise fault
            value = _tidy_value(entry.value)
            if known is not None:
                # An answer is read against the variant it was given to; where that is not told, against every one.
                item, at = known[name], variants.get(name)
                shown = item["variants"] if at is None else [item["variants"][at]]
                value = _fitting(item["kind"], shown, value)
        except InputError as error:
            problems.append(Problem("answer", str(error), _item_name(name)))
            continue
        changed_at = tidy_name(entry.changed_at)
        good[name] = Answer(value, changed_at, entry.history_count, float(entry.seconds), entry.hints)
    return good


def _name_fault(name: str, known: Mapping[str, Any] | None) -> InputError | None:
    """Why an answer can't be to the item `name`."""
    if not ID.fullmatch(name):
        return InputError(_("{short} is no name of an item.").format(short=short(name)))
    if known is not None and name not in known:
        return InputError(pgettext("answer-no-such-item", "The quiz has no item {name}.").format(name=repr(name)))
    return None


def _entry(raw: object) -> Entry:
    """An answer of a document that does not keep to the shape.

    What goes with the value only helps: where it is not what it should be, it is left out.

    Raises
    ------
    InputError
        Where its value can't be read.
    """
    if not isinstance(raw, dict) or "value" not in raw:
        raise InputError(_("The answer is damaged: it has no value."))
    try:
        value = msgspec.convert(raw["value"], Value)
    except (msgspec.ValidationError, RecursionError):
        raise _value_fault(raw["value"]) from None
    kept = {name: raw[name] for name in ("changed_at", "history_count", "seconds", "hints") if name in raw}
    for name in list(kept):
        try:
            msgspec.convert({"value": None, name: kept[name]}, Entry)
        except (msgspec.ValidationError, RecursionError):
            del kept[name]
    return Entry(value, **kept)


def _value_fault(raw: object) -> InputError:
    """Why a value can't be an answer, in words."""
    if isinstance(raw, int | float) and not isinstance(raw, bool):
        return InputError(_("The answer is no finite number."))
    texts = raw if isinstance(raw, list) else [raw]
    too_long = next((text for text in texts if isinstance(text, str) and len(text) > MAX_TEXT), None)
    if too_long is not None and all(isinstance(text, str) for text in texts):
        said = pgettext("answer-too-long", "The answer has {n_raw} characters; at most {max_text} are read.")
        return InputError(said.format(n_raw=len(too_long), max_text=MAX_TEXT))
    return InputError(
        pgettext(
            "answer-of-another-kind",
            "The answer is of a kind that is not read ({name}).",
        ).format(name=type(raw).__name__)
    )


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


def _tidy_value(value: str | float | list[str] | None) -> str | tuple[str, ...]:
    if value is None:
        return ""
    if isinstance(value, str):
        return _text(value)
    if isinstance(value, list):
        return tuple(map(_text, value))
    return f"{value:g}" if isinstance(value, float) else str(value)


def _text(raw: str) -> str:
    """Text that any file, page or database takes: no control characters, no halves of characters."""
    text = raw.encode("utf-8", "replace").decode("utf-8")
    return "".join(c for c in text if c in "\n\t" or (ord(c) >= 32 and not 0x7F <= ord(c) < 0xA0))


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
