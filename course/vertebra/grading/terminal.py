"""The teacher's terminal: progress, tables and summaries."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from vertebra import cache
from vertebra.errors import CourseError
from vertebra.grading.autograde.results import SubmissionSummary
from vertebra.grading.course_folder.course_grades import MissingRule, StudentGrade
from vertebra.grading.formats import duration, status_text, two_decimals
from vertebra.printing import printable, printable_lines
from vertebra.quiz.release.release import ProgressCallback
from vertebra.texts import _, ngettext, npgettext, pgettext

if TYPE_CHECKING:
    from rich.console import Console
    from rich.table import Table

    from vertebra.grading.autograde.regrade import RegradePlan
    from vertebra.grading.course_folder.restore import BackupSummary

STYLES = {
    "graded": "green",
    "recovered": "cyan",
    "needs_review": "yellow",
    "rejected": "magenta",
    "ungraded": "yellow",
    "failed": "red",
    "missing": "dim",
}
STATUS_MEANING = {
    "graded": _("scored"),
    "recovered": _("something was wrong with the files; nothing needs you"),
    "needs_review": _("an answer is held until you look at it"),
    "rejected": _("an answer does not count, as you decided"),
    "ungraded": _("nothing to grade came in"),
    "failed": _("could not be graded"),
    "missing": _("has handed in nothing"),
}


def console() -> Console:
    """The terminal; as wide as it is, and plain where it is no terminal."""
    from rich.console import Console

    terminal = Console(highlight=False)
    terminal.push_render_hook(_hook())
    return terminal


@cache.CONSTANTS.memoize
def _hook() -> Any:
    """The hook that makes everything printable that a terminal is given, in whatever table or text it stands."""
    from rich.console import ConsoleRenderable, RenderHook
    from rich.segment import Segment

    class Shown:
        def __init__(self, inner: Any) -> None:
            self.inner = inner

        def __rich_console__(self, console: Any, options: Any) -> Iterator[Segment]:
            for segment in console.render(self.inner, options):
                yield segment if segment.control else Segment(printable_lines(segment.text), segment.style)

        def __rich_measure__(self, console: Any, options: Any) -> Any:
            from rich.measure import Measurement

            return Measurement.get(console, options, self.inner)

    class Hook(RenderHook):
        def process_renderables(self, renderables: list[ConsoleRenderable]) -> list[ConsoleRenderable]:
            return [Shown(renderable) for renderable in renderables]

    return Hook()


@contextlib.contextmanager
def progress() -> Iterator[ProgressCallback]:
    """A bar that shows what is being done."""
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

    columns = (TextColumn("{task.description:<22}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=console()) as bar:
        task = bar.add_task("", total=None)

        def report(what: str, done: int, total: int) -> None:
            bar.update(task, description=what, completed=done, total=max(total, 1))

        yield report
        bar.update(task, completed=bar.tasks[task].total or 0)


def count(number: float, singular: str, many: str) -> str:
    """A number of things: `count(2, "{n} quiz", "{n} quizzes")` is "2 quizzes"."""
    return ngettext(singular, many, 1 if number == 1 else 2).format(n=two_decimals(number))


def table(
    quiz: str, outcomes: Sequence[SubmissionSummary], grades: Sequence[StudentGrade], missing: MissingRule
) -> Table:
    """One row a student, with what the gradebook says now and what was wrong.

    Last come those who have handed in nothing.
    """
    from rich.table import Table

    rows = Table(title=f"{quiz}: " + count(len(outcomes), "{n} submission", "{n} submissions"), title_justify="left")
    headings = [
        (_("Student"), "left"),
        (_("State"), "left"),
        (_("Points"), "right"),
        (_("Late"), "right"),
        (_("Score"), "right"),
    ]
    for heading, side in (*headings, (_("Waiting"), "right")):
        rows.add_column(heading, justify=side, no_wrap=True)  # type: ignore[arg-type]
    rows.add_column(_("Notes"), overflow="fold")
    known = {grade.student: grade for grade in grades}
    for outcome in outcomes:
        grade = known.get(outcome.student)
        cells = _grade_cells(grade, missing) if grade is not None and grade.graded else ("–", "", "–", "")
        rows.add_row(_cell(outcome.student), _state(outcome.status), *cells, _cell(*outcome.notes))
    for grade in grades:
        if not grade.submitted:
            score = grade.score(missing)
            counts = "–" if score is None else two_decimals(score)
            rows.add_row(_cell(grade.student), _state("missing"), "–", "", counts, "", _cell(_full_name(grade)))
    return rows


def _state(status: str) -> str:
    return f"[{STYLES[status]}]{status_text(status)}[/]"


def _grade_cells(grade: StudentGrade, missing: MissingRule) -> tuple[str, str, str, str]:
    """Points, lateness, score and what waits."""
    points = f"{two_decimals(grade.points)} / {two_decimals(grade.max_points)}"
    off = f", −{two_decimals(grade.penalty)}" if grade.penalty else ""
    late = f"{duration(grade.late_s)}{off}" if grade.late_s > 0 else ""
    score = grade.score(missing)
    return points, late, "–" if score is None else two_decimals(score), str(grade.waiting) if grade.waiting else ""


def _full_name(grade: StudentGrade) -> str:
    return " ".join(filter(None, (grade.first_name, grade.last_name)))


def _cell(*lines: str) -> str:
    """Text from outside for a cell, shown as it stands and nothing else."""
    from rich.markup import escape

    return escape("\n".join(map(printable, lines)))


def print_regrade_preview(terminal: Console, plan: RegradePlan) -> None:
    """Print what a regrade would change: items, a row a student, and what stays as it is."""
    for name, items in ((_("Corrected"), plan.corrected), (_("Counted in full for everybody"), sorted(plan.credited))):
        if items:
            terminal.print(f"{name}: {', '.join(items)}", markup=False)
    for item, why in plan.kept.items():
        terminal.print(
            _("{item} keeps its key: {why}. To count it in full for everybody: --credit {item}").format(
                item=item, why=why
            ),
            markup=False,
        )
    if not plan.keys and not plan.credited:
        terminal.print(_("No key has been corrected: nothing would change."))
        return
    if plan.changes:
        terminal.print(_changes(plan))
    up = sum(change.after > change.before for change in plan.changes)
    down = sum(change.after < change.before for change in plan.changes)
    same = plan.unchanged + len(plan.changes) - up - down
    terminal.print(
        pgettext("regrade-totals", "{up} would gain, {down} would lose, {same} would keep their points.").format(
            up=up, down=down, same=same
        )
    )
    for student, items in plan.by_hand.items():
        terminal.print(
            _("{student} keeps the points given by hand: {items}").format(student=student, items=", ".join(items)),
            markup=False,
        )
    for student, why in plan.failed.items():
        terminal.print(_("{student} could not be looked at: {why}").format(student=student, why=why), markup=False)


def _changes(plan: RegradePlan) -> Table:
    from rich.table import Table

    rows = Table(
        title=_("{quiz}: whose score would change (points by hand and lateness are in it)").format(quiz=plan.quiz),
        title_justify="left",
    )
    for heading, side in (
        (_("Student"), "left"),
        (_("Before"), "right"),
        (_("After"), "right"),
        (_("Change"), "right"),
    ):
        rows.add_column(heading, justify=side, no_wrap=True)  # type: ignore[arg-type]
    rows.add_column(_("Items"), overflow="fold")
    for change_listed in sorted(plan.changes, key=lambda change: (change.before - change.after, change.student)):
        items = ", ".join(
            f"{item} {two_decimals(a)} → {two_decimals(b)}" for item, (a, b) in change_listed.items.items()
        )
        change = change_listed.after - change_listed.before
        sign = "+" if change > 0 else "−" if change < 0 else ""
        before, after = two_decimals(change_listed.before), two_decimals(change_listed.after)
        rows.add_row(_cell(change_listed.student), before, after, sign + two_decimals(abs(change)), _cell(items))
    return rows


def format_backup(holding: BackupSummary) -> str:
    """The counts of a gradebook, in words."""
    students = count(holding.students, "{n} student", "{n} students")
    submissions = count(holding.submissions, "{n} submission", "{n} submissions")
    by_hand = count(holding.by_hand, "{n} grade by hand", "{n} grades by hand")
    return f"{students}, {submissions}, {by_hand}"


def backups(files: Sequence[Path]) -> Table | str:
    """The gradebook's backups, newest first, with what each holds."""
    from rich.table import Table

    from vertebra.grading.course_folder.restore import summarise

    if not files:
        return _("There is no backup yet: the first is made when a quiz is graded.")
    rows = Table(title=_("Backups of the gradebook, newest first"), title_justify="left")
    rows.add_column(_("File"), no_wrap=True)
    rows.add_column(_("Made"))
    rows.add_column(_("Holds"))
    for file in files:
        made = datetime.fromtimestamp(file.stat().st_mtime).astimezone()
        try:
            words = format_backup(summarise(file))
        except CourseError as error:
            words = error.text
        rows.add_row(file.name, f"{made:%Y-%m-%d %H:%M %Z}", words)
    return rows


def summary(outcomes: Sequence[SubmissionSummary], grades: Sequence[StudentGrade], missing: MissingRule) -> list[str]:
    """One line a state that occurs, with what it means; then what waits for a person by the gradebook."""
    states = [outcome.status for outcome in outcomes] + ["missing"] * sum(not grade.submitted for grade in grades)
    meaning = dict(STATUS_MEANING)
    counts_as = {"empty": _("no score"), "zero": _("0 once it is due")}[missing]
    meaning["missing"] += _(" (counts as {counts_as}: c.MissingWork.counts)").format(counts_as=counts_as)
    lines = [
        f"{states.count(state):4} {status_text(state)}: {said}" for state, said in meaning.items() if state in states
    ]
    waiting = sum(grade.waiting for grade in grades)
    waits = npgettext(
        "answers-waiting",
        "{n} answer waits for you in formgrader (free text, or held)",
        "{n} answers wait for you in formgrader (free text, or held)",
        waiting,
    ).format(n=f"{waiting:4}")
    return [*lines, waits] if waiting else lines


def print_graded_again(terminal: Console, graded: list[str], failed: dict[str, str], left: list[str]) -> None:
    """Print which assignments were graded, which were not wholly, and which were not reached."""
    terminal.print(
        pgettext("graded-again", "Graded again: {graded}.").format(graded=", ".join(graded) or _("none")),
        markup=False,
        soft_wrap=True,
    )
    for name, why in failed.items():
        terminal.print(
            pgettext("not-wholly-graded", "Not wholly graded: {name}. {why}").format(name=name, why=why),
            markup=False,
            soft_wrap=True,
        )
    if left:
        terminal.print(
            pgettext("not-reached", "Not reached: {left}. Call 'vertebra grade' for each.").format(
                left=", ".join(left)
            ),
            markup=False,
        )
