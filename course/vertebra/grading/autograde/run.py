"""Grade an assignment: collect, read, score, enter into the gradebook, write feedback.

One bad submission stops no other.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from concurrent.futures import BrokenExecutor
from dataclasses import replace
from datetime import UTC, datetime

from vertebra.errors import CourseError
from vertebra.grading.autograde import fill_notebook, parallel, tree
from vertebra.grading.autograde.assignment import Assignment
from vertebra.grading.autograde.feedback_pages import stale_pages, write_feedback_page
from vertebra.grading.autograde.results import AutogradeResult, SubmissionSummary
from vertebra.grading.course_folder import fatal_errors, gradebook, grading_record, nbgrader_api
from vertebra.grading.course_folder.backup import back_up
from vertebra.grading.course_folder.fatal_errors import GradingStoppedError
from vertebra.grading.course_folder.folder import Course
from vertebra.grading.course_folder.gradebook import GradebookWriter
from vertebra.printing import printable
from vertebra.quiz.release.release import ProgressCallback, no_progress
from vertebra.quiz.session.validate_answers import MAX_MESSAGE
from vertebra.texts import _, pgettext


def grade(
    assignment: Assignment,
    *,
    collect: bool = True,
    release_feedback: bool = False,
    force: bool = False,
    progress: ProgressCallback = no_progress,
    workers: int = 1,
    scheduler: str = "",
) -> list[SubmissionSummary]:
    """Grade every submission that is new or has changed; may be interrupted and called again.

    Parameters
    ----------
    assignment
        A quiz, or an assignment of the teacher's own.
    collect
        Collect from the exchange first.
    release_feedback
        Hand the feedback out as well.
    force
        Grade all submissions again.
    progress
        Called with what is being done, how much of it is, and how much there is.
    workers
        How many processes read, score and write feedback: 1 to 64.
    scheduler
        The address of a Dask scheduler whose machines do it instead; they have to see the course folder under the
        same path.

    Returns
    -------
    list of SubmissionSummary
        One for each student who handed in, by id.

    Raises
    ------
    CourseError
        Where the quiz has not been built, or another command is at work on the course.
    GradingStoppedError
        Where no submission can be graded any more: a full disk, a gradebook that another program keeps locked, a
        worker that was killed.
    """
    course, name = assignment.course, assignment.name
    maximum = assignment.max_points()
    with (
        course.locked(),
        fatal_errors.translate_fatal(course),
        parallel.worker_pool(workers, scheduler) as pool,
    ):
        back_up(course)
        if collect and nbgrader_api.has_exchange():
            progress(_("Collecting"), 0, 1)
            nbgrader_api.run_step(course, "collect", name, update=True)
        students = course.students(name)
        jobs = [(assignment, student, force) for student in students]
        summaries = []
        with gradebook.open_writer(course) as writer:
            for done, (student, result) in enumerate(
                zip(students, parallel.map_ordered(_autograde, jobs, pool), strict=True)
            ):
                progress(pgettext("progress-grading", "Grading"), done, len(students))
                summaries.append(_record_safely(course, name, student, maximum, result, writer))
            writer.apply_late_penalty(name)
        failed = _write_feedback(course, name, release_feedback, progress, pool)
    return [_with_note(summary, failed.get(summary.student, "")) for summary in summaries]


def _autograde(assignment: Assignment, student: str, force: bool) -> AutogradeResult:
    return assignment.autograde(student, force)


def _record_safely(
    course: Course,
    name: str,
    student: str,
    maximum: float,
    result: Callable[[], AutogradeResult],
    writer: GradebookWriter,
) -> SubmissionSummary:
    try:
        return record_result(course, name, result(), writer)
    except BrokenExecutor:  # No worker is left: that is nobody's own fault.
        raise
    except Exception as error:  # Whatever is wrong with one submission, the others are graded.
        reason = fatal_errors.fatal_reason(error, course)
        if reason:
            raise GradingStoppedError(
                pgettext(
                    "grading-stopped-at",
                    "{reason} Grading stopped at {student}; what was graded before it stays.",
                ).format(reason=reason, student=repr(student))
            ) from error
        return SubmissionSummary(student, "failed", 0.0, maximum, 0, (error_text(error),))


def error_text(error: BaseException) -> str:
    """The sentence for a row about an error with one submission."""
    text = str(error) if isinstance(error, CourseError) else f"{type(error).__name__}: {error}"
    return printable(text, MAX_MESSAGE)


def record_result(course: Course, name: str, result: AutogradeResult, writer: GradebookWriter) -> SubmissionSummary:
    """Put the result for a submission into the gradebook and its folder, unless it is there.

    The folder with the graded notebook appears in one step, after the gradebook has been written: a crash between
    leaves the old folder, whose record no longer fits, and the next call does all of it again.
    """
    if result.notebooks is not None:
        writer.save(name, result.summary.student, result.notebooks, result.submitted_at, result.same, result.before)
        _write_autograded_folder(course, result, name)
    return result.summary


def _with_note(summary: SubmissionSummary, note: str) -> SubmissionSummary:
    return replace(summary, notes=(*summary.notes, note)) if note else summary


def _write_feedback(
    course: Course, name: str, release: bool, progress: ProgressCallback, pool: parallel.WorkerPool
) -> dict[str, str]:
    """Write the pages that are out of date.

    Returns
    -------
    dict of str to str
        By student why a page could not be written.
    """
    failed = {}
    due = stale_pages(course, name)
    jobs = [(course.root, name, student, token) for student, token in due.items()]
    for done, (student, written) in enumerate(
        zip(due, parallel.map_ordered(write_feedback_page, jobs, pool), strict=True)
    ):
        progress(_("Writing feedback"), done, len(due))
        try:
            written()
        except (GradingStoppedError, BrokenExecutor):
            raise
        except Exception as error:  # Whatever is wrong with one page, the others are written.
            if fatal_errors.fatal_reason(error, course):
                raise
            failed[student] = _("The feedback could not be written: {said_of}").format(said_of=error_text(error))
    if release and nbgrader_api.has_exchange():
        failed |= _release_feedback(course, name, progress)
    return failed


def _release_feedback(course: Course, name: str, progress: ProgressCallback) -> dict[str, str]:
    """Hand the pages out, each by itself.

    Returns
    -------
    dict of str to str
        By student why one could not be.
    """
    failed = {}
    students = [student for student in course.students(name) if any(course.feedback(student, name).glob("*.html"))]
    for done, student in enumerate(students):
        progress(_("Handing out feedback"), done, len(students))
        try:
            nbgrader_api.run_step(course, "release_feedback", name, student)
        except GradingStoppedError:
            raise
        except Exception as error:  # Whatever is wrong with one page, the others are handed out.
            if fatal_errors.fatal_reason(error, course):
                raise
            failed[student] = pgettext(
                "feedback-not-handed-out-to",
                "The feedback could not be handed out: {said_of}",
            ).format(said_of=error_text(error))
    return failed


def _write_autograded_folder(course: Course, result: AutogradeResult, name: str) -> None:
    """Write the graded folder beside its place, then put it there in one step."""
    student = result.summary.student
    target = course.autograded(student, name)
    staging = course.root / ".vertebra" / "staging" / student / name
    tree.remove_tree(staging)
    staging.mkdir(parents=True)
    for notebook_name, notebook in (result.notebooks or {}).items():
        path = staging / f"{notebook_name}.ipynb"
        path.write_text(fill_notebook.as_text(notebook), encoding="utf-8", newline="\n")
    submitted_at = result.submitted_at or datetime.now(UTC).strftime("%Y-%m-%d %H:%M:%S.%f UTC")
    # nbgrader's release of feedback needs both files; a secret that nobody else knows hides what came without one.
    secret = result.secret or os.urandom(32).hex()
    (staging / "timestamp.txt").write_text(submitted_at, encoding="utf-8")
    (staging / "submission_secret.txt").write_text(secret, encoding="utf-8")
    grading_record.write_record(staging, result.record)
    target.parent.mkdir(parents=True, exist_ok=True)
    old = staging.with_name(f"{name}.old")
    tree.remove_tree(old)
    if target.exists():
        os.rename(target, old)
    os.rename(staging, target)
    tree.remove_tree(old)
