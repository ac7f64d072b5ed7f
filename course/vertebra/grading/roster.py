"""Who takes the course, and the gradebook that they are entered into."""

from __future__ import annotations

import csv
import re
from pathlib import Path

from vertebra.errors import CourseError
from vertebra.grading.course import Course, database_url


def make_gradebook(url: str, course_id: str) -> None:
    """Make nbgrader's tables where they are missing, with the version that its upgrades go by.

    nbgrader itself asks the program `alembic` for the version, and leaves a gradebook without one where that is not found.
    """
    from alembic.migration import MigrationContext
    from alembic.script import ScriptDirectory
    from nbgrader.api import Base, Gradebook
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
    Gradebook(url, course_id).close()


def read_roster(path: Path) -> list[dict[str, str]]:
    """The students in a CSV file with a column `id` and, where wanted, `first_name`, `last_name`, `email`."""
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            rows = list(csv.DictReader(file))
    except (OSError, UnicodeDecodeError) as error:
        raise CourseError(f"The roster {path} can't be read: {error}") from error
    known = ("id", "first_name", "last_name", "email")
    found = [{name: (row.get(name) or "").strip() for name in known} for row in rows]
    if not found or any(not row["id"] for row in found):
        raise CourseError(f"The roster {path} needs a column 'id' that is filled in every row, and at least one row.")
    for row in found:
        if re.search(r"[/\\*+?\[\]\x00-\x1f]|^\.", row["id"]):
            raise CourseError(f"The roster's id {row['id']!r} can't be a folder's name. Use letters, digits, '_', '-'.")
    return found


def add_students(course: Course, students: list[dict[str, str]]) -> None:
    """Enter `students` into the gradebook; those already there get the new names."""
    from nbgrader.api import Gradebook

    with Gradebook(database_url(course)) as gradebook:
        for row in students:
            details = {name: value for name, value in row.items() if name != "id" and value}
            gradebook.update_or_create_student(row["id"], **details)
