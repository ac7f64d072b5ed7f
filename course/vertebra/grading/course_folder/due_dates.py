"""Due dates and extensions, as a teacher types them, in the gradebook."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from vertebra.errors import CourseError
from vertebra.grading.course_folder.folder import Course
from vertebra.grading.course_folder.gradebook import open_gradebook
from vertebra.texts import pgettext

FIRST_YEAR, LAST_YEAR = 2000, 2999


def read_due(text: str) -> datetime:
    """Read a day, or a day and a time, as a teacher types it; a day alone ends at 23:59.

    Raises
    ------
    CourseError
        Where it is none.
    """
    try:
        due = datetime.fromisoformat(text.strip())
        if not FIRST_YEAR <= due.year <= LAST_YEAR:
            raise ValueError(text)
    except ValueError:
        tomorrow = datetime.now() + timedelta(days=1)
        raise CourseError(
            pgettext(
                "no-due-date",
                "{text} is no day and time that can be read. Write year, month, day and the time, such as "
                "{tomorrow}T18:00 (or {tomorrow}, which ends at 23:59).",
            ).format(text=repr(text), tomorrow=f"{tomorrow:%Y-%m-%d}")
        ) from None
    return due.replace(hour=23, minute=59) if len(text.strip()) <= len("2027-03-01") else due


def set_due(course: Course, quiz: str, due: datetime, student: str | None = None) -> None:
    """Set when a quiz is due.

    Parameters
    ----------
    course
        The course folder.
    quiz
        The quiz.
    due
        When; a time without a zone is local.
    student
        Extend it for this student only; everybody if None.

    Raises
    ------
    CourseError
        Where the quiz is not in the gradebook or has no due date to extend, and where the student is unknown.
    """
    from nbgrader.api import MissingEntry

    if quiz not in course.assignments():
        course.key(quiz)
    utc = due.astimezone(UTC).replace(tzinfo=None)
    with course.locked(), open_gradebook(course) as book:
        if student is None:
            book.update_or_create_assignment(quiz, duedate=utc)
            return
        try:
            book.find_student(student)
        except MissingEntry:
            raise CourseError(
                pgettext("student-unknown", "{student} is not in the gradebook. Enter the roster first.").format(
                    student=repr(student)
                )
            ) from None
        common = book.find_assignment(quiz).duedate
        if common is None:
            raise CourseError(
                pgettext(
                    "nothing-to-extend",
                    "{quiz} has no due date to extend. Set one for everybody first.",
                ).format(quiz=quiz)
            )
        book.update_or_create_submission(quiz, student).extension = max(timedelta(0), utc - common)
        book.db.commit()
