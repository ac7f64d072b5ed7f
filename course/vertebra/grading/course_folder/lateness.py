"""What lateness takes off, by the rule of nbgrader's that the course's configuration names."""

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
    """Take off for lateness what the rule says of the points as they are now, given by hand or not; in one commit."""
    rule = late_rule(course)
    for submission in book.assignment_submissions(quiz):
        late_s = submission.total_seconds_late
        for notebook in submission.notebooks:
            notebook.late_submission_penalty = late_penalty(rule, submission.student_id, notebook.score, late_s)
    book.db.commit()


def late_penalty(rule: Any, student: str, points: float, late_s: float) -> float | None:
    """What `rule` takes off `points` for lateness: never more than there are, None where it costs nothing. It is not rounded."""
    off = rule.late_submission_penalty(student, points, late_s) if late_s > 0 else None
    return None if off is None else min(max(0.0, off), points)
