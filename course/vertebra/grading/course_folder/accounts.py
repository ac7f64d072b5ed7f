"""The accounts of the system from which students hand in, where they are not called like the id."""

from __future__ import annotations

import json
from collections.abc import Mapping

from vertebra import checked_json
from vertebra.errors import CourseError
from vertebra.grading.course_folder.folder import PRIVATE_FILE, Course
from vertebra.quiz.storage import write_atomic
from vertebra.texts import _

FILE = "accounts.json"


def accounts(course: Course) -> dict[str, str]:
    """The account by id, for those where the two differ.

    Raises
    ------
    CourseError
        Where the table can't be read.
    """
    path = course.root / FILE
    if not path.exists():
        return {}
    try:
        return checked_json.read(path, dict[str, str])
    except (OSError, checked_json.ShapeError) as error:
        raise CourseError(
            _("{path} can't be read ({error}). Correct it, or delete it and enter the roster again.").format(
                path=path, error=error
            )
        ) from error


def add_accounts(course: Course, given: Mapping[str, str]) -> None:
    """Enter the accounts that a roster names; an account called like the id needs no entry."""
    before = accounts(course)
    after = {**before, **given}
    kept = {student: account for student, account in after.items() if account and account != student}
    if kept != before:
        write_atomic(
            course.root / FILE, (json.dumps(kept, indent=1, sort_keys=True, ensure_ascii=False) + "\n").encode()
        )
        (course.root / FILE).chmod(PRIVATE_FILE)
