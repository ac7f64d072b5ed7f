"""`vertebra teach`, `due`, `restore`, `export`: the course folder made, its dates, backups and grades."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from vertebra.errors import CourseError
from vertebra.grading.commands.autograde import grade
from vertebra.grading.commands.prompts import Confirm, decline, require_folder
from vertebra.grading.course_folder.create_course import create
from vertebra.grading.course_folder.folder import CONFIG, Course, exchange_folder, find, is_private, this_year
from vertebra.printing import say
from vertebra.texts import _, pgettext

if TYPE_CHECKING:
    from vertebra.grading.course_folder.roster_file import Roster


def teach(
    folder: Path,
    *,
    exchange: Path | None = None,
    course_id: str = "vertebra",
    roster: Path | None = None,
    encoding: str = "",
    allow_in_repository: bool = False,
    database: str = "",
    lab: bool = False,
    port: int | None = None,
    browser: bool = True,
) -> None:
    """Make or bring up to date a course folder, say what comes next, and open JupyterLab on it if `lab`."""
    listed = None
    if roster is not None:
        from vertebra.grading.course_folder.roster_file import read_roster

        listed = read_roster(roster, encoding)  # Before anything is made: a list with a fault changes nothing.
    course = create(
        folder, exchange=exchange, course_id=course_id, allow_in_repository=allow_in_repository, database=database
    )
    say(pgettext("course-made", "The course folder is {root}.").format(root=course.root))
    if listed is not None:
        _enter(course, listed)
    if not is_private(course.root):
        say(_("Warning: others can read it; its file system keeps no modes. Move it to a private place."))
    _say_what_comes_next(course)
    if lab:
        open_lab(course, port, browser)


def _say_what_comes_next(course: Course) -> None:
    say(
        pgettext(
            "what-comes-next",
            '\nWhat comes next:\n  vertebra quiz build Q1 --cohort {this_year} --course "{root}"\n      builds the '
            "first quiz; students then find it in the exchange {exchange_folder}\n  give your students  "
            "{student_config}\n      they put it into ~/.jupyter and see the course under Nbgrader > "
            "Assignment List\n  "
            'vertebra grade Q1 --course "{root}"\n      collects and grades; then  vertebra teach "{root}" --lab  '
            'opens formgrader for the free texts\n  vertebra report Q1 --course "{root}"\n',
        ).format(
            this_year=this_year(),
            root=course.root,
            exchange_folder=exchange_folder(course),
            student_config=course.root / "for_students" / CONFIG,
        )
    )


def _enter(course: Course, listed: Roster) -> None:
    """Enter a roster and say what it brought."""
    from vertebra.grading.course_folder.roster import enter_roster
    from vertebra.grading.terminal import count

    with course.locked():
        entered = enter_roster(course, listed)
    renamed = " " + count(entered.renamed, "({n} entry changed)", "({n} entries changed)") if entered.renamed else ""
    say(
        pgettext("roster-entered", "{count} added, {known} already known{renamed}.").format(
            count=count(entered.new, "{n} student", "{n} students"), known=entered.known, renamed=renamed
        )
    )
    for name in listed.skipped:
        say(
            pgettext(
                "roster-row-skipped",
                "Not a student and passed over: {name}, which Canvas adds for tests.",
            ).format(name=repr(name))
        )
    for fault in listed.refused:
        say(_("Not entered: {fault}.").format(fault=fault))
    for note in listed.notes:
        say(note)


def open_lab(course: Course, port: int | None = None, browser: bool = True) -> None:
    """JupyterLab with formgrader in the course folder, until it ends or this program does."""
    from vertebra.grading.lab_process import run_lab

    options = {"ServerApp.root_dir": str(course.root), "ServerApp.open_browser": str(browser)}
    if port is not None:
        options["ServerApp.port"] = str(port)
    if hasattr(os, "geteuid") and os.geteuid() == 0:
        options["ServerApp.allow_root"] = "True"
        say(
            _(
                "You are root, as in a container: JupyterLab is started with --allow-root, on this machine's address "
                "only."
            )
        )
    raise SystemExit(run_lab([f"--{name}={value}" for name, value in options.items()], course.root))


def due(quiz: str, when: str, *, course: Path | None = None, student: str | None = None) -> None:
    """Set when a quiz is due, for everybody or for one student."""
    from vertebra.grading.course_folder.due_dates import read_due, set_due

    at = read_due(when)
    set_due(find(course), quiz, at, student)
    say(
        _("{quiz} is due {astimezone} for {student}.").format(
            quiz=quiz, astimezone=f"{at.astimezone():%Y-%m-%d %H:%M %Z}", student=student or _("everybody")
        )
    )


def restore(
    name: str = "",
    *,
    course: Path | None = None,
    yes: bool = False,
    confirm: Confirm = decline,
) -> None:
    """Put a backup of the gradebook back and grade every quiz again; without a name, list what there is."""
    from vertebra.grading import terminal
    from vertebra.grading.course_folder import backup
    from vertebra.grading.course_folder import restore as restoring

    place, console = find(course), terminal.console()
    if not name:
        console.print(terminal.backups(backup.backups(place)))
        return
    file = restoring.find(place, name)
    summary = restoring.summarise(file)
    console.print(
        pgettext("backup-holds", "{name} holds {held}.").format(name=file.name, held=terminal.format_backup(summary)),
        markup=False,
        soft_wrap=True,
    )
    if not (yes or confirm(_("Put it in place of the gradebook?"))):
        console.print(pgettext("restore-not-applied", "Nothing was changed. Add --yes to put it back."))
        return
    done = restoring.restore(place, file)
    if done.before:
        console.print(
            _("The gradebook as it was is kept as {name}.").format(name=done.before.name), markup=False, soft_wrap=True
        )
    grade_all_again(place)


def grade_all_again(course: Course) -> None:
    """Grade every assignment; one that fails stops no other.

    Raises
    ------
    CourseError
        At the end, naming those that were not graded.
    """
    from vertebra.grading import terminal
    from vertebra.grading.course_folder import restore as restoring
    from vertebra.grading.course_folder.fatal_errors import GradingStoppedError

    console = terminal.console()
    left: list[str] = course.assignments()
    graded: list[str] = []
    failed: dict[str, str] = {}
    try:
        restoring.enter_missing_quizzes(course)
        while left:
            console.print(_("Grading {left} again.").format(left=left[0]), markup=False)
            try:
                grade(left[0], course=course.root, collect=False)
                graded.append(left[0])
            except GradingStoppedError:
                raise
            except Exception as error:  # Whatever is wrong with one assignment, the others are graded.
                failed[left[0]] = str(error) if isinstance(error, CourseError) else f"{type(error).__name__}: {error}"
                console.print(failed[left[0]], markup=False, soft_wrap=True)
            left = left[1:]
    finally:
        terminal.print_graded_again(console, graded, failed, left)
    if failed:
        raise CourseError(
            pgettext(
                "restored-in-part",
                "The backup is in place, but not everything was graded again: {failed}. Until 'vertebra grade' has "
                "done it, their points are those of the backup, or none.",
            ).format(failed=", ".join(failed))
        )


def export(
    file: Path, *, course: Path | None = None, form: str = "table", missing: str = "", confirm: Confirm = decline
) -> None:
    """Write the grades of every student as CSV."""
    from vertebra.grading.course_folder.grades_csv import write_grades
    from vertebra.grading.terminal import count

    place = find(course)
    require_folder(file, confirm)
    written = write_grades(place, file, form, missing)
    say(
        _("The grades of {count} are in {absolute}.").format(
            count=count(written.students, "{n} student", "{n} students"), absolute=file.absolute()
        )
    )
    for quiz, absent in written.missing.items():
        say(
            _("{quiz}: {count} handed in nothing: {absent}.").format(
                quiz=quiz, count=count(len(absent), "{n} student", "{n} students"), absent=", ".join(absent)
            )
        )
    if written.missing:
        other = {"empty": "zero", "zero": "empty"}[written.rule]
        counts = {"empty": "empty", "zero": _("0 where the quiz is due, empty before")}[written.rule]
        say(
            _(
                "Their cells are {counts}; --missing {other}, or c.MissingWork.counts for the course, changes that."
            ).format(counts=counts, other=other)
        )
    if written.waiting:
        marked = count(
            written.waiting,
            "{n} quiz still waits for a person: its cell is marked (to grade).",
            "{n} quizzes still wait for a person: their cells are marked (to grade).",
        )
        empty = count(
            written.waiting,
            "{n} quiz still waits for a person: its cell is left empty.",
            "{n} quizzes still wait for a person: their cells are left empty.",
        )
        say(marked if form == "table" else empty)
