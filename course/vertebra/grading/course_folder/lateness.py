"""The late penalty, by the plug-in of nbgrader's that the course's configuration names."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from vertebra.grading.course_folder.folder import Course, load_config

if TYPE_CHECKING:
    from nbgrader.api import Gradebook


def late_rule(course: Course) -> Any:
    """The plugin that the course's configuration names."""
    from nbgrader.preprocessors import AssignLatePenalties

    step = AssignLatePenalties(config=load_config(course))
    step.init_plugin()
    return step.plugin_inst


def apply_late_penalty(course: Course, book: Gradebook, quiz: str) -> None:
    """Take off for lateness by the course's rule: of the points as they are now, in one commit."""
    rule = late_rule(course)
    for submission in book.assignment_submissions(quiz):
        late_s = submission.total_seconds_late
        for notebook in submission.notebooks:
            notebook.late_submission_penalty = late_penalty(rule, submission.student_id, notebook.score, late_s)
    book.db.commit()


def late_penalty(rule: Any, student: str, points: float, late_s: float) -> float | None:
    """The points that `rule` takes off for lateness, not rounded; None where it costs nothing.

    Parameters
    ----------
    rule
        The late-submission plug-in.
    student
        The student's id.
    points
        Points earned: never more than these are taken off.
    late_s
        How late it came, in seconds.
    """
    off = rule.late_submission_penalty(student, points, late_s) if late_s > 0 else None
    return None if off is None else min(max(0.0, off), points)
