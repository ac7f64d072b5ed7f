"""What happens before and after nbgrader's own autograde command. nbgrader logs an error raised here, and goes on."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from vertebra.grading.autograde import graded_submission, read_submission
from vertebra.grading.code_assignments import code_assignment
from vertebra.grading.course_folder.folder import Course
from vertebra.quiz.storage import write_atomic
from vertebra.student_identity import id_fault


def before_autograde(notebooks: Sequence[str] = (), **_: Any) -> None:
    """Make each submitted folder safe to copy and to parse. `notebooks` are the submitted notebooks of one student."""
    for course, student, quiz in sorted(_submissions(notebooks), key=str):
        handed_out = [course.release(quiz) / f"{quiz}.ipynb"]
        for notebook in (
            code_assignment.notebooks(course, quiz) if code_assignment.is_coded(course, quiz) else handed_out
        ):
            read_submission.make_safe(course.submitted(student, quiz), notebook.stem, notebook)
        # nbgrader reads the time from this file alone: whatever stood there, it is now the time that counts.
        when = read_submission.handed_in(course.submitted(student, quiz))[0]
        if when:
            write_atomic(course.submitted(student, quiz) / "timestamp.txt", when.encode("ascii"))


def after_autograde(notebooks: Sequence[str] = (), **_: Any) -> None:
    """Leave the record beside the graded notebook, as `vertebra grade` does."""
    for course, student, quiz in sorted(_submissions(notebooks), key=str):
        if code_assignment.is_coded(course, quiz):
            continue
        found = graded_submission.grade(graded_submission.load_quiz(course, quiz), student)
        graded_submission.write_record(course.autograded(student, quiz), graded_submission.record(found))


def _submissions(notebooks: Sequence[str]) -> set[tuple[Course, str, str]]:
    """Course, student and quiz of each path `<course>/submitted/<student>/<quiz>/<notebook>`."""
    folders = {Path(notebook).parent for notebook in notebooks}
    good = [folder for folder in folders if folder.parents[1].name == "submitted" and not id_fault(folder.parent.name)]
    return {(Course(folder.parents[2]), folder.parent.name, folder.name) for folder in good}
