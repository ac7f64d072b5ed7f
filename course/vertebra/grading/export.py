"""The gradebook as a table for other systems: one row a student, one column a quiz."""

import csv
import io
from pathlib import Path

from vertebra.errors import CourseError
from vertebra.grading.course import Course, database_url
from vertebra.quiz.answers import replace_file

WHO = ("id", "last_name", "first_name", "email")
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


def write(course: Course, path: Path) -> int:
    """Write the grades to `path` as CSV in UTF-8; return the number of students. The file appears whole or not at all."""
    header, rows = grades(course)
    if not rows:
        raise CourseError("The gradebook has no students yet. Grade a quiz first, or give a roster to vertebra teach.")
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows([header, *rows])
    try:
        replace_file(path, text.getvalue().encode("utf-8-sig"))
    except OSError as error:
        raise CourseError(f"The grades can't be written to {path}: {error.strerror}. Give another file.") from error
    return len(rows)


def _points(submission: object | None) -> str:
    if submission is None:
        return ""
    marking = " (to grade)" if submission.needs_manual_grade else ""  # type: ignore[attr-defined]
    points = submission.score - (submission.late_submission_penalty or 0)  # type: ignore[attr-defined]
    return f"{max(0.0, points):g}{marking}"


def _plain(text: str | None) -> str:
    """Text that no spreadsheet takes for a formula."""
    return f"'{text}" if text and text.startswith(FORMULA_STARTS) else text or ""
