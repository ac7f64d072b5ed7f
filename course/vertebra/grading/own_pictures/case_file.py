"""What the TOML file of a case says, checked: every fault is a sentence that says what to write.

See decision 0439.
"""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any, Literal

import msgspec

from vertebra import checked_json
from vertebra.errors import InputError
from vertebra.grading.own_pictures import source_file
from vertebra.models.imaging.reading_cases import VERDICTS
from vertebra.quiz.question.bank import ID
from vertebra.texts import _, pgettext

SUFFIX = ".toml"
READING_ROOM, QUESTION = "reading room", "question"
MAX_STEM, MAX_LINE, MAX_NAME = 1500, 400, 24
MIN_LEVELS = 2
"""Bodies whose place is given, where one of them is to be marked."""
LEVELS = re.compile(r"C[1-7]|T(?:[1-9]|1[0-2])|L[1-5]|S1")
OBJECTIVE, SECTION = "L04.3", "What else looks like this?"
"""What a case measures where its file does not say: a new fracture told from an old one on a picture."""
_TAG = re.compile(r"<[A-Za-z/!?]")
_TEMPLATE = re.compile(r"\{\{|\{%|\{#|\}\}|\{fact\}")
_HEADS = ("#", "+++", ">", "- ", "* ")
"""How a line begins that Markdown takes for something else than words."""

Line = Annotated[str, msgspec.Meta(min_length=1, max_length=MAX_LINE)]
Name = Annotated[str, msgspec.Meta(min_length=1, max_length=MAX_NAME)]
Share = Annotated[float, msgspec.Meta(ge=0, le=1)]
Count = Annotated[int, msgspec.Meta(ge=1, le=100_000)]


class PictureEntry(msgspec.Struct, forbid_unknown_fields=True, frozen=True):
    """A picture of a case: its file, what students read over it, and which part of the file is shown."""

    file: Line
    sequence: Name
    alt: Line
    plane: Literal["sagittal", "coronal", "axial"] = "sagittal"
    slice: Count | None = None
    frame: Count | None = None
    window: tuple[float, float] | None = None
    crop: tuple[Share, Share, Share, Share] | None = None


class OptionEntry(msgspec.Struct, forbid_unknown_fields=True, frozen=True):
    """An option of a case's question."""

    name: Annotated[str, msgspec.Meta(pattern=r"^[a-z0-9-]{1,24}$")]
    text: Line
    feedback: Line


class RegionEntry(msgspec.Struct, forbid_unknown_fields=True, frozen=True):
    """The place to be marked: an ellipse or a polygon, in shares of the shown picture's width and height."""

    x: Share | None = None
    y: Share | None = None
    rx: Annotated[float, msgspec.Meta(gt=0, le=1)] | None = None
    ry: Annotated[float, msgspec.Meta(gt=0, le=1)] | None = None
    corners: Annotated[tuple[tuple[Share, Share], ...], msgspec.Meta(min_length=3, max_length=200)] | None = None

    def as_region(self) -> dict[str, Any]:
        """The region as a question holds it.

        Raises
        ------
        InputError
            Where it is neither an ellipse nor a polygon.
        """
        ellipse = (self.x, self.y, self.rx, self.ry)
        if self.corners is not None and ellipse == (None,) * 4:
            return {"corners": [list(corner) for corner in self.corners]}
        if self.corners is None and None not in ellipse:
            return {"x": self.x, "y": self.y, "rx": self.rx, "ry": self.ry}
        raise InputError(_("its region needs x, y, rx and ry, or corners"))


class CaseEntry(msgspec.Struct, forbid_unknown_fields=True, frozen=True):
    """What the file of a case holds."""

    stem: Annotated[str, msgspec.Meta(min_length=1, max_length=MAX_STEM)]
    level: Name
    answer: Name
    reasons: Annotated[tuple[Line, ...], msgspec.Meta(min_length=1, max_length=10)]
    consent: Line
    licence: Line
    pictures: Annotated[tuple[PictureEntry, ...], msgspec.Meta(min_length=1, max_length=3)]
    use: tuple[Literal["reading room", "question"], ...] = ()
    title: Line | None = None
    objective: str = OBJECTIVE
    lesson_section: Line = SECTION
    points: Annotated[float, msgspec.Meta(gt=0, le=100)] = 1
    sources: Annotated[tuple[Name, ...], msgspec.Meta(max_length=10)] = ()
    options: Annotated[tuple[OptionEntry, ...], msgspec.Meta(max_length=8)] = ()
    region: RegionEntry | None = None
    levels: Annotated[dict[Name, tuple[Share, Share]], msgspec.Meta(max_length=24)] = {}
    """Where the middle of each body lies in the shown picture: `level` is then the one to be marked."""
    near: Annotated[float, msgspec.Meta(ge=0, le=0.2)] = 0


@dataclass(frozen=True)
class CaseText:
    """A case's name, which is its file's, and what the file says."""

    name: str
    entry: CaseEntry

    @property
    def for_reading_room(self) -> bool:
        """Whether it joins the reading room."""
        return READING_ROOM in self.uses

    @property
    def for_questions(self) -> bool:
        """Whether it becomes a question."""
        return QUESTION in self.uses

    @property
    def uses(self) -> tuple[str, ...]:
        """Where it goes; by default everywhere it can."""
        both = (READING_ROOM, QUESTION) if self.entry.answer in VERDICTS else (QUESTION,)
        return self.entry.use or both


def case_files(folder: Path) -> list[str]:
    """The names of the files that describe a case, in order."""
    return sorted(path.name for path in folder.iterdir() if path.name.endswith(SUFFIX))


def read_case(folder: Path, file: str) -> CaseText:
    """Read the file of a case.

    Raises
    ------
    CourseError
        Saying what is wrong with it.
    """
    name = file.removesuffix(SUFFIX)
    if not ID.fullmatch(name):
        raise InputError(
            _(
                "its name can't name a case; use small letters, digits and '-', such as l1-oedema.toml, and no name of "
                "a person"
            )
        )
    try:
        content = tomllib.loads(source_file.read(folder, file, source_file.MAX_TEXT_BYTES).decode("utf-8-sig"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, RecursionError) as error:
        raise InputError(pgettext("case-unreadable", "it is no TOML: {why}").format(why=str(error)[:120])) from error
    entry = checked_json.convert(_with_pictures(content), CaseEntry)
    for place, text in _texts(msgspec.to_builtins(entry)):
        _check_plain(place, text)
    case = CaseText(name, _in_one_line(entry))
    _check_answer(case)
    return case


def _with_pictures(content: dict[str, Any]) -> dict[str, Any]:
    """The short form, `picture` and what belongs to it at the top, as a list of one picture."""
    if "picture" not in content:
        return content
    if "pictures" in content:
        raise InputError(_("it has both 'picture' and [[pictures]]; write one of them"))
    of_picture = [name for name in PictureEntry.__struct_fields__ if name != "file" and name in content]
    picture = {"file": content["picture"], **{name: content[name] for name in of_picture}}
    return {
        **{name: value for name, value in content.items() if name not in ("picture", *of_picture)},
        "pictures": [picture],
    }


def _texts(value: Any, place: str = "") -> Iterator[tuple[str, str]]:
    """Every text of an entry and where it stands."""
    if isinstance(value, str):
        yield place, value
    elif isinstance(value, Mapping):
        for name, inner in value.items():
            yield from _texts(inner, name)
    elif isinstance(value, list | tuple):
        for inner in value:
            yield from _texts(inner, place)


def _check_plain(place: str, text: str) -> None:
    """Refuse a text that a page or a question's file would take for more than words."""
    reason = ""
    if any(unicodedata.category(sign)[0] == "C" and sign not in "\n\r\t" for sign in text):
        reason = _("invisible signs")
    elif _TAG.search(text):
        reason = _("HTML")
    elif _TEMPLATE.search(text):
        reason = _("double braces or a role")
    elif text.lstrip().startswith(_HEADS):
        reason = _("a heading, a list or a quotation")
    elif not text.strip():
        reason = _("nothing")
    if reason:
        raise InputError(
            pgettext("case-text-not-plain", "its {place} holds {what}; write plain words").format(
                place=place, what=reason
            )
        )


def _in_one_line(entry: CaseEntry) -> CaseEntry:
    """The entry with every text in one line, so that none can begin a section of a question's file."""

    def joined(value: Any) -> Any:
        if isinstance(value, str):
            return " ".join(value.split())
        if isinstance(value, dict):
            return {name: joined(inner) for name, inner in value.items()}
        return [joined(inner) for inner in value] if isinstance(value, list | tuple) else value

    return msgspec.convert(joined(msgspec.to_builtins(entry)), CaseEntry)


def _check_answer(case: CaseText) -> None:
    entry = case.entry
    names = [option.name for option in entry.options]
    if not LEVELS.fullmatch(entry.level):
        raise InputError(_("its level is {level}; write one of C1 to S1, such as T12").format(level=repr(entry.level)))
    if len(set(names)) < len(names):
        raise InputError(_("two of its options have one name"))
    _check_levels(entry)
    if entry.region is not None:
        entry.region.as_region()
        if names:
            raise InputError(_("it has options and a region; a question has one of them"))
        if len(entry.pictures) > 1:
            raise InputError(_("it has a region and several pictures; a place is marked in one"))
    if case.for_reading_room and entry.answer not in VERDICTS:
        raise InputError(
            _("its answer is {answer}; in the reading room it is one of {verdicts}").format(
                answer=repr(entry.answer), verdicts=", ".join(VERDICTS)
            )
        )
    if case.for_questions and entry.region is None and entry.answer not in (names or VERDICTS):
        raise InputError(
            _("its answer is {answer}, which is none of {options}").format(
                answer=repr(entry.answer), options=", ".join(names or VERDICTS)
            )
        )


def _check_levels(entry: CaseEntry) -> None:
    if not entry.levels:
        return
    wrong = [name for name in entry.levels if not LEVELS.fullmatch(name)]
    if wrong:
        raise InputError(_("its levels hold {name}; write C1 to S1, such as T12").format(name=repr(wrong[0])))
    if entry.level not in entry.levels or len(entry.levels) < MIN_LEVELS:
        raise InputError(
            _("its levels need the place of {level}, and of one other body at least").format(level=entry.level)
        )
    if len(set(entry.levels.values())) < len(entry.levels):
        raise InputError(_("two of its levels lie in one place"))
    if entry.region is not None or entry.options or len(entry.pictures) > 1:
        raise InputError(_("it has levels to be marked: leave region and options out, and show one picture"))
