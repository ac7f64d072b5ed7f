"""Sheets of A4 for the pocket and stations of an examination, made from the tables that lessons read.

See decision 0361.
"""

from collections.abc import Iterable
from importlib import import_module
from pathlib import Path

from vertebra.book.sheets import edition, osce
from vertebra.book.sheets.page import Page, own_settings
from vertebra.errors import CourseError
from vertebra.quiz.storage import write_atomic
from vertebra.texts import _

SHEETS = {
    "first-ten-minutes": "first_minutes",
    "red-flags": "red_flags",
    "consent": "consent",
    "bone-drugs": "bone_drugs",
    "antithrombotics": "antithrombotics",
    "formulae": "formulae",
}
"""Modules by the names of sheets; a file is called after its sheet."""
STATIONS = {f"osce-{station}": station for station in ("consent", "weak-leg", "bleeding", "bone-drug")}
"""Stations of a practical examination, by the names of their sheets: for those who examine, and drawn only by name."""
FOLDER = "sheets"
"""The folder beside the lessons."""
MARK = ".made-from"
"""The file in it that holds the fingerprint of what is there."""


def write(folder: Path, names: Iterable[str] = ()) -> list[Path]:
    """Write sheets into a folder, all those for the pocket if none is named.

    Raises
    ------
    CourseError
        For an unknown name, or a folder that can't be written.
    """
    chosen = list(names) or list(SHEETS)
    unknown = [name for name in chosen if name not in {*SHEETS, *STATIONS}]
    if unknown:
        raise CourseError(
            _("There is no sheet {name}. There are: {known}.").format(
                name=unknown[0], known=", ".join([*SHEETS, *STATIONS])
            )
        )
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with own_settings():
            written = [draw(name).save(folder / f"{name}.pdf") for name in chosen]
        if set(chosen) == set(SHEETS):
            write_atomic(folder / MARK, edition.fingerprint().encode("utf-8"))
        return written
    except OSError as error:
        raise CourseError(
            _("The sheets can't be written to {folder}: {strerror}. Give a folder that you may write to.").format(
                folder=folder, strerror=error.strerror
            )
        ) from error


def is_current(folder: Path) -> bool:
    """Whether a folder holds every sheet, made from the contents of today."""
    mark = folder / MARK
    made_from = mark.read_text(encoding="utf-8") if mark.exists() else ""
    return made_from == edition.fingerprint() and all((folder / f"{name}.pdf").exists() for name in SHEETS)


def draw(name: str) -> Page:
    """Return a sheet that has been laid out."""
    if name in STATIONS:
        return osce.draw(STATIONS[name])
    made: Page = import_module(f"{__name__}.{SHEETS[name]}").draw()
    return made
