"""Who takes the course, and the gradebook that they are entered into."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from pathlib import Path

from vertebra.errors import CourseError
from vertebra.grading.course import Course, database_url


def reach(database: str) -> None:
    """Raise CourseError, without the address's password, where no gradebook can be kept at `database`."""
    from sqlalchemy import create_engine

    shown = shown_address(database)
    try:
        engine = create_engine(database)
        with engine.connect():
            engine.dispose()
    except ImportError as error:
        raise CourseError(
            f"A gradebook at {shown} needs the package {error.name}; for PostgreSQL install psycopg2-binary."
        ) from error
    except Exception as error:
        reason = str(error.__cause__ or error).strip().splitlines()[0]
        raise CourseError(
            f"The gradebook at {shown} can't be reached: {reason} Start the server, or correct the address."
        ) from None


def shown_address(database: str) -> str:
    """A gradebook's address without its password. Raises CourseError where it is no address."""
    from sqlalchemy.engine import make_url
    from sqlalchemy.exc import ArgumentError

    try:
        return make_url(database).render_as_string(hide_password=True)
    except ArgumentError:
        raise CourseError(
            "The gradebook's address can't be read; write it like postgresql+psycopg2://teacher@host/grades."
        ) from None


def make_gradebook(url: str, course_id: str) -> None:
    """Make nbgrader's tables where they are missing, and enter the course."""
    from nbgrader.api import Gradebook

    make_tables(url)
    Gradebook(url, course_id).close()


def make_tables(url: str) -> None:
    """Make nbgrader's tables where they are missing, with the version that its upgrades go by.

    nbgrader itself asks the program `alembic` for the version, and leaves a gradebook without one where that is not found.
    """
    from alembic.migration import MigrationContext
    from alembic.script import ScriptDirectory
    from nbgrader.api import Base
    from nbgrader.dbutil import ALEMBIC_DIR
    from sqlalchemy import create_engine

    engine = create_engine(url)
    try:
        Base.metadata.create_all(engine)
        with engine.begin() as connection:
            context = MigrationContext.configure(connection)
            if context.get_current_revision() is None:
                context.stamp(ScriptDirectory(ALEMBIC_DIR), "head")
    finally:
        engine.dispose()


ALIASES = {
    "id": ("id", "username", "sis login id", "login_id", "login id", "user_id"),
    "first_name": ("first_name", "firstname", "first name", "given name"),
    "last_name": ("last_name", "lastname", "last name", "surname", "family name"),
    "email": ("email", "email address", "e-mail"),
}
"""What Moodle, Canvas and registrars call the columns; of an id, the last that is filled in counts.

Canvas's own `ID` is a number that nobody hands in under: where a login stands beside it, the login is the id.
"""


def read_roster(path: Path) -> list[dict[str, str]]:
    """The students in a CSV file with a column `id` and, where wanted, `first_name`, `last_name`, `email`.

    What Moodle and Canvas write of their participants is read as well (see `ALIASES`). Raises CourseError where the file
    can't be read, an id is missing, stands twice or can't be a folder's name.
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise CourseError(f"The roster {path} can't be read: {error}. Save it as CSV in UTF-8.") from error
    first = text.partition("\n")[0]
    reader = csv.DictReader(io.StringIO(text), delimiter=max(",;\t", key=first.count))
    found = [row for row in map(_student, reader) if row is not None]
    if not found or any(not row["id"] for row in found):
        raise CourseError(f"The roster {path} needs a column 'id' that is filled in every row, and at least one row.")
    for row in found:
        if re.search(r"[/\\*+?\[\]\x00-\x1f]|^\.", row["id"]):
            raise CourseError(f"The roster's id {row['id']!r} can't be a folder's name. Use letters, digits, '_', '-'.")
    twice = [name for name, count in Counter(row["id"].casefold() for row in found).items() if count > 1]
    if twice:
        raise CourseError(f"The roster {path} has the id {twice[0]!r} more than once. Each student needs one row.")
    return found


def _student(row: dict[str | None, str | list[str] | None]) -> dict[str, str] | None:
    """One row under our names; None for an empty row and for Canvas's row of points."""
    told = {str(name).strip().casefold(): str(value or "").strip() for name, value in row.items() if name is not None}
    if not any(told.values()) or "points possible" in told.get("student", "").casefold():
        return None
    found = {ours: next((told[a] for a in reversed(also) if told.get(a)), "") for ours, also in ALIASES.items()}
    if not found["last_name"] and "," in told.get("student", ""):
        last, _, first = told["student"].partition(",")
        found |= {"last_name": last.strip(), "first_name": first.strip()}
    return found


def add_students(course: Course, students: list[dict[str, str]]) -> None:
    """Enter `students` into the gradebook; those already there get the new names."""
    from nbgrader.api import Gradebook

    with Gradebook(database_url(course)) as gradebook:
        for row in students:
            details = {name: value for name, value in row.items() if name != "id" and value}
            gradebook.update_or_create_student(row["id"], **details)
