"""The roster: a list of students entered into the gradebook."""

from __future__ import annotations

import json
from dataclasses import dataclass

from vertebra import checked_json
from vertebra.errors import CourseError
from vertebra.grading.course_folder import accounts
from vertebra.grading.course_folder.folder import PRIVATE_FILE, Course
from vertebra.grading.course_folder.roster_file import Roster
from vertebra.quiz.storage import write_atomic
from vertebra.texts import _

CANVAS_FILE = "canvas.json"
"""What Canvas wrote of each student, by id: its export needs it back."""


@dataclass(frozen=True)
class RosterResult:
    """Counts of students on a roster: new, known, and of these with another name or address now."""

    new: int
    known: int
    renamed: int


def enter_roster(course: Course, roster: Roster) -> RosterResult:
    """Enter a roster into the gradebook, and keep what Canvas needs to know its students again."""
    entered = add_students(course, roster.students)
    accounts.add_accounts(course, {row["id"]: row["account"] for row in roster.students if row.get("account")})
    if roster.canvas:
        content = json.dumps({**canvas_ids(course), **roster.canvas}, indent=1, sort_keys=True, ensure_ascii=False)
        write_atomic(course.root / CANVAS_FILE, f"{content}\n".encode())
        (course.root / CANVAS_FILE).chmod(PRIVATE_FILE)
    return entered


def canvas_ids(course: Course) -> dict[str, dict[str, str]]:
    """Canvas's own columns of its students, by id; empty where no roster of Canvas was entered."""
    path = course.root / CANVAS_FILE
    if not path.exists():
        return {}
    try:
        return checked_json.read(path, dict[str, dict[str, str]])
    except (OSError, checked_json.ShapeError) as error:
        raise CourseError(
            _("{path} can't be read ({error}). Enter Canvas's list again with --roster.").format(path=path, error=error)
        ) from error


def add_students(course: Course, students: list[dict[str, str]]) -> RosterResult:
    """Enter `students` into the gradebook; those already there get the new names."""
    from nbgrader.api import MissingEntry

    from vertebra.grading.course_folder.gradebook import open_gradebook

    new = known = renamed = 0
    with open_gradebook(course) as book:
        for row in students:
            details = {name: value for name, value in row.items() if name not in ("id", "account") and value}
            try:
                before = book.find_student(row["id"])
            except MissingEntry:
                new += 1
            else:
                known += 1
                renamed += any(getattr(before, name) != value for name, value in details.items())
            book.update_or_create_student(row["id"], **details)
    return RosterResult(new, known, renamed)
