"""A backup of the gradebook put back, wherever the gradebook lies."""

from __future__ import annotations

import os
import shutil
import sqlite3
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy.exc import SQLAlchemyError

from vertebra.errors import CourseError
from vertebra.grading.course_folder import backup, database_dump, fatal_errors, gradebook, nbgrader_api
from vertebra.grading.course_folder.folder import PRIVATE_FILE, Course, database_url
from vertebra.grading.course_folder.grading_record import RECORD
from vertebra.texts import pgettext


@dataclass(frozen=True)
class BackupSummary:
    """Counts of what a gradebook holds."""

    students: int
    submissions: int
    by_hand: int


@dataclass(frozen=True)
class Restored:
    """A restored backup; `before` is a copy of the gradebook as it was, None where it could not be read."""

    file: Path
    holding: BackupSummary
    before: Path | None


def find(course: Course, name: str) -> Path:
    """Find the backup `name`: a file's name in `backups/`, or a path.

    Raises
    ------
    CourseError
        Where there is none; it names those that there are.
    """
    for candidate in (course.root / "backups" / name, Path(name).expanduser()):
        if candidate.is_file():
            return candidate.resolve()
    there = ", ".join(path.name for path in backup.backups(course)) or "none"
    raise CourseError(
        pgettext("no-such-backup", "There is no backup {name}. There are, newest first: {there}.").format(
            name=repr(name), there=there
        )
    )


def summarise(file: Path) -> BackupSummary:
    """Count what a backup holds.

    Raises
    ------
    CourseError
        Where it is no whole gradebook of this version of nbgrader.
    """
    from alembic.script import ScriptDirectory
    from nbgrader.dbutil import ALEMBIC_DIR

    try:
        with closing(sqlite3.connect(f"{file.as_uri()}?mode=ro", uri=True)) as book:
            (said,) = book.execute("PRAGMA integrity_check").fetchone()
            versions = [row[0] for row in book.execute("SELECT version_num FROM alembic_version")]
            counts = [
                book.execute(f"SELECT count(*) FROM {what}").fetchone()[0]
                for what in ("student", "submitted_assignment", "grade WHERE manual_score IS NOT NULL")
            ]
    except sqlite3.Error as error:
        raise CourseError(
            pgettext(
                "backup-unreadable",
                "{file} is no gradebook that can be read ({error}). Take another backup.",
            ).format(file=file, error=error)
        ) from error
    if said != "ok":
        raise CourseError(
            pgettext("backup-damaged", "The backup {file} is damaged ({said}). Take another one.").format(
                file=file, said=said
            )
        )
    wanted = ScriptDirectory(ALEMBIC_DIR).get_current_head()
    if versions != [wanted]:
        raise CourseError(
            pgettext(
                "backup-other-version",
                "The backup {file} was made by another version of nbgrader ({versions}; here it is {wanted}). "
                "Restore it with that version.",
            ).format(file=file, versions=", ".join(versions), wanted=wanted)
        )
    return BackupSummary(*counts)


def restore(course: Course, file: Path) -> Restored:
    """Put a backup in place of the gradebook, after copying that as it is now; all of it, or nothing.

    Graded folders lose their records, so that the next call of `vertebra grade` enters every submission again.

    Raises
    ------
    CourseError
        Where the backup is not whole or the gradebook can't be written.
    GradingStoppedError
        Where the gradebook is locked.
    """
    summary = summarise(file)
    with course.locked(), fatal_errors.translate_fatal(course):
        try:
            before = backup.back_up(course, besides=file)
        except CourseError:
            before = None
        url = database_url(course)
        place = database_dump.sqlite_path(url)
        try:
            _put_file(file, place) if place is not None else database_dump.load(file, url)
        except (sqlite3.Error, SQLAlchemyError) as error:
            if fatal_errors.fatal_reason(error, course):
                raise
            reason = str(getattr(error, "orig", None) or error).strip().splitlines()[0]
            raise CourseError(
                pgettext("gradebook-not-written", "The gradebook {shown} can't be written ({reason}).").format(
                    shown=database_dump.display_address(url), reason=reason
                )
            ) from error
        for record in course.root.glob(f"autograded/*/*/{RECORD}"):
            record.unlink()
    return Restored(file, summary, before)


def enter_missing_quizzes(course: Course) -> None:
    """Enter the quizzes that were built after the backup from their source."""
    with course.locked(), fatal_errors.translate_fatal(course):
        with gradebook.open_gradebook(course) as book:
            known = {assignment.name for assignment in book.assignments}
        for quiz in course.quizzes():
            if quiz not in known and (course.root / "source" / quiz).is_dir():
                nbgrader_api.run_step(course, "generate_assignment", quiz, force=True)


def _put_file(file: Path, place: Path) -> None:
    """Write the backup into the gradebook's file, which others may have open; one that is damaged is set aside."""
    try:
        with (
            closing(sqlite3.connect(place, timeout=gradebook.BUSY_TIMEOUT_S)) as target,
            closing(sqlite3.connect(file)) as source,
        ):
            target.execute("BEGIN IMMEDIATE").connection.rollback()
            source.backup(target)
    except sqlite3.OperationalError:
        raise
    except sqlite3.DatabaseError:
        beside = place.with_name(f"{place.name}{backup.PARTIAL_SUFFIX}")
        shutil.copyfile(file, beside)
        os.replace(place, place.with_name(f"{place.name}.damaged"))
        for left in ("-journal", "-wal", "-shm"):
            place.with_name(place.name + left).unlink(missing_ok=True)
        os.replace(beside, place)
    place.chmod(PRIVATE_FILE)
