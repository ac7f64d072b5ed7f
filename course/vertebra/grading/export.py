"""The gradebook as a table for other systems: one row a student, one column a quiz."""

import csv
import io
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from vertebra.errors import CourseError
from vertebra.grading.course import Course, database_url, private
from vertebra.quiz.storage import replace_file

WHO = ("id", "last_name", "first_name", "email")
TO_GRADE = " (to grade)"
Row = tuple[str, ...]
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


def grades(course: Course) -> tuple[tuple[str, ...], list[tuple[str, ...]]]:
    """Header and rows: who the student is, the points of each quiz, and `(to grade)` where a person still has to mark.

    A quiz that was not handed in is an empty cell. Quizzes are those in the gradebook, with their highest points in the header.
    """
    from nbgrader.api import Gradebook

    from vertebra.grading.lateness import settle

    with course.locked(), Gradebook(database_url(course)) as book:
        quizzes = sorted(book.assignments, key=lambda quiz: quiz.name)
        handed_in = {}
        for quiz in quizzes:
            settle(course, book, quiz.name)
            who = set(course.students(quiz.name))
            every = book.assignment_submissions(quiz.name)
            handed_in[quiz.name] = {one.student_id: one for one in every if one.student_id in who}
        header = (*WHO, *(f"{quiz.name} (of {quiz.max_score:g})" for quiz in quizzes))
        rows = [
            (
                *(_plain(getattr(student, name)) for name in WHO),
                *(_points(handed_in[quiz.name].get(student.id)) for quiz in quizzes),
            )
            for student in sorted(book.students, key=lambda student: student.id)
        ]
    return header, rows


@dataclass(frozen=True)
class Written:
    """How many students are in the file, and how many of their quizzes still wait for a person."""

    students: int
    waiting: int


def write(course: Course, path: Path, form: str = "table") -> Written:
    """Write the grades to `path` as CSV in UTF-8; the file appears whole or not at all.

    `form` is `table` (for people), `moodle` (for its import of grades) or `canvas` (for its gradebook). What waits for a
    person is an empty cell for a platform, which would otherwise take the points so far for the final ones.
    """
    if form not in FORMS:
        raise CourseError(f"The form of the grades is {form!r}; there are {', '.join(FORMS)}.")
    header, rows = grades(course)
    if not rows:
        raise CourseError("The gradebook has no students yet. Grade a quiz first, or give a roster to vertebra teach.")
    waiting = sum(cell.endswith(TO_GRADE) for row in rows for cell in row[len(WHO) :])
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows(FORMS[form](header, rows))
    try:
        with private():
            # Only a spreadsheet needs the mark at the file's start; a platform takes it for part of the first name.
            replace_file(path, text.getvalue().encode("utf-8-sig" if form == "table" else "utf-8"))
    except OSError as error:
        raise CourseError(f"The grades can't be written to {path}: {error.strerror}. Give another file.") from error
    return Written(len(rows), waiting)


def _table(header: Row, rows: list[Row]) -> list[Row]:
    return [header, *rows]


def _moodle(header: Row, rows: list[Row]) -> list[Row]:
    names, _ = _quizzes(header)
    return [("username", "lastname", "firstname", "email", *names), *((*r[: len(WHO)], *_final(r)) for r in rows)]


def _canvas(header: Row, rows: list[Row]) -> list[Row]:
    names, most = _quizzes(header)
    # Canvas finds a student by the login where the column ID, its own number, is empty.
    first = ("Student", "ID", "SIS User ID", "SIS Login ID", "Section", *names)
    points = ("    Points Possible", "", "", "", "", *most)
    return [first, points, *((_name(row), "", "", row[0], "", *_final(row)) for row in rows)]


FORMS: dict[str, Callable[[Row, list[Row]], list[Row]]] = {"table": _table, "moodle": _moodle, "canvas": _canvas}


def _quizzes(header: Row) -> tuple[list[str], list[str]]:
    """The names of the quizzes, and their highest points."""
    pairs = [column.removesuffix(")").rsplit(" (of ", 1) for column in header[len(WHO) :]]
    return [name for name, _ in pairs], [most for _, most in pairs]


def _final(row: Row) -> list[str]:
    return ["" if cell.endswith(TO_GRADE) else cell for cell in row[len(WHO) :]]


def _name(row: Row) -> str:
    return ", ".join(part for part in row[1:3] if part) or row[0]


def _points(submission: object | None) -> str:
    if submission is None:
        return ""
    marking = TO_GRADE if submission.needs_manual_grade else ""  # type: ignore[attr-defined]
    points = submission.score - (submission.late_submission_penalty or 0)  # type: ignore[attr-defined]
    return f"{max(0.0, points):g}{marking}"


def _plain(text: str | None) -> str:
    """Text that no spreadsheet takes for a formula."""
    return f"'{text}" if text and text.startswith(FORMULA_STARTS) else text or ""
