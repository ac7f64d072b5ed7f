"""Points into nbgrader's gradebook: what its own steps write, with one connection and one commit a student."""

from __future__ import annotations

import contextlib
import warnings
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy.exc import SAWarning

from vertebra.grading.course_folder import lateness, student_guard
from vertebra.grading.course_folder.folder import Course, database_url
from vertebra.grading.course_folder.grading_record import REJECTED, REVIEW_REASON
from vertebra.texts import _

if TYPE_CHECKING:
    from nbgrader.api import Gradebook

REVIEW_STATES = ("needs_review", "ungraded")
"""States of a submission in which an answer waits for the teacher's decision."""
BUSY_TIMEOUT_S = 20.0
"""How long a gradebook that another program is writing to is waited for."""


class GradebookWriter:
    """The open gradebook of a course."""

    def __init__(self, course: Course, gradebook: Gradebook) -> None:
        self._course = course
        self._gradebook = gradebook

    def save(
        self,
        quiz: str,
        student: str,
        notebooks: Mapping[str, Any],
        submitted_at: str,
        same: frozenset[str] | None = None,
        before: Mapping[str, Any] | None = None,
    ) -> None:
        """Enter the points and remarks that the cells of the notebooks give, as SaveAutoGrades does.

        A crash leaves either all of a student's old entries or all of the new ones.

        Parameters
        ----------
        quiz
            The assignment.
        student
            The student's id.
        notebooks
            By name, the notebooks with points in their cells.
        submitted_at
            When it was handed in (UTC); empty where nothing tells it.
        same
            The items that are answered as before: points that a person gave stay settled for them. If None, for all
            of a submission that was handed in at the same instant as the one in the gradebook.
        before
            The record of the grading before: an answer that is rejected now, and was not then, loses the points given
            by hand.
        """
        from nbgrader.utils import parse_utc

        book = self._gradebook
        try:
            book.update_or_create_student(student)
            late = {"timestamp": parse_utc(submitted_at)} if submitted_at else {}
            again = bool(late) and self._submitted_at(quiz, student) == late["timestamp"]
            book.update_or_create_submission(quiz, student, **late)
            rejected = {mark["item"] for mark in (before or {}).get("marks", ()) if mark.get("verdict") == REJECTED}
            for name, notebook in notebooks.items():
                entry = book.find_submission_notebook(name, quiz, student)
                cells = {c.metadata.nbgrader["grade_id"]: c for c in notebook.cells if "nbgrader" in c.metadata}
                for grade in entry.grades:
                    cell = cells[grade.name]
                    if is_rejected(cell) and grade.name not in rejected:
                        grade.manual_score = grade.extra_credit = None
                    _enter_points(grade, cell, again if same is None else grade.name in same)
                was_held = (before or {}).get("status") in REVIEW_STATES
                set_flag(
                    entry, any(g.needs_manual_grade and needs_review(cells[g.name]) for g in entry.grades), was_held
                )
                for comment in entry.comments:
                    comment.auto_comment = _auto_comment(cells.get(comment.name))
            book.db.commit()
        except BaseException:
            book.db.rollback()
            raise

    def _submitted_at(self, quiz: str, student: str) -> datetime | None:
        from nbgrader.api import MissingEntry

        try:
            timestamp = self._gradebook.find_submission(quiz, student).timestamp
        except MissingEntry:
            return None
        return timestamp if isinstance(timestamp, datetime) else None

    def apply_late_penalty(self, quiz: str) -> None:
        """Take off for lateness by the rule that the course's configuration names: of the points as they are now."""
        lateness.apply_late_penalty(self._course, self._gradebook, quiz)


@contextlib.contextmanager
def open_writer(course: Course) -> Iterator[GradebookWriter]:
    """The gradebook of `course` to enter points into, closed on leaving."""
    with open_gradebook(course) as book:
        yield GradebookWriter(course, book)


@contextlib.contextmanager
def open_gradebook(course: Course) -> Iterator[Gradebook]:
    """nbgrader's gradebook of `course`, closed on leaving; it waits for others who write."""
    from nbgrader.api import Gradebook

    student_guard.install()
    with Gradebook(database_url(course)) as book, warnings.catch_warnings():
        # nbgrader makes an entry before it adds it to the session, which SQLAlchemy remarks on and which hurts nothing.
        warnings.filterwarnings("ignore", message="Object of type <", category=SAWarning)
        _set_busy_timeout(book)
        yield book


def _set_busy_timeout(gradebook: Gradebook) -> None:
    """Let each write wait while formgrader holds SQLite's lock for a moment."""
    from sqlalchemy import event

    if gradebook.engine.dialect.name == "sqlite":
        wait = f"PRAGMA busy_timeout = {round(1000 * BUSY_TIMEOUT_S)}"
        event.listen(gradebook.engine, "checkout", lambda connection, *_: connection.execute(wait).close())


def _enter_points(grade: Any, cell: Any, same: bool) -> None:
    """Enter the points of one cell.

    A person is asked for again where the answer is not the `same` as the one they have settled.
    """
    from nbgrader.utils import determine_grade, is_grade

    if is_rejected(cell):
        grade.auto_score, grade.needs_manual_grade = 0.0, False
        return
    settled = same and grade.manual_score is not None and not grade.needs_manual_grade
    grade.auto_score = determine_grade(cell)[0] if is_grade(cell) else None
    waits = needs_review(cell) or grade.manual_score is not None or grade.auto_score is None
    grade.needs_manual_grade = waits and not settled


def needs_review(cell: Any) -> bool:
    """Whether a person must look at a cell before it counts."""
    return bool(cell.metadata.get("vertebra", {}).get("held") or cell.metadata.get(REVIEW_REASON))


def is_rejected(cell: Any) -> bool:
    """Whether the teacher decided that the answer in a cell does not count."""
    return bool(cell.metadata.get("vertebra", {}).get("verdict") == REJECTED)


def set_flag(entry: Any, is_held: bool, was_held: bool) -> None:
    """Set formgrader's flag on a submitted notebook that needs review; take away only a flag that stood for it."""
    if is_held or was_held:
        entry.flagged = is_held


def _auto_comment(cell: Any) -> str | None:
    from nbgrader.utils import compute_checksum

    if cell is None:
        return _("This cell was deleted.")
    untouched = cell.metadata.nbgrader.get("checksum") == compute_checksum(cell)
    return "No response." if untouched else None
