"""Hooks before and after nbgrader's own autograde command.

nbgrader logs an error raised here, and goes on.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from vertebra.grading.assignments import assignment_of
from vertebra.grading.autograde import quarantine, read_submission
from vertebra.grading.course_folder.folder import Course
from vertebra.quiz.storage import write_atomic
from vertebra.student_identity import id_fault


def before_autograde(notebooks: Sequence[str] = (), **_: Any) -> None:
    """Make each submitted folder safe to copy and to parse.

    Parameters
    ----------
    notebooks
        Paths of the submitted notebooks of one student.
    """
    for course, student, name in sorted(_submissions(notebooks), key=str):
        submitted = course.submitted(student, name)
        for notebook in assignment_of(course, name).released_notebooks():
            quarantine.quarantine_unsafe(submitted, notebook.stem, notebook)
        # nbgrader reads the time from this file alone: whatever stood there, it is now the time that counts.
        when = read_submission.submission_metadata(submitted)[0]
        if when:
            write_atomic(submitted / "timestamp.txt", when.encode("ascii"))


def after_autograde(notebooks: Sequence[str] = (), **_: Any) -> None:
    """Leave the record beside the graded notebook, as `vertebra grade` does."""
    for course, student, name in sorted(_submissions(notebooks), key=str):
        assignment_of(course, name).keep_record(student)


def _submissions(notebooks: Sequence[str]) -> set[tuple[Course, str, str]]:
    """Course, student and quiz of each path `<course>/submitted/<student>/<quiz>/<notebook>`."""
    folders = {Path(notebook).parent for notebook in notebooks}
    good = [folder for folder in folders if folder.parents[1].name == "submitted" and not id_fault(folder.parent.name)]
    return {(Course(folder.parents[2]), folder.parent.name, folder.name) for folder in good}
