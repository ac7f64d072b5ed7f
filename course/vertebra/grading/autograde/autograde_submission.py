"""One submission of a quiz: read, scored and put into its notebook.

Any process may do it, and nothing is changed by it.
"""

from __future__ import annotations

from pathlib import Path

from vertebra import cache
from vertebra.grading.autograde import fill_notebook
from vertebra.grading.autograde.graded_submission import (
    BuiltQuiz,
    GradedSubmission,
    grade_submission,
    load_quiz,
    to_record,
    unchanged_items,
)
from vertebra.grading.autograde.results import AutogradeResult, SubmissionSummary
from vertebra.grading.course_folder.folder import Course
from vertebra.grading.course_folder.grading_record import read_record
from vertebra.grading.course_folder.item_figures import figure_source


def autograde_submission(root: Path, name: str, student: str, force: bool = False) -> AutogradeResult:
    """Score what `student` handed in for a built quiz.

    Parameters
    ----------
    root
        The course folder.
    name
        The quiz.
    student
        The student's id.
    force
        Make the notebook anew although nothing has changed.

    Returns
    -------
    AutogradeResult
        With notebooks only where they are to be written: not where the submission was graded as it is now.

    Raises
    ------
    CourseError
        Where the quiz has not been built, or its key and its released notebook do not belong together.
    """
    course = Course(root)
    quiz = _cached_quiz(root, name, _keys_stamp(root))
    graded = grade_submission(quiz, student)
    target = course.autograded(student, name)
    before = read_record(target)
    submitted_at, secret = graded.submission.submitted_at, graded.submission.secret
    is_whole = before is not None and (target / f"{name}.ipynb").exists()
    if before is not None and is_whole and before["digest"] == graded.digest and not force:
        return AutogradeResult(_summary(graded), before, submitted_at, secret)
    notebook = fill_notebook.released_notebook(course.release(name) / f"{name}.ipynb", dict(quiz.key))
    fill_notebook.insert_scores(notebook, graded.marks, figure_source(course))
    return AutogradeResult(
        _summary(graded, again=before is not None),
        to_record(graded),
        submitted_at,
        secret,
        notebooks={name: notebook},
        same=None if before is None else unchanged_items(before, graded),
        before=before,
    )


def scored_submission(course: Course, name: str, student: str) -> GradedSubmission:
    """Read and score one submission by the keys as they are now."""
    return grade_submission(load_quiz(course, name), student)


@cache.QUESTIONS.memoize
def _cached_quiz(root: Path, name: str, _stamp: object) -> BuiltQuiz:
    return load_quiz(Course(root), name)


def _keys_stamp(root: Path) -> tuple[tuple[str, int, int], ...]:
    """Changes when anything in the folder of keys and decisions does: a worker may live longer than a key."""
    keys = sorted(Course(root).keys.glob("*.json"))
    return tuple((path.name, path.stat().st_mtime_ns, path.stat().st_size) for path in keys)


def _summary(graded: GradedSubmission, again: bool = False) -> SubmissionSummary:
    marks = graded.marks
    pending = sum(bool(mark.review_reason) or (mark.manually_graded and bool(mark.answer.strip())) for mark in marks)
    points = sum(mark.points for mark in marks if not mark.review_reason)
    maximum = sum(mark.max_points for mark in marks)
    return SubmissionSummary(
        graded.submission.student, graded.status, points, maximum, pending, tuple(graded.notes), again
    )
