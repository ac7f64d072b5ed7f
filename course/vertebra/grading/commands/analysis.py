"""`vertebra report` and `vertebra demo`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from vertebra.grading.commands.autograde import show_grades
from vertebra.grading.course_folder.folder import find
from vertebra.printing import say
from vertebra.texts import _, pgettext

if TYPE_CHECKING:
    pass


def report(quiz: str, *, course: Path | None = None) -> None:
    """Write the report on a graded quiz."""
    from vertebra.grading.item_analysis.report import write_report

    say(pgettext("report-written", "The report is {write}.").format(write=write_report(find(course), quiz)))


def demo(folder: Path | None = None, *, students: int = 30) -> None:
    """Play a class through the first quiz and grade it."""
    from vertebra.grading import terminal
    from vertebra.grading.demo.run_demo import DEFAULT, PLACES, run_demo

    with terminal.progress() as progress:
        played = run_demo(folder or DEFAULT, students=students, progress=progress)
    console = terminal.console()
    show_grades(find(played.places["course"]), played.quiz, played.outcomes)
    console.print(_("\nEverything is here:"))
    for what, where in played.places.items():
        console.print(f"  {_(PLACES[what]):<30} {where}", soft_wrap=True)
