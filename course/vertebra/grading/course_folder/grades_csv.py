"""The gradebook as a table for other systems: one row a student, one column a quiz."""

import csv
import io
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from vertebra.errors import CourseError
from vertebra.grading.course_folder import gradebook
from vertebra.grading.course_folder.course_grades import MissingRule, StudentGrade, missing_rule, student_grades
from vertebra.grading.course_folder.folder import Course
from vertebra.grading.course_folder.lateness import apply_late_penalty
from vertebra.grading.course_folder.roster import canvas_ids
from vertebra.grading.course_folder.roster_file import CANVAS_COLUMNS
from vertebra.grading.formats import two_decimals
from vertebra.printing import printable
from vertebra.quiz.storage import owner_only_umask, write_atomic
from vertebra.texts import _, pgettext

ID_COLUMNS = ("id", "last_name", "first_name", "email")
WAITING_MARK = " (to grade)"
CANVAS_REQUIRED = ("Student", "ID", "SIS User ID", "SIS Login ID", "Section")
"""The columns that Canvas asks for, filled in or not."""
Row = tuple[str, ...]
FORMULA_STARTS = "=+-@|%＝＋－﹣﹢＠﹦﹫−"
"""What begins a formula in one spreadsheet or another, also in its full-width and small forms."""
_BLANK = '"` \u00a0\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000'
_BREAKS = re.compile(r"[\t\r\n\v\f\x1c-\x1f\x85\u2028\u2029]+")
_NUMBER = re.compile(r"[+-]?\d+(?:[.,]\d+)?(?:[eE][+-]?\d+)?|-")


@dataclass(frozen=True)
class GradeTable:
    """The grades of a course.

    `quizzes` with their highest points, and a row of grades for each student, in that order.
    """

    quizzes: dict[str, float]
    rows: list[list[StudentGrade]]
    missing: MissingRule

    def cell(self, grade: StudentGrade) -> str:
        """The points that count, as text; empty where there are none. What waits is marked."""
        score = grade.score(self.missing)
        points = "" if score is None else two_decimals(score)
        return points if grade.is_final else f"{points}{WAITING_MARK}".strip()

    def final(self, grade: StudentGrade) -> str:
        """The points if they are final, else nothing: a platform takes unfinished points for final ones."""
        return self.cell(grade) if grade.is_final else ""


@dataclass(frozen=True)
class ExportSummary:
    """Counts of a written file: students, quizzes that wait for a person, and who is missing in which."""

    students: int
    waiting: int
    missing: Mapping[str, tuple[str, ...]]
    rule: MissingRule


def grade_table(course: Course, missing: str = "") -> GradeTable:
    """Every student's grade in every quiz of the gradebook.

    `missing` overrules what the course says of missing work.
    """
    rule = missing_rule(course, missing)
    with course.locked(), gradebook.open_gradebook(course) as book:
        quizzes = {quiz.name: float(quiz.max_score) for quiz in sorted(book.assignments, key=lambda quiz: quiz.name)}
        for quiz in quizzes:
            apply_late_penalty(course, book, quiz)
    by_quiz = [{grade.student: grade for grade in student_grades(course, quiz)} for quiz in quizzes]
    students = sorted({student for own in by_quiz for student in own})
    # Who is not on the roster, and has handed in another quiz only, is missing here.
    rows = [[own.get(student, StudentGrade(student)) for own in by_quiz] for student in students]
    return GradeTable(quizzes, rows, rule)


def write_grades(course: Course, path: Path, form: str = "table", missing: str = "") -> ExportSummary:
    """Write the grades as CSV in UTF-8; the file appears whole or not at all.

    Parameters
    ----------
    course
        The course folder.
    path
        The file.
    form
        `table` (for people), `moodle` (for its import of grades) or `canvas` (for its gradebook). What waits for a
        person is an empty cell for a platform, which would otherwise take the points so far for the final ones.
    missing
        What missing work counts, `empty` or `zero`; as the course says if empty.

    Raises
    ------
    CourseError
        For an unknown form, where there is nothing to write, or where the file can't be written.
    """
    if form not in FORMS:
        raise CourseError(
            pgettext("no-such-form", "The form of the grades is {form}; there are {forms}.").format(
                form=repr(form), forms=", ".join(FORMS)
            )
        )
    table = grade_table(course, missing)
    if not table.rows:
        raise CourseError(
            pgettext(
                "no-students",
                "The gradebook has no students with a quiz yet. Give a roster to vertebra teach, or grade a quiz.",
            )
        )
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows([map(_safe_cell, row) for row in FORMS[form](course, table)])
    try:
        with owner_only_umask():
            # Only a spreadsheet needs the mark at the file's start; a platform takes it for part of the first name.
            write_atomic(path, text.getvalue().encode("utf-8-sig" if form == "table" else "utf-8"))
    except OSError as error:
        raise CourseError(
            _("The grades can't be written to {path}: {strerror}. Give another file.").format(
                path=path, strerror=error.strerror
            )
        ) from error
    every = [grade for row in table.rows for grade in row]
    absent = {
        quiz: tuple(row[at].student for row in table.rows if not row[at].submitted)
        for at, quiz in enumerate(table.quizzes)
    }
    waiting = sum(not grade.is_final for grade in every)
    return ExportSummary(len(table.rows), waiting, {quiz: who for quiz, who in absent.items() if who}, table.missing)


def _table(course: Course, table: GradeTable) -> Iterable[Row]:
    yield (*ID_COLUMNS, *(f"{quiz} (of {two_decimals(most)})" for quiz, most in table.quizzes.items()))
    for row in table.rows:
        yield (*_id_cells(row), *map(table.cell, row))


def _moodle(course: Course, table: GradeTable) -> Iterable[Row]:
    yield ("username", "lastname", "firstname", "email", *table.quizzes)
    for row in table.rows:
        yield (*_id_cells(row), *map(table.final, row))


def _canvas(course: Course, table: GradeTable) -> Iterable[Row]:
    """Canvas finds a student by its own columns; where no list of Canvas was entered, by the login."""
    known = canvas_ids(course)
    there = {name for own in known.values() for name in own}
    columns = [name for name in CANVAS_COLUMNS if name in (there or CANVAS_REQUIRED) or name in CANVAS_REQUIRED]
    yield (*columns, *table.quizzes)
    yield ("    Points Possible", *[""] * (len(columns) - 1), *map(two_decimals, table.quizzes.values()))
    for row in table.rows:
        own = known.get(row[0].student, {"Student": _name(_named_grade(row)), "SIS Login ID": row[0].student})
        yield (*(own.get(name, "") for name in columns), *map(table.final, row))


FORMS: dict[str, Callable[[Course, GradeTable], Iterable[Row]]] = {
    "table": _table,
    "moodle": _moodle,
    "canvas": _canvas,
}


def _named_grade(row: Sequence[StudentGrade]) -> StudentGrade:
    """The grade in a student's row that knows the name."""
    return next((grade for grade in row if grade.last_name or grade.first_name), row[0])


def _id_cells(row: Sequence[StudentGrade]) -> Row:
    grade = _named_grade(row)
    return (grade.student, grade.last_name or "", grade.first_name or "", grade.email or "")


def _name(grade: StudentGrade) -> str:
    return ", ".join(part for part in (grade.last_name, grade.first_name) if part) or grade.student


def _safe_cell(text: str | None) -> str:
    """Text that no spreadsheet takes for a formula or for several cells; numbers stay numbers."""
    # A name has no semicolon, tab or line break: a spreadsheet that splits at them would make a cell of what follows.
    line = printable(_BREAKS.sub(" ", text or "").replace(";", ","))
    begins = line.lstrip(_BLANK)[:1]
    return f"'{line}" if begins and begins in FORMULA_STARTS and not _NUMBER.fullmatch(line) else line
