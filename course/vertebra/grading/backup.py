"""The gradebook copied before each run, and looked at before anything is written to it."""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

from vertebra.errors import CourseError
from vertebra.grading import ledger, stops
from vertebra.grading.course import PRIVATE_FILE, Course

BACKUPS_KEPT = 10
UNFINISHED = ".part"


def back_up(course: Course) -> Path | None:
    """Copy the gradebook to `backups/` as it is at one instant; the newest ten are kept.

    The copy gets its name when it is whole. Raises CourseError where the gradebook can't be read, and
    passes on the error where another program keeps it locked or there is no room for the copy.
    """
    if not course.database.exists():
        return None
    folder = course.root / "backups"
    folder.mkdir(exist_ok=True)
    for left in folder.glob(f"*{UNFINISHED}"):
        left.unlink()
    target = folder / f"gradebook-{datetime.now(UTC):%Y%m%dT%H%M%S%f}.db"
    beside = target.with_name(target.name + UNFINISHED)
    try:
        with closing(sqlite3.connect(course.database, timeout=ledger.WAIT_FOR_OTHERS_S)) as source:
            # Asks for the right to write now, rather than once for each student.
            source.execute("BEGIN IMMEDIATE").connection.rollback()
            with closing(sqlite3.connect(beside)) as copy:
                source.backup(copy)
    except (sqlite3.Error, OSError) as error:
        beside.unlink(missing_ok=True)
        if stops.reason(error, course):
            raise
        raise CourseError(_unreadable(course, error)) from error
    beside.chmod(PRIVATE_FILE)
    os.replace(beside, target)
    for old in sorted(folder.glob("gradebook-*.db"))[:-BACKUPS_KEPT]:
        old.unlink()
    return target


def _unreadable(course: Course, error: BaseException) -> str:
    newest = max((course.root / "backups").glob("gradebook-*.db"), default=None)
    hint = f" A backup is {newest}." if newest else ""
    return f"The gradebook {course.database} can't be read ({error}).{hint}"
