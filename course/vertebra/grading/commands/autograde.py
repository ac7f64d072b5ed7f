"""`vertebra grade`, and `grade --regrade`."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from vertebra.errors import CourseError
from vertebra.grading.commands.prompts import Confirm, decline
from vertebra.grading.course_folder.folder import Course, find
from vertebra.quiz.question.bank import Source
from vertebra.texts import _, pgettext

if TYPE_CHECKING:
    from vertebra.grading.autograde.assignment import Assignment
    from vertebra.grading.autograde.results import SubmissionSummary


def grade(
    quiz: str,
    *,
    course: Path | None = None,
    collect: bool = True,
    handed_in: Path | None = None,
    release_feedback: bool = False,
    force: bool = False,
    accept: tuple[str, ...] = (),
    reject: tuple[str, ...] = (),
    workers: int = 1,
    scheduler: str = "",
) -> None:
    """Grade a quiz and show what became of each submission; with `handed_in`, what a learning platform gave back."""
    from vertebra.grading import terminal
    from vertebra.grading.assignments import assignment_of
    from vertebra.grading.autograde import run

    place = find(course)
    assignment = assignment_of(place, quiz)
    if handed_in is not None:
        _take_files(assignment, handed_in)
    _override(assignment, accept, reject)
    with terminal.progress() as progress:
        outcomes = run.grade(
            assignment,
            collect=collect and handed_in is None,
            release_feedback=release_feedback,
            force=force,
            progress=progress,
            workers=workers,
            scheduler=scheduler,
        )
    if not outcomes:
        terminal.console().print(pgettext("nobody-handed-in", "Nobody has handed in {quiz} yet.").format(quiz=quiz))
        show_refusals(place, quiz)
        return
    show_grades(place, quiz, outcomes)
    _show_next_steps(assignment, outcomes, reject, release_feedback)
    failed = [outcome.student for outcome in outcomes if outcome.status == "failed"]
    if failed:
        raise CourseError(
            _("{n_failed} could not be graded: {failed}. The notes above say why.").format(
                n_failed=len(failed), failed=", ".join(failed)
            )
        )


def _take_files(assignment: Assignment, source: Path) -> None:
    """Take files of answers that students uploaded to a learning platform.

    Raises
    ------
    CourseError
        Where there are none, or no quiz's page writes any for this assignment.
    """
    from vertebra.grading import terminal
    from vertebra.grading.course_folder import fatal_errors
    from vertebra.grading.nbgrader_plugins import hand_in_files

    if not assignment.has_key:
        raise CourseError(
            pgettext("no-files-of-answers", "{quiz} is answered in notebooks: collect them with nbgrader.").format(
                quiz=assignment.name
            )
        )
    with assignment.course.locked(), fatal_errors.translate_fatal(assignment.course):
        taken = hand_in_files.take(assignment.course, assignment.name, source)
    count = terminal.count(len(taken), "{n} student", "{n} students")
    terminal.console().print(pgettext("files-taken", "New answers of {count} were taken.").format(count=count))


def _override(assignment: Assignment, accept: Sequence[str], reject: Sequence[str]) -> None:
    """Enter the teacher's decisions on held submissions.

    Raises
    ------
    CourseError
        Where the assignment has no key.
    """
    from vertebra.grading.course_folder.overrides import accept_or_reject

    if (accept or reject) and not assignment.has_key:
        raise CourseError(
            pgettext(
                "no-key-to-decide-by",
                "{quiz} has no key: what is held in it is decided cell by cell in formgrader.",
            ).format(quiz=assignment.name)
        )
    for student in accept:
        accept_or_reject(assignment.course, assignment.name, student, "accept")
    for student in reject:
        accept_or_reject(assignment.course, assignment.name, student, "reject")


def _show_next_steps(
    assignment: Assignment, outcomes: Sequence[SubmissionSummary], reject: Sequence[str], is_released: bool
) -> None:
    """Print which decisions changed nothing, how to decide on what is held, and how feedback is handed out."""
    from vertebra.grading import terminal

    console = terminal.console()
    idle = [outcome.student for outcome in outcomes if outcome.student in reject and outcome.status != "rejected"]
    if idle:
        console.print(
            pgettext("nothing-was-held", "Nothing was held of {idle}, so that --reject changed nothing.").format(
                idle=", ".join(idle)
            ),
            markup=False,
        )
    if any(outcome.status in ("needs_review", "ungraded") for outcome in outcomes):
        how = (
            "--accept STUDENT or --reject STUDENT, or item by item in formgrader."
            if assignment.has_key
            else _("cell by cell in formgrader.")
        )
        console.print(pgettext("how-to-decide", "To decide on what is held: ") + how)
    if not is_released:
        console.print(
            pgettext(
                "feedback-not-handed-out",
                "Feedback is written but not handed out; --release-feedback does that.",
            )
        )


def show_grades(course: Course, quiz: str, outcomes: Sequence[SubmissionSummary]) -> None:
    """Print what became of each submission and what the gradebook says now."""
    from vertebra.grading import terminal
    from vertebra.grading.course_folder.course_grades import missing_rule, student_grades

    grades, missing, console = student_grades(course, quiz), missing_rule(course), terminal.console()
    console.print(terminal.table(quiz, outcomes, grades, missing))
    for line in terminal.summary(outcomes, grades, missing):
        console.print(line, markup=False)
    show_refusals(course, quiz)


def show_refusals(course: Course, quiz: str) -> None:
    """Print what was not taken for `quiz`, and why."""
    from vertebra.grading import terminal
    from vertebra.grading.autograde import refusals

    refused, console = refusals.list_refusals(course, quiz), terminal.console()
    if refused:
        console.print(_("Not taken ({n_refused}):").format(n_refused=len(refused)), markup=False)
    for line in refusals.refusal_lines(refused):
        console.print(f"  {line}", markup=False, soft_wrap=True)


def regrade(
    quiz: str,
    *,
    course: Path | None = None,
    credit: tuple[str, ...] = (),
    cohort: str | None = None,
    yes: bool = False,
    confirm: Confirm = decline,
    questions: Source | None = None,
) -> None:
    """Show what the corrected key changes; apply it if `yes`, or where `confirm` says so."""
    from vertebra.grading import terminal
    from vertebra.grading.assignments import assignment_of
    from vertebra.grading.autograde import regrade as regrading

    place, console = find(course), terminal.console()
    if not assignment_of(place, quiz).has_key:
        raise CourseError(
            pgettext(
                "no-key-to-regrade",
                "{quiz} has no key. Correct its tests in source/{quiz}, run 'nbgrader generate_assignment {quiz} "
                "--force', then 'vertebra grade {quiz}': everybody's code is run anew.",
            ).format(quiz=quiz)
        )
    with terminal.progress() as progress:
        plan = regrading.plan_regrade(place, quiz, credit, cohort=cohort, questions=questions, progress=progress)
    terminal.print_regrade_preview(console, plan)
    if not plan.keys and not plan.credited:
        return
    if not (
        yes
        or confirm(
            _("Put this into the gradebook, for {count}?").format(
                count=terminal.count(len(plan.changes), "{n} student", "{n} students")
            )
        )
    ):
        console.print(pgettext("regrade-not-applied", "Nothing was changed. Add --yes to apply it."))
        return
    regrading.apply_plan(place, plan)
    grade(quiz, course=place.root, collect=False)
