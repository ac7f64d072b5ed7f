"""Due dates, extensions, and what lateness costs: a rule of nbgrader's, named in the course's configuration."""

from __future__ import annotations

import math
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from nbgrader.plugins import LateSubmissionPlugin
from traitlets import Float

from vertebra.errors import CourseError
from vertebra.grading.course import Course, database_url, load_config

if TYPE_CHECKING:
    from nbgrader.api import Gradebook

SECONDS_A_DAY = 86_400


class PerDay(LateSubmissionPlugin):
    """Each day begun after the due date costs a share of the points earned. `penalty_method = "zero"` still costs all."""

    percent_per_day = Float(0.0, min=0, max=100, help="Per cent of the points earned that a day costs.").tag(
        config=True
    )
    grace_minutes = Float(0.0, min=0, help="Lateness up to this long costs nothing.").tag(config=True)
    most_percent = Float(100.0, min=0, max=100, help="Lateness never costs more than this.").tag(config=True)

    def late_submission_penalty(self, student_id: str, score: float, total_seconds_late: float) -> float | None:
        """The points taken off; None where lateness costs nothing."""
        if self.penalty_method != "none":
            return super().late_submission_penalty(student_id, score, total_seconds_late)
        if total_seconds_late <= 60 * self.grace_minutes or not self.percent_per_day:
            return None
        days = math.ceil(total_seconds_late / SECONDS_A_DAY)
        return round(score * min(self.most_percent, days * self.percent_per_day) / 100, 4)


def settle(course: Course, book: Gradebook, quiz: str) -> None:
    """Take off for lateness what the rule says of the points as they are now, given by hand or not; in one commit."""
    rule = _rule(course)
    for submission in book.assignment_submissions(quiz):
        late_s = submission.total_seconds_late
        for notebook in submission.notebooks:
            off = rule.late_submission_penalty(submission.student_id, notebook.score, late_s) if late_s > 0 else None
            notebook.late_submission_penalty = None if off is None else min(max(0.0, off), notebook.score)
    book.db.commit()


def set_due(course: Course, quiz: str, due: datetime, student: str | None = None) -> None:
    """Set when `quiz` is due, for everybody or as an extension for one `student`; a time without a zone is local.

    Raises CourseError where the quiz is not in the gradebook or has no due date to extend, and where the student is unknown.
    """
    from nbgrader.api import Gradebook, MissingEntry

    if quiz not in course.assignments():
        course.key(quiz)
    utc = due.astimezone(UTC).replace(tzinfo=None)
    with course.locked(), Gradebook(database_url(course)) as book:
        if student is None:
            book.update_or_create_assignment(quiz, duedate=utc)
            return
        try:
            book.find_student(student)
        except MissingEntry:
            raise CourseError(f"{student!r} is not in the gradebook. Enter the roster first.") from None
        common = book.find_assignment(quiz).duedate
        if common is None:
            raise CourseError(f"{quiz} has no due date to extend. Set one for everybody first.")
        book.update_or_create_submission(quiz, student).extension = max(timedelta(0), utc - common)
        book.db.commit()


def _rule(course: Course) -> Any:
    """The plugin that the configuration names."""
    from nbgrader.preprocessors import AssignLatePenalties

    step = AssignLatePenalties(config=load_config(course))
    step.init_plugin()
    return step.plugin_inst
