"""Due dates, extensions, and what lateness costs: a rule of nbgrader's, named in the course's configuration."""

from __future__ import annotations

import math
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from nbgrader.plugins import LateSubmissionPlugin
from traitlets import Float

from vertebra.errors import CourseError
from vertebra.grading.course import Course, load_config
from vertebra.texts import _

if TYPE_CHECKING:
    from nbgrader.api import Gradebook

SECONDS_A_DAY = 86_400
FIRST_YEAR, LAST_YEAR = 2000, 2999


class PerDay(LateSubmissionPlugin):
    """Each day begun after the due date costs a share of the points earned. `penalty_method = "zero"` still costs all."""

    percent_per_day = Float(0.0, min=0, max=100, help=_("Per cent of the points earned that a day costs.")).tag(
        config=True
    )
    grace_minutes = Float(0.0, min=0, help=_("Lateness up to this long costs nothing.")).tag(config=True)
    most_percent = Float(100.0, min=0, max=100, help=_("Lateness never costs more than this.")).tag(config=True)

    def late_submission_penalty(self, student_id: str, score: float, total_seconds_late: float) -> float | None:
        """The points taken off; None where lateness costs nothing."""
        if self.penalty_method != "none":
            return super().late_submission_penalty(student_id, score, total_seconds_late)
        if total_seconds_late <= 60 * self.grace_minutes or not self.percent_per_day:
            return None
        days = math.ceil(total_seconds_late / SECONDS_A_DAY)
        return score * min(self.most_percent, days * self.percent_per_day) / 100


def settle(course: Course, book: Gradebook, quiz: str) -> None:
    """Take off for lateness what the rule says of the points as they are now, given by hand or not; in one commit."""
    rule = late_rule(course)
    for submission in book.assignment_submissions(quiz):
        late_s = submission.total_seconds_late
        for notebook in submission.notebooks:
            notebook.late_submission_penalty = penalty(rule, submission.student_id, notebook.score, late_s)
    book.db.commit()


def penalty(rule: Any, student: str, points: float, late_s: float) -> float | None:
    """What `rule` takes off `points` for lateness: never more than there are, None where it costs nothing. It is not rounded."""
    off = rule.late_submission_penalty(student, points, late_s) if late_s > 0 else None
    return None if off is None else min(max(0.0, off), points)


def read_due(text: str) -> datetime:
    """A day, or a day and a time, as a teacher types it; a day alone ends at 23:59. Raises CourseError in words."""
    try:
        found = datetime.fromisoformat(text.strip())
        if not FIRST_YEAR <= found.year <= LAST_YEAR:
            raise ValueError(text)
    except ValueError:
        tomorrow = datetime.now() + timedelta(days=1)
        raise CourseError(
            _(
                "{text} is no day and time that can be read. Write year, month, day and the time, such as "
                "{tomorrow}T18:00 (or {tomorrow}, which ends at 23:59)."
            ).format(text=repr(text), tomorrow=f"{tomorrow:%Y-%m-%d}")
        ) from None
    return found.replace(hour=23, minute=59) if len(text.strip()) <= len("2027-03-01") else found


def set_due(course: Course, quiz: str, due: datetime, student: str | None = None) -> None:
    """Set when `quiz` is due, for everybody or as an extension for one `student`; a time without a zone is local.

    Raises CourseError where the quiz is not in the gradebook or has no due date to extend, and where the student is unknown.
    """
    from nbgrader.api import MissingEntry

    from vertebra.grading.ledger import gradebook

    if quiz not in course.assignments():
        course.key(quiz)
    utc = due.astimezone(UTC).replace(tzinfo=None)
    with course.locked(), gradebook(course) as book:
        if student is None:
            book.update_or_create_assignment(quiz, duedate=utc)
            return
        try:
            book.find_student(student)
        except MissingEntry:
            raise CourseError(
                _("{student} is not in the gradebook. Enter the roster first.").format(student=repr(student))
            ) from None
        common = book.find_assignment(quiz).duedate
        if common is None:
            raise CourseError(_("{quiz} has no due date to extend. Set one for everybody first.").format(quiz=quiz))
        book.update_or_create_submission(quiz, student).extension = max(timedelta(0), utc - common)
        book.db.commit()


def late_rule(course: Course) -> Any:
    """The plugin that the course's configuration names."""
    from nbgrader.preprocessors import AssignLatePenalties

    step = AssignLatePenalties(config=load_config(course))
    step.init_plugin()
    return step.plugin_inst
