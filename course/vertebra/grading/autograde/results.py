"""The result for one submission before it is entered: plain values that any process may hand over."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from vertebra.grading.course_folder.grading_record import Status


@dataclass(frozen=True)
class SubmissionSummary:
    """The row of one submission.

    Parameters
    ----------
    student, status : str
    points, max_points : float
        Given without a person, and at most.
    pending : int
        Items that wait for a person.
    notes : tuple of str, optional
    again : bool, optional
        Whether it had been graded before.
    """

    student: str
    status: Status
    points: float
    max_points: float
    pending: int
    notes: tuple[str, ...] = ()
    again: bool = False


@dataclass(frozen=True)
class AutogradeResult:
    """A submission read and scored, its notebooks filled in; no notebooks where it was graded as it is now.

    `record` is what is kept beside the graded notebooks; its digest says that they are whole. `same` names the items
    that are answered as when it was last graded; None where that is not known. `before` is the record of that
    grading.
    """

    summary: SubmissionSummary
    record: Mapping[str, Any]
    submitted_at: str
    secret: str
    notebooks: Mapping[str, Any] | None = None
    same: frozenset[str] | None = None
    before: Mapping[str, Any] | None = None
