"""Grade a quiz: collect, read, mark, enter into the gradebook, write feedback. One bad submission stops no other."""

from __future__ import annotations

import os
from collections.abc import Callable
from concurrent.futures import BrokenExecutor
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from vertebra.errors import CourseError
from vertebra.grading.autograde import autograde_submission, fill_notebook, graded_submission, parallel, tree
from vertebra.grading.autograde.autograde_submission import make
from vertebra.grading.autograde.results import Made, Outcome
from vertebra.grading.course_folder import fatal_errors, gradebook, nbgrader_api
from vertebra.grading.course_folder.backup import back_up
from vertebra.grading.course_folder.fatal_errors import StoppedError
from vertebra.grading.course_folder.folder import Course
from vertebra.grading.course_folder.gradebook import Ledger
from vertebra.grading.nbgrader_plugins.feedback_exporter import PAGE_OF, pages_due
from vertebra.printing import printable
from vertebra.quiz.release.release import ProgressCallback, no_progress
from vertebra.quiz.session.validate_answers import MAX_MESSAGE
from vertebra.quiz.storage import owner_only_umask, write_atomic
from vertebra.texts import _


def grade(
    course: Course,
    quiz_id: str,
    *,
    collect: bool = True,
    release_feedback: bool = False,
    force: bool = False,
    told: ProgressCallback = no_progress,
    workers: int = 1,
    scheduler: str = "",
) -> list[Outcome]:
    """Grade every submission of a quiz, or of an assignment of the teacher's own, that is new or that changed; may be interrupted and called again.

    `force` grades all of them again. `release_feedback` also hands the feedback out. `workers` processes, or the Dask cluster whose
    `scheduler` address is given, read, mark and write feedback; its machines have to see the course folder under the same path.
    Raises CourseError where the quiz has not been built or another command is at work, and StoppedError where no submission
    can be graded any more: a full disk, a gradebook that another program keeps locked, a helper that was killed.
    """
    most = autograde_submission.most_points(course, quiz_id)
    with course.locked(), fatal_errors.named(course), parallel.helpers(workers, scheduler) as hands:
        back_up(course)
        if collect and nbgrader_api.has_exchange():
            told(_("Collecting"), 0, 1)
            nbgrader_api.step(course, "collect", quiz_id, update=True)
        students = course.students(quiz_id)
        outcomes = []
        jobs = [(course.root, quiz_id, student, force) for student in students]
        with gradebook.opened(course) as book:
            for done, (student, made) in enumerate(zip(students, parallel.in_order(make, jobs, hands), strict=True)):
                told(_("Grading"), done, len(students))
                outcomes.append(_enter_safely(course, quiz_id, student, most, made, book))
            book.settle(quiz_id)
        failed = _write_feedback(course, quiz_id, release_feedback, told, hands)
    return [_with_note(one, failed.get(one.student, "")) for one in outcomes]


def _enter_safely(
    course: Course, quiz_id: str, student: str, most: float, made: Callable[[], Made], book: Ledger
) -> Outcome:
    try:
        return enter(course, quiz_id, made(), book)
    except BrokenExecutor:  # No helper is left: that is nobody's own fault.
        raise
    except Exception as error:  # Whatever is wrong with one submission, the others are graded.
        reason = fatal_errors.reason(error, course)
        if reason:
            raise StoppedError(
                _("{reason} Grading stopped at {student}; what was graded before it stays.").format(
                    reason=reason, student=repr(student)
                )
            ) from error
        return Outcome(student, "failed", 0.0, most, 0, (said_of(error),))


def said_of(error: BaseException) -> str:
    """What a row says of an error with one submission."""
    said = str(error) if isinstance(error, CourseError) else f"{type(error).__name__}: {error}"
    return printable(said, MAX_MESSAGE)


def enter(course: Course, quiz_id: str, made: Made, book: Ledger) -> Outcome:
    """Put what was made of a submission into the gradebook and its folder, unless it is there.

    The folder with the graded notebook appears in one step, after the gradebook has been written: a crash between leaves
    the old folder, whose record no longer fits, and the next call does all of it again.
    """
    if made.notebooks is not None:
        book.save(quiz_id, made.outcome.student, made.notebooks, made.submitted_at, made.same, made.before)
        _put_folder(course, made, quiz_id)
    return made.outcome


def _with_note(outcome: Outcome, note: str) -> Outcome:
    return replace(outcome, notes=(*outcome.notes, note)) if note else outcome


def _write_feedback(
    course: Course, quiz: str, release: bool, told: ProgressCallback, hands: parallel.Hands
) -> dict[str, str]:
    """The pages of those whose marks, points or comments have changed since their page was written.

    Returns by student why a page could not be written.
    """
    failed = {}
    due = pages_due(course, quiz)
    jobs = [(course.root, quiz, student, token) for student, token in due.items()]
    for done, (student, written) in enumerate(zip(due, parallel.in_order(write_page, jobs, hands), strict=True)):
        told(_("Writing feedback"), done, len(due))
        try:
            written()
        except (StoppedError, BrokenExecutor):
            raise
        except Exception as error:  # Whatever is wrong with one page, the others are written.
            if fatal_errors.reason(error, course):
                raise
            failed[student] = _("The feedback could not be written: {said_of}").format(said_of=said_of(error))
    if release and nbgrader_api.has_exchange():
        failed |= _hand_out_feedback(course, quiz, told)
    return failed


def _hand_out_feedback(course: Course, quiz: str, told: ProgressCallback) -> dict[str, str]:
    """Hand the pages out, each by itself. Returns by student why one could not be."""
    failed = {}
    students = [one for one in course.students(quiz) if any(course.feedback(one, quiz).glob("*.html"))]
    for done, student in enumerate(students):
        told(_("Handing out feedback"), done, len(students))
        try:
            nbgrader_api.step(course, "release_feedback", quiz, student)
        except StoppedError:
            raise
        except Exception as error:  # Whatever is wrong with one page, the others are handed out.
            if fatal_errors.reason(error, course):
                raise
            failed[student] = _("The feedback could not be handed out: {said_of}").format(said_of=said_of(error))
    return failed


def write_page(root: Path, quiz: str, student: str, token: str) -> None:
    """One student's feedback page by nbgrader's own step, and what it was made of."""
    course = Course(root)
    with owner_only_umask():  # Whatever process this is.
        nbgrader_api.step(course, "generate_feedback", quiz, student, force=True)
        write_atomic(course.feedback(student, quiz) / PAGE_OF, token.encode("ascii"))


def _put_folder(course: Course, made: Made, quiz: str) -> None:
    """Write the graded folder beside its place, then put it there in one step."""
    target = course.autograded(made.outcome.student, quiz)
    staging = course.root / ".vertebra" / "staging" / made.outcome.student / quiz
    tree.remove(staging)
    staging.mkdir(parents=True)
    for name, notebook in (made.notebooks or {}).items():
        (staging / f"{name}.ipynb").write_text(fill_notebook.as_text(notebook), encoding="utf-8", newline="\n")
    submitted_at = made.submitted_at or datetime.now(UTC).strftime("%Y-%m-%d %H:%M:%S.%f UTC")
    # nbgrader's release of feedback needs both files; a secret that nobody else knows hides what came without one.
    secret = made.secret or os.urandom(32).hex()
    (staging / "timestamp.txt").write_text(submitted_at, encoding="utf-8")
    (staging / "submission_secret.txt").write_text(secret, encoding="utf-8")
    graded_submission.write_record(staging, made.record)
    target.parent.mkdir(parents=True, exist_ok=True)
    old = staging.with_name(f"{quiz}.old")
    tree.remove(old)
    if target.exists():
        os.rename(target, old)
    os.rename(staging, target)
    tree.remove(old)
