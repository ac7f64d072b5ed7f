"""Feedback pages: which are out of date, and one of them written by nbgrader's own step. See decision 0073."""

from __future__ import annotations

import contextlib
import hashlib
from pathlib import Path

from vertebra.grading.course_folder import nbgrader_api
from vertebra.grading.course_folder.course_grades import class_mean
from vertebra.grading.course_folder.folder import Course
from vertebra.grading.course_folder.gradebook import open_gradebook
from vertebra.grading.course_folder.grading_record import read_record
from vertebra.quiz.storage import owner_only_umask, write_atomic
from vertebra.student_identity import id_fault

PAGE_TOKEN = "page_of.txt"
"""Beside a page: a token of all that the page was made of."""
FORMAT_VERSION = "6"
"""Raise it when the page's form changes, so that pages are written anew."""


def stale_pages(course: Course, quiz: str) -> dict[str, str]:
    """Find the feedback pages that are missing or older than scores, points and comments.

    Returns
    -------
    dict of str to str
        By student the token of the page that is due.
    """
    due = {}
    with open_gradebook(course) as book:
        most = {assignment.name: assignment.max_score for assignment in book.assignments}
        mean = class_mean(book, quiz, most[quiz]) if quiz in most else None
        for submission in book.assignment_submissions(quiz):
            student = submission.student_id
            if id_fault(student):
                continue
            record = read_record(course.autograded(student, quiz))
            if record is None:
                continue
            who = submission.student
            state = [
                record["digest"],
                FORMAT_VERSION,
                str(mean),
                str(who.first_name),
                str(who.last_name),
                str(submission.duedate),
            ]
            for notebook in submission.notebooks:
                state += [str(notebook.score), str(notebook.late_submission_penalty)]
                state += sorted(f"{g.name}: {g.score}, {g.needs_manual_grade}" for g in notebook.grades)
                state += sorted(f"{c.name}: {c.comment}" for c in notebook.comments)
            token = hashlib.sha256("\x1f".join(state).encode()).hexdigest()
            if _token(course.feedback(student, quiz) / PAGE_TOKEN) != token:
                due[student] = token
    return due


def write_feedback_page(root: Path, quiz: str, student: str, token: str) -> None:
    """One student's feedback page by nbgrader's own step, and what it was made of."""
    course = Course(root)
    with owner_only_umask():  # Whatever process this is.
        nbgrader_api.run_step(course, "generate_feedback", quiz, student, force=True)
        write_atomic(course.feedback(student, quiz) / PAGE_TOKEN, token.encode("ascii"))


def _token(path: Path) -> str:
    with contextlib.suppress(OSError, UnicodeDecodeError):
        return path.read_text(encoding="ascii")
    return ""
