"""Grade a quiz: collect, read, mark, enter into the gradebook, write feedback. One bad submission stops no other."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from concurrent.futures import BrokenExecutor
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path
from typing import Any

from vertebra.errors import CourseError
from vertebra.grading import crowd, filled, graded, ledger, stock, stops
from vertebra.grading.backup import back_up
from vertebra.grading.course import Course, private
from vertebra.grading.feedback import PAGE_OF, pages_due
from vertebra.grading.graded import Graded, Quiz, Status
from vertebra.grading.ledger import Ledger
from vertebra.grading.pictures import pictures_of
from vertebra.grading.stops import StoppedError
from vertebra.quiz.notebooks import Told, untold
from vertebra.quiz.storage import replace_file


@dataclass(frozen=True)
class Outcome:
    """What became of one submission. `points` are those given without a person, `pending` the items that wait for one."""

    student: str
    status: Status
    points: float
    max_points: float
    pending: int
    notes: tuple[str, ...] = ()
    again: bool = False


@dataclass(frozen=True)
class Made:
    """A submission read and marked, and its notebook filled in; no notebook where it has been graded as it is now.

    `same` names the items that are answered as when it was last graded; None where that is not known.
    """

    found: Graded
    notebook: Any
    again: bool = False
    same: frozenset[str] | None = None


def grade(
    course: Course,
    quiz_id: str,
    *,
    collect: bool = True,
    release_feedback: bool = False,
    force: bool = False,
    told: Told = untold,
    workers: int = 1,
    scheduler: str = "",
) -> list[Outcome]:
    """Grade every submission of `quiz_id` that is new or that changed; may be interrupted and called again.

    `force` grades all of them again. `release_feedback` also hands the feedback out. `workers` processes, or the Dask cluster whose
    `scheduler` address is given, read, mark and write feedback; its machines have to see the course folder under the same path.
    Raises CourseError where the quiz has not been built or another command is at work, and StoppedError where no submission
    can be graded any more: a full disk, a gradebook that another program keeps locked, a helper that was killed.
    """
    quiz = graded.load_quiz(course, quiz_id)
    with course.locked(), stops.named(course), crowd.helpers(workers, scheduler) as hands:
        back_up(course)
        if collect and stock.has_exchange():
            told("Collecting", 0, 1)
            stock.step(course, "collect", quiz_id, update=True)
        students = course.students(quiz_id)
        outcomes = []
        jobs = [(course.root, quiz_id, student, force) for student in students]
        with ledger.opened(course) as book:
            for done, (student, made) in enumerate(zip(students, crowd.in_order(make, jobs, hands), strict=True)):
                told("Grading", done, len(students))
                outcomes.append(_enter_safely(quiz, student, made, book))
            book.settle(quiz_id)
        failed = _write_feedback(course, quiz_id, release_feedback, told, hands)
    return [_with_note(one, failed.get(one.student, "")) for one in outcomes]


def _enter_safely(quiz: Quiz, student: str, made: Callable[[], Made], book: Ledger) -> Outcome:
    try:
        return enter(quiz, made(), book)
    except BrokenExecutor:  # No helper is left: that is nobody's own fault.
        raise
    except Exception as error:  # Whatever is wrong with one submission, the others are graded.
        reason = stops.reason(error, quiz.course)
        if reason:
            raise StoppedError(f"{reason} Grading stopped at {student!r}; what was graded before it stays.") from error
        maximum = sum(item["points"] for item in quiz.key["items"])
        return Outcome(student, "failed", 0.0, maximum, 0, (f"{type(error).__name__}: {error}"[:300],))


def make(root: Path, quiz_id: str, student: str, force: bool = False) -> Made:
    """Read and mark one submission and fill in its notebook; changes nothing, and any process may do it."""
    quiz = _loaded(root, quiz_id, _stamp(root, quiz_id))
    found = graded.grade(quiz, student)
    target = quiz.course.autograded(student, quiz.id)
    before = graded.read_record(target)
    if before is not None and before["digest"] == found.digest and (target / f"{quiz.id}.ipynb").exists() and not force:
        return Made(found, None)
    notebook = filled.pristine(quiz.course.release(quiz.id) / f"{quiz.id}.ipynb", dict(quiz.key))
    filled.fill(notebook, found.marks, pictures_of(quiz.course))
    same = None if before is None else graded.answered_as(before, found)
    return Made(found, notebook, again=before is not None, same=same)


@lru_cache(maxsize=2)
def _loaded(root: Path, quiz_id: str, _stamp: object) -> Quiz:
    return graded.load_quiz(Course(root), quiz_id)


def _stamp(root: Path, quiz_id: str) -> tuple[tuple[str, int, int], ...]:
    """Changes when anything in the folder of keys and decisions does: a helper may live longer than a key."""
    found = sorted(path for path in Course(root).keys.glob("*.json"))
    return tuple((path.name, path.stat().st_mtime_ns, path.stat().st_size) for path in found)


def enter(quiz: Quiz, made: Made, book: Ledger) -> Outcome:
    """Put what was made of a submission into the gradebook and its folder, unless it is there.

    The folder with the graded notebook appears in one step, after the gradebook has been written: a crash between leaves
    the old folder, whose record no longer fits, and the next call does all of it again.
    """
    if made.notebook is not None:
        student, when = made.found.submission.student, made.found.submission.submitted_at
        target = quiz.course.autograded(student, quiz.id)
        book.save(quiz.id, student, made.notebook, when, made.same)
        _put_folder(quiz.course, made.found, target, filled.as_text(made.notebook), quiz.id)
    return _outcome(made.found, made.again)


def _with_note(outcome: Outcome, note: str) -> Outcome:
    return replace(outcome, notes=(*outcome.notes, note)) if note else outcome


def _write_feedback(course: Course, quiz: str, release: bool, told: Told, hands: crowd.Hands) -> dict[str, str]:
    """The pages of those whose marks, points or comments have changed since their page was written.

    Returns by student why a page could not be written.
    """
    failed = {}
    due = pages_due(course, quiz)
    jobs = [(course.root, quiz, student, token) for student, token in due.items()]
    for done, (student, written) in enumerate(zip(due, crowd.in_order(write_page, jobs, hands), strict=True)):
        told("Writing feedback", done, len(due))
        try:
            written()
        except StoppedError:
            raise
        except (CourseError, OSError) as error:
            failed[student] = f"The feedback could not be written: {error}"[:300]
    if release and stock.has_exchange() and course.students(quiz):
        told("Handing out feedback", 0, 1)
        stock.step(course, "release_feedback", quiz)
    return failed


def write_page(root: Path, quiz: str, student: str, token: str) -> None:
    """One student's feedback page by nbgrader's own step, and what it was made of."""
    course = Course(root)
    with private():  # Whatever process this is.
        stock.step(course, "generate_feedback", quiz, student, force=True)
        replace_file(course.feedback(student, quiz) / PAGE_OF, token.encode("ascii"))


def _put_folder(course: Course, found: Graded, target: Path, notebook: str, quiz: str) -> None:
    """Write the graded folder beside its place, then put it there in one step."""
    staging = course.root / ".vertebra" / "staging" / found.submission.student / quiz
    shutil.rmtree(staging, ignore_errors=True)
    staging.mkdir(parents=True)
    (staging / f"{quiz}.ipynb").write_text(notebook, encoding="utf-8", newline="\n")
    submitted_at = found.submission.submitted_at or datetime.now(UTC).strftime("%Y-%m-%d %H:%M:%S.%f UTC")
    # nbgrader's release of feedback needs both files; a secret that nobody else knows hides what came without one.
    secret = found.submission.secret or os.urandom(32).hex()
    (staging / "timestamp.txt").write_text(submitted_at, encoding="utf-8")
    (staging / "submission_secret.txt").write_text(secret, encoding="utf-8")
    graded.write_record(staging, found)
    target.parent.mkdir(parents=True, exist_ok=True)
    old = staging.with_name(f"{quiz}.old")
    shutil.rmtree(old, ignore_errors=True)
    if target.exists():
        os.rename(target, old)
    os.rename(staging, target)
    shutil.rmtree(old, ignore_errors=True)


def _outcome(found: Graded, again: bool = False) -> Outcome:
    pending = sum(bool(one.held) or (one.by_hand and bool(one.answer.strip())) for one in found.marks)
    points = sum(one.points for one in found.marks if not one.held)
    maximum = sum(one.max_points for one in found.marks)
    return Outcome(found.submission.student, found.status, points, maximum, pending, tuple(found.notes), again)
