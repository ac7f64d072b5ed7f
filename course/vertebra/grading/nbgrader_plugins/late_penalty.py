"""The late-submission plug-in that a course's configuration names."""

from __future__ import annotations

import math

from nbgrader.plugins import LateSubmissionPlugin
from traitlets import Float

from vertebra.texts import _

SECONDS_A_DAY = 86_400


class PercentPerDay(LateSubmissionPlugin):
    """Each day begun after the due date costs a percentage of the points earned.

    `penalty_method = "zero"` still costs all.
    """

    percent_per_day = Float(0.0, min=0, max=100, help=_("Per cent of the points earned that a day costs.")).tag(
        config=True
    )
    grace_minutes = Float(0.0, min=0, help=_("Lateness up to this long costs nothing.")).tag(config=True)
    most_percent = Float(100.0, min=0, max=100, help=_("Lateness never costs more than this.")).tag(config=True)

    @classmethod
    def section_names(cls) -> list[str]:
        """The sections of a configuration that set this rule; `PerDay` is its former name."""
        return [*super().section_names(), "PerDay"]

    def late_submission_penalty(self, student_id: str, score: float, total_seconds_late: float) -> float | None:
        """The points taken off; None where lateness costs nothing."""
        if self.penalty_method != "none":
            return super().late_submission_penalty(student_id, score, total_seconds_late)
        if total_seconds_late <= 60 * self.grace_minutes or not self.percent_per_day:
            return None
        days = math.ceil(total_seconds_late / SECONDS_A_DAY)
        return score * min(self.most_percent, days * self.percent_per_day) / 100
