"""One submission read, marked and filled in; any process may do it, and nothing is changed by it."""

from __future__ import annotations

from pathlib import Path

from vertebra import cache
from vertebra.grading.autograde import fill_notebook, graded_submission
from vertebra.grading.autograde.graded_submission import Graded, Quiz
from vertebra.grading.autograde.results import Made, Outcome
from vertebra.grading.course_folder.folder import Course
from vertebra.grading.course_folder.item_figures import pictures_of


def make(root: Path, name: str, student: str, force: bool = False) -> Made:
    """What is made of what `student` handed in for the quiz or assignment `name`; all anew if `force`."""
    from vertebra.grading.code_assignments import autograde_code, code_assignment

    course = Course(root)
    if code_assignment.is_coded(course, name):
        return autograde_code.make(course, name, student, force)
    quiz = _loaded(root, name, _stamp(root, name))
    found = graded_submission.grade(quiz, student)
    target = course.autograded(student, name)
    before = graded_submission.read_record(target)
    when, secret = found.submission.submitted_at, found.submission.secret
    if before is not None and before["digest"] == found.digest and (target / f"{name}.ipynb").exists() and not force:
        return Made(_outcome(found), before, when, secret)
    notebook = fill_notebook.pristine(course.release(name) / f"{name}.ipynb", dict(quiz.key))
    fill_notebook.fill(notebook, found.marks, pictures_of(course))
    same = None if before is None else graded_submission.answered_as(before, found)
    return Made(
        _outcome(found, before is not None),
        graded_submission.record(found),
        when,
        secret,
        {name: notebook},
        same,
        before,
    )


def most_points(course: Course, name: str) -> float:
    """What the quiz or assignment `name` is worth. Raises CourseError where it has not been built."""
    from vertebra.grading.code_assignments import autograde_code, code_assignment

    if code_assignment.is_coded(course, name):
        return autograde_code.most_points(course, name)
    return float(sum(item["points"] for item in graded_submission.load_quiz(course, name).key["items"]))


@cache.QUESTIONS.memoize
def _loaded(root: Path, quiz_id: str, _stamp: object) -> Quiz:
    return graded_submission.load_quiz(Course(root), quiz_id)


def _stamp(root: Path, quiz_id: str) -> tuple[tuple[str, int, int], ...]:
    """Changes when anything in the folder of keys and decisions does: a helper may live longer than a key."""
    found = sorted(path for path in Course(root).keys.glob("*.json"))
    return tuple((path.name, path.stat().st_mtime_ns, path.stat().st_size) for path in found)


def _outcome(found: Graded, again: bool = False) -> Outcome:
    pending = sum(bool(one.held) or (one.by_hand and bool(one.answer.strip())) for one in found.marks)
    points = sum(one.points for one in found.marks if not one.held)
    maximum = sum(one.max_points for one in found.marks)
    return Outcome(found.submission.student, found.status, points, maximum, pending, tuple(found.notes), again)
