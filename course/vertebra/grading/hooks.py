"""What happens before and after nbgrader's own autograde command. nbgrader logs an error raised here, and goes on."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from vertebra.grading import coded, graded, intake
from vertebra.grading.course import Course


def before_autograde(notebooks: Sequence[str] = (), **_: Any) -> None:
    """Make each submitted folder safe to copy and to parse. `notebooks` are the submitted notebooks of one student."""
    for course, student, quiz in sorted(_submissions(notebooks), key=str):
        handed_out = [course.release(quiz) / f"{quiz}.ipynb"]
        for notebook in coded.notebooks(course, quiz) if coded.is_coded(course, quiz) else handed_out:
            intake.make_safe(course.submitted(student, quiz), notebook.stem, notebook)


def after_autograde(notebooks: Sequence[str] = (), **_: Any) -> None:
    """Leave the record beside the graded notebook, as `vertebra grade` does."""
    for course, student, quiz in sorted(_submissions(notebooks), key=str):
        if coded.is_coded(course, quiz):
            continue
        found = graded.grade(graded.load_quiz(course, quiz), student)
        graded.write_record(course.autograded(student, quiz), graded.record(found))


def _submissions(notebooks: Sequence[str]) -> set[tuple[Course, str, str]]:
    """Course, student and quiz of each path `<course>/submitted/<student>/<quiz>/<notebook>`."""
    folders = {Path(notebook).parent for notebook in notebooks}
    return {(Course(f.parents[2]), f.parent.name, f.name) for f in folders if f.parents[1].name == "submitted"}
