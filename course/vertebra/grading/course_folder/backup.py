"""The gradebook copied before each run, and looked at before anything is written to it.

A copy is a SQLite file with nbgrader's own tables, wherever the gradebook itself lies; `restore` puts one back.

See decision 0185.
"""

from __future__ import annotations

import os
import re
import sqlite3
from collections.abc import Sequence
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy.exc import SQLAlchemyError

from vertebra.errors import CourseError
from vertebra.grading.course_folder import database_dump, fatal_errors, gradebook
from vertebra.grading.course_folder.folder import PRIVATE_FILE, Course, database_url
from vertebra.texts import pgettext

BACKUPS_KEPT = 10
DAYS_KEPT = 200
"""Of so many days the last copy is kept besides: a term with its resits."""
PARTIAL_SUFFIX = ".part"
_NAME = re.compile(r"gradebook-(?:(?P<number>\d{6,})-)?(?P<day>\d{8})T\d+\.db")


def backups(course: Course) -> list[Path]:
    """The copies of the gradebook, newest first, in the order in which they were made, whatever the clock said."""
    return sorted((course.root / "backups").glob("gradebook-*.db"), key=_order, reverse=True)


def _order(path: Path) -> tuple[int, str]:
    return _number(path), path.name


def _number(path: Path) -> int:
    """The copy's number; 0 for one of an older version, which has none."""
    match = _NAME.fullmatch(path.name)
    return int(match["number"] or 0) if match else 0


def _to_keep(copies: Sequence[Path]) -> set[Path]:
    """The copies to keep: the newest ten, and the last of each of the latest days on which any were made."""
    last_of_day: dict[str, Path] = {}
    for path in copies:
        match = _NAME.fullmatch(path.name)
        last_of_day.setdefault(match["day"] if match else path.name, path)
    return {*copies[:BACKUPS_KEPT], *list(last_of_day.values())[:DAYS_KEPT]}


def back_up(course: Course, besides: Path | None = None) -> Path | None:
    """Copy the gradebook to `backups/` as it is at one instant; the copy gets its name when it is whole.

    Parameters
    ----------
    course
        The course folder.
    besides
        A copy that stays although it is old; which others stay, `_to_keep` says.

    Returns
    -------
    Path or None
        The copy; None where there is no gradebook yet.

    Raises
    ------
    CourseError
        Where the gradebook can't be read. An error of a locked gradebook or a full disk is passed on.
    """
    url = database_url(course)
    file = database_dump.sqlite_path(url)
    if file is not None and not file.exists():
        return None
    folder = course.root / "backups"
    folder.mkdir(exist_ok=True)
    for left in folder.glob(f"*{PARTIAL_SUFFIX}*"):
        left.unlink()
    number = max(map(_number, backups(course)), default=0) + 1
    target = folder / f"gradebook-{number:06d}-{datetime.now(UTC):%Y%m%dT%H%M%S%f}.db"
    beside = target.with_name(target.name + PARTIAL_SUFFIX)
    try:
        _copy_file(file, beside) if file is not None else database_dump.dump(url, beside)
    except (sqlite3.Error, SQLAlchemyError, OSError) as error:
        beside.unlink(missing_ok=True)
        if fatal_errors.fatal_reason(error, course):
            raise
        raise CourseError(_unreadable(course, error)) from error
    beside.chmod(PRIVATE_FILE)
    os.replace(beside, target)
    copies = backups(course)
    for old in set(copies) - _to_keep(copies) - {besides, target}:
        old.unlink()
    return target


def _copy_file(file: Path, to: Path) -> None:
    with closing(sqlite3.connect(file, timeout=gradebook.BUSY_TIMEOUT_S)) as source:
        # Asks for the right to write now, rather than once for each student.
        source.execute("BEGIN IMMEDIATE").connection.rollback()
        with closing(sqlite3.connect(to)) as copy:
            source.backup(copy)


def _unreadable(course: Course, error: BaseException) -> str:
    newest = next(iter(backups(course)), None)
    hint = (
        pgettext("newest-backup", " The newest backup is {name}; 'vertebra restore {name}' puts it back.").format(
            name=newest.name
        )
        if newest
        else ""
    )
    reason = str(getattr(error, "orig", None) or error).strip().splitlines()[0]
    return pgettext("gradebook-unreadable", "The gradebook {shown} can't be read ({reason}).{hint}").format(
        shown=database_dump.display_address(database_url(course)), reason=reason, hint=hint
    )
