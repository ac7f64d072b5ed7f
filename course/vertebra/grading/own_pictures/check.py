"""A folder of cases, all of it checked: what can be used, what is wrong, and what nobody has looked at yet."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from vertebra.errors import CourseError
from vertebra.grading.own_pictures import confirmations, source_file
from vertebra.grading.own_pictures.case_file import SUFFIX, CaseText, case_files, read_case
from vertebra.grading.own_pictures.confirmations import Look
from vertebra.grading.own_pictures.picture import Picture, read_picture
from vertebra.texts import _, pgettext

PAGE = "pictures-preview.html"
SPARED = (confirmations.RECORD, PAGE, "README.md")
"""Files that belong to no case."""


@dataclass(frozen=True, eq=False)
class CheckedCase:
    """A case whose file and pictures can be used."""

    text: CaseText
    pictures: tuple[Picture, ...]


@dataclass(frozen=True, eq=False)
class CheckedFolder:
    """What a folder holds.

    Parameters
    ----------
    folder : Path
    cases : tuple of CheckedCase
    faults : tuple of str
        What keeps other cases from being used, each with its file.
    advice : tuple of str
    looks : dict
        Who looked at what is recorded.
    """

    folder: Path
    cases: tuple[CheckedCase, ...]
    faults: tuple[str, ...]
    advice: tuple[str, ...]
    looks: dict[str, list[Look]]

    def unconfirmed(self, case: CheckedCase) -> list[Picture]:
        """The pictures of a case that nobody has looked at as they are now."""
        return [picture for picture in case.pictures if not confirmations.is_confirmed(picture, self.looks)]


def check(folder: Path) -> CheckedFolder:
    """Check a folder of cases.

    Raises
    ------
    CourseError
        Where it is none, holds no case, or a package is missing that reads its pictures.
    """
    place = source_file.check_folder(folder)
    files = case_files(place)
    if not files:
        raise CourseError(
            pgettext(
                "no-cases",
                "{folder} holds no case: beside each picture stands a file {suffix} that describes it. 'vertebra "
                "pictures example FOLDER' writes a folder to begin with.",
            ).format(folder=place, suffix=SUFFIX)
        )
    cases: list[CheckedCase] = []
    faults: list[str] = []
    for file in files:
        try:
            text = read_case(place, file)
        except CourseError as error:
            faults.append(_("{file}: {fault}").format(file=file, fault=error.text))
            continue
        pictures, wrong = _pictures(place, text)
        faults += [_("{file}: {fault}").format(file=file, fault=fault) for fault in wrong]
        if not wrong:
            cases.append(CheckedCase(text, tuple(pictures)))
    twice = _twice(cases)
    faults += twice.values()
    usable = tuple(case for case in cases if case.text.name not in twice)
    advice = (*_advice(usable), *_unused(place, cases) * (not faults))
    return CheckedFolder(place, usable, tuple(faults), advice, confirmations.read(place))


def _pictures(folder: Path, text: CaseText) -> tuple[list[Picture], list[str]]:
    pictures, faults = [], []
    for entry in text.entry.pictures:
        try:
            pictures.append(read_picture(folder, entry))
        except CourseError as error:
            if not isinstance(error, ValueError):  # A package is missing: no case can be read with it.
                raise
            faults.append(_("{picture}: {fault}").format(picture=entry.file, fault=error.text))
    return pictures, faults


def _twice(cases: Iterable[CheckedCase]) -> dict[str, str]:
    """The cases that show a picture which an earlier one, or they themselves, show already."""
    seen: dict[str, str] = {}
    faults: dict[str, str] = {}
    for case in cases:
        for picture in case.pictures:
            for mark in {picture.file_sha256 + repr(picture.entry.slice), picture.pixels_sha256}:
                if mark in seen:
                    faults[case.text.name] = pgettext(
                        "picture-twice", "{file}: its picture {picture} is that of {other} already; leave one out"
                    ).format(file=case.text.name + SUFFIX, picture=picture.entry.file, other=seen[mark] + SUFFIX)
                seen.setdefault(mark, case.text.name)
    return faults


def _advice(cases: Iterable[CheckedCase]) -> list[str]:
    return [
        pgettext(
            "answer-in-both",
            "{file}: it is in the reading room and in a question; whoever has the reading room has its answer. Ask it "
            "where that does no harm, or write use = [...]",
        ).format(file=case.text.name + SUFFIX)
        for case in cases
        if case.text.for_reading_room and case.text.for_questions
    ]


def _unused(folder: Path, cases: Iterable[CheckedCase]) -> list[str]:
    used = {picture.entry.file for case in cases for picture in case.pictures}
    names = sorted(
        path.name
        for path in folder.iterdir()
        if not path.name.endswith(SUFFIX) and path.name not in used and path.name not in SPARED and path.name[0] != "."
    )
    return [_("{file}: no case shows it").format(file=name) for name in names[:20]]
