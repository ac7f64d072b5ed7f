"""What a teacher sees in the terminal while and after grading."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from vertebra.errors import CourseError
from vertebra.grading.made import Outcome
from vertebra.quiz.notebooks import Told

if TYPE_CHECKING:
    from rich.console import Console
    from rich.table import Table

    from vertebra.grading.regrade import Plan
    from vertebra.grading.restore import Holding

STYLES = {"graded": "green", "rescued": "cyan", "flagged": "yellow", "ungraded": "yellow", "failed": "red"}
MEANING = {
    "graded": "scored",
    "rescued": "something was wrong with the files; nothing needs you",
    "flagged": "an answer is held until you look at it",
    "ungraded": "nothing to grade came in",
    "failed": "could not be graded",
}


def console() -> Console:
    """The terminal; as wide as it is, and plain where it is no terminal."""
    from rich.console import Console

    return Console(highlight=False)


@contextlib.contextmanager
def progress() -> Iterator[Told]:
    """A bar that shows what is being done."""
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

    columns = (TextColumn("{task.description:<22}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=console()) as bar:
        task = bar.add_task("", total=None)

        def told(what: str, done: int, total: int) -> None:
            bar.update(task, description=what, completed=done, total=max(total, 1))

        yield told


def table(quiz: str, outcomes: Sequence[Outcome]) -> Table:
    """One row a student; the notes say what was wrong."""
    from rich.markup import escape
    from rich.table import Table

    rows = Table(title=f"{quiz}: {len(outcomes)} submissions", title_justify="left")
    for heading, side in (("Student", "left"), ("State", "left"), ("Points", "right"), ("Waiting", "right")):
        rows.add_column(heading, justify=side, no_wrap=True)  # type: ignore[arg-type]
    rows.add_column("Notes", overflow="fold")
    for one in outcomes:
        waiting = str(one.pending) if one.pending else ""
        points = "–" if one.status == "failed" else f"{one.points:.4g} / {one.max_points:.4g}"
        state = f"[{STYLES[one.status]}]{one.status}[/]"
        rows.add_row(escape(one.student), state, points, waiting, escape("\n".join(one.notes)))
    return rows


def show_plan(terminal: Console, plan: Plan) -> None:
    """What a regrade would change: items, a row a student, and what stays as it is."""
    for name, items in (("Corrected", plan.corrected), ("Counted in full for everybody", sorted(plan.credited))):
        if items:
            terminal.print(f"{name}: {', '.join(items)}", markup=False)
    for item, why in plan.kept.items():
        terminal.print(f"{item} keeps its key: {why}. To count it in full for everybody: --credit {item}", markup=False)
    if not plan.keys and not plan.credited:
        terminal.print("No key has been corrected: nothing would change.")
        return
    if plan.changes:
        terminal.print(_changes(plan))
    up = sum(one.after > one.before for one in plan.changes)
    down = sum(one.after < one.before for one in plan.changes)
    terminal.print(f"{up} would gain, {down} would lose, {plan.unchanged} would keep their points.")
    for student, items in plan.by_hand.items():
        terminal.print(f"{student} keeps the points given by hand: {', '.join(items)}", markup=False)


def _changes(plan: Plan) -> Table:
    from rich.markup import escape
    from rich.table import Table

    rows = Table(title=f"{plan.quiz}: who would change", title_justify="left")
    for heading, side in (("Student", "left"), ("Before", "right"), ("After", "right"), ("Change", "right")):
        rows.add_column(heading, justify=side, no_wrap=True)  # type: ignore[arg-type]
    rows.add_column("Items", overflow="fold")
    for one in sorted(plan.changes, key=lambda change: (change.before - change.after, change.student)):
        items = ", ".join(f"{item} {old:.4g} → {new:.4g}" for item, (old, new) in one.items.items())
        difference = f"{one.after - one.before:+.4g}"
        rows.add_row(escape(one.student), f"{one.before:.4g}", f"{one.after:.4g}", difference, escape(items))
    return rows


def held(holding: Holding) -> str:
    """How much a gradebook holds, in words."""
    return f"{holding.students} students, {holding.submissions} submissions, {holding.by_hand} grades by hand"


def backups(files: Sequence[Path]) -> Table | str:
    """The gradebook's backups, newest first, with what each holds."""
    from rich.table import Table

    from vertebra.grading.restore import holding

    if not files:
        return "There is no backup yet: the first is made when a quiz is graded."
    rows = Table(title="Backups of the gradebook, newest first", title_justify="left")
    rows.add_column("File", no_wrap=True)
    rows.add_column("Made")
    rows.add_column("Holds")
    for file in files:
        made = datetime.fromtimestamp(file.stat().st_mtime).astimezone()
        try:
            words = held(holding(file))
        except CourseError as error:
            words = str(error)
        rows.add_row(file.name, f"{made:%Y-%m-%d %H:%M %Z}", words)
    return rows


def summary(outcomes: Sequence[Outcome]) -> list[str]:
    """One line a state that occurs, with what it means."""
    counts = {state: sum(one.status == state for one in outcomes) for state in MEANING}
    lines = [f"{count:4} {state}: {MEANING[state]}" for state, count in counts.items() if count]
    waiting = sum(one.pending for one in outcomes)
    verb = "answer waits" if waiting == 1 else "answers wait"
    return [*lines, f"{waiting:4} {verb} for you in formgrader (free text, or held)"] if waiting else lines
