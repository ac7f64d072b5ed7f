"""Every student's grade in a quiz, as the gradebook has it now.

With points given by hand, lateness, what waits for a person, and who is missing.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Literal, cast

from vertebra.errors import CourseError
from vertebra.grading.course_folder import gradebook
from vertebra.grading.course_folder.folder import Course, load_config
from vertebra.grading.course_folder.lateness import late_penalty, late_rule
from vertebra.student_identity import email_fault, id_fault, name_fault
from vertebra.texts import pgettext

if TYPE_CHECKING:
    from nbgrader.api import Gradebook

MissingRule = Literal["empty", "zero"]
MISSING_RULES = ("empty", "zero")
MIN_FOR_MEAN = 10
"""Students are told the mean of a class from so many on: below, each could work out what another has."""


@dataclass(frozen=True)
class ItemGrade:
    """One graded cell: its points as they count now, whether a person gave them, whether one has yet to.

    `extra_credit` is part of the points.
    """

    points: float
    by_hand: bool
    waiting: bool
    extra_credit: float = 0.0


@dataclass(frozen=True)
class StudentGrade:
    """One student's points in a quiz.

    `points` are those of all items, `penalty` what lateness takes off them. `submitted` says whether anything was
    handed in, `graded` whether it is in the gradebook; `is_due` whether this student's time is over (true where there
    is no due date).
    """

    student: str
    first_name: str = ""
    last_name: str = ""
    email: str = ""
    submitted: bool = False
    graded: bool = False
    points: float = 0.0
    max_points: float = 0.0
    penalty: float = 0.0
    late_s: float = 0.0
    is_due: bool = True
    items: Mapping[str, ItemGrade] = field(default_factory=dict)

    @property
    def waiting(self) -> int:
        """The number of answers that wait for a person."""
        return sum(item.waiting for item in self.items.values())

    @property
    def is_final(self) -> bool:
        """Whether nothing of what was handed in waits, for a person or for grading."""
        return not self.submitted or (self.graded and not self.waiting)

    def score(self, missing: MissingRule) -> float | None:
        """The points that count; None where nothing was handed in and that is not to count as 0, or not yet."""
        if self.submitted:
            return max(0.0, self.points - self.penalty) if self.graded else None
        return 0.0 if missing == "zero" and self.is_due else None


def student_grades(course: Course, quiz: str) -> list[StudentGrade]:
    """The grades of all who are on the roster or have handed in `quiz`, by id; nothing is changed."""
    with gradebook.open_gradebook(course) as book:
        return _student_grades(course, book, quiz)


@dataclass(frozen=True)
class ClassMean:
    """The mean score of the `n` students whose points are final, in whole per cent."""

    percent: int
    n: int


def class_mean(book: Gradebook, quiz: str, max_points: float) -> ClassMean | None:
    """The mean score of those for whom nothing waits.

    Parameters
    ----------
    book
        nbgrader's gradebook.
    quiz
        The quiz.
    max_points
        The points that make 100 per cent.

    Returns
    -------
    ClassMean or None
        None with fewer than `MIN_FOR_MEAN` students: it could tell what one of them has.
    """
    from nbgrader.api import Assignment, Grade, SubmittedAssignment, SubmittedNotebook
    from sqlalchemy import case, func

    waits = func.sum(case((Grade.needs_manual_grade, 1), else_=0))
    earned = (
        book.db.query(SubmittedNotebook.id, func.sum(Grade.score), waits, SubmittedNotebook.late_submission_penalty)
        .join(Grade, Grade.notebook_id == SubmittedNotebook.id)
        .join(SubmittedAssignment, SubmittedAssignment.id == SubmittedNotebook.assignment_id)
        .join(Assignment, Assignment.id == SubmittedAssignment.assignment_id)
        .filter(Assignment.name == quiz)
        .group_by(SubmittedNotebook.id, SubmittedNotebook.late_submission_penalty)
    )
    final = [max(0.0, float(points) - float(off or 0)) for _unused, points, waiting, off in earned if not waiting]
    if len(final) < MIN_FOR_MEAN or not max_points:
        return None
    return ClassMean(round(100 * sum(final) / len(final) / max_points), len(final))


def missing_rule(course: Course, named: str = "") -> MissingRule:
    """The rule for work that was not handed in: `named`, or the configuration's, or `empty`.

    Raises
    ------
    CourseError
        Where it is neither `empty` nor `zero`.
    """
    rule = str(named or load_config(course).get("MissingWork", {}).get("counts", MISSING_RULES[0]))
    if rule not in MISSING_RULES:
        raise CourseError(
            pgettext("missing-rule", "What is missing can count as {missing_rules}, not as {rule}.").format(
                missing_rules=" or ".join(MISSING_RULES), rule=repr(rule)
            )
        )
    return cast("MissingRule", rule)


def _student_grades(course: Course, book: Gradebook, quiz: str) -> list[StudentGrade]:
    from nbgrader.api import MissingEntry, Student

    try:
        assignment: Any = book.find_assignment(quiz)
    except MissingEntry:
        assignment = None
    handed_in = set(course.students(quiz))
    entries = {entry.student_id: entry for entry in (assignment.submissions if assignment else ())}
    cells = _cells(book, quiz)
    rule, now = late_rule(course), datetime.now(UTC).replace(tzinfo=None)
    # What can't be a student is in the list of what was not taken (see `refusals`), and in no table.
    students = {student.id: student for student in book.db.query(Student) if not id_fault(student.id)}
    maximum = float(assignment.max_score) if assignment else 0.0
    due = assignment.duedate if assignment else None
    grades = []
    for name in sorted({*students, *handed_in}):
        student, entry, own = students.get(name), entries.get(name), cells.get(name, {})
        # An extension makes an entry of someone who has handed in nothing.
        graded = name in handed_in and entry is not None and course.autograded(name, quiz).is_dir()
        extended = due + entry.extension if due and entry is not None and entry.extension else due
        late_s = entry.total_seconds_late if entry is not None and graded else 0.0
        notebooks = [sum(item.points for item in items.values()) for items in own.values()] if graded else []
        grades.append(
            StudentGrade(
                name,
                first_name=_valid_detail(student, "first_name", name_fault),
                last_name=_valid_detail(student, "last_name", name_fault),
                email=_valid_detail(student, "email", email_fault),
                submitted=name in handed_in,
                graded=graded,
                points=float(sum(notebooks)),
                max_points=maximum,
                penalty=sum(late_penalty(rule, name, points, late_s) or 0.0 for points in notebooks),
                late_s=late_s,
                is_due=extended is None or extended <= now,
                items={cell: item for items in own.values() for cell, item in items.items()} if graded else {},
            )
        )
    return grades


def _valid_detail(student: Any, name: str, fault: Callable[[object], str]) -> str:
    """A name or an address; empty where there is none or it can't be one."""
    text = getattr(student, name, None) or ""
    return "" if fault(text) else text


def _cells(book: Gradebook, quiz: str) -> dict[str, dict[str, dict[str, ItemGrade]]]:
    """Every graded cell by student and notebook, in one query."""
    from nbgrader.api import Assignment, BaseCell, Grade, SubmittedAssignment, SubmittedNotebook

    rows = (
        book.db.query(
            SubmittedAssignment.student_id,
            SubmittedNotebook.id,
            BaseCell.name,
            Grade.score,
            Grade.manual_score,
            Grade.needs_manual_grade,
            Grade.extra_credit,
        )
        .join(SubmittedNotebook, SubmittedNotebook.assignment_id == SubmittedAssignment.id)
        .join(Grade, Grade.notebook_id == SubmittedNotebook.id)
        .join(BaseCell, BaseCell.id == Grade.cell_id)
        .join(Assignment, Assignment.id == SubmittedAssignment.assignment_id)
        .filter(Assignment.name == quiz)
    )
    cells: dict[str, dict[str, dict[str, ItemGrade]]] = {}
    for student, notebook, cell, points, by_hand, waiting, extra in rows:
        item = ItemGrade(float(points or 0), by_hand is not None, bool(waiting), float(extra or 0))
        cells.setdefault(student, {}).setdefault(notebook, {})[cell] = item
    return cells
