"""The assignment that a name stands for, and grading it as a whole."""

from __future__ import annotations

from vertebra.grading.autograde import run
from vertebra.grading.autograde.assignment import Assignment, QuizAssignment
from vertebra.grading.autograde.results import SubmissionSummary
from vertebra.grading.course_folder.folder import Course
from vertebra.quiz.release.release import ProgressCallback, no_progress


def assignment_of(course: Course, name: str) -> Assignment:
    """Return the assignment called `name`.

    Parameters
    ----------
    course
        The course folder.
    name
        nbgrader's name of the assignment. It need not have been built: grading it says so.

    Returns
    -------
    Assignment
        Students' code where `source` has a notebook of the name and there is no key, else a quiz.
    """
    if not course.key_file(name).exists() and any((course.root / "source" / name).glob("*.ipynb")):
        from vertebra.grading.code_assignments.assignment import CodeAssignment

        return CodeAssignment(course, name)
    return QuizAssignment(course, name)


def grade(
    course: Course,
    name: str,
    *,
    collect: bool = True,
    release_feedback: bool = False,
    force: bool = False,
    progress: ProgressCallback = no_progress,
    workers: int = 1,
    scheduler: str = "",
) -> list[SubmissionSummary]:
    """Grade every submission that is new or has changed.

    Parameters
    ----------
    course : Course
    name : str
        Of the quiz or assignment.
    collect : bool, optional
        Whether the exchange is emptied first.
    release_feedback : bool, optional
        Whether students may fetch it.
    force : bool, optional
        Whether everything is graded anew.
    progress : ProgressCallback, optional
    workers : int, optional
        Processes, 1 or more.
    scheduler : str, optional
        Address of a Dask scheduler, in place of processes.

    Returns
    -------
    list of SubmissionSummary
        A row for each submission.
    """
    return run.grade(
        assignment_of(course, name),
        collect=collect,
        release_feedback=release_feedback,
        force=force,
        progress=progress,
        workers=workers,
        scheduler=scheduler,
    )
