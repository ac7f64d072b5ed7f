"""The teacher's commands: `vertebra teach`, `quiz build`, `grade`, `report`, `export`, `demo`. `cli.py` hands over to these."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from vertebra.errors import CourseError
from vertebra.grading.course_folder.create_course import create
from vertebra.grading.course_folder.folder import CONFIG, Course, exchange_folder, find, is_private, this_year
from vertebra.printing import say
from vertebra.quiz.question.bank import SHIPPED, Bank, Source
from vertebra.texts import _

if TYPE_CHECKING:
    from vertebra.grading.autograde.results import Outcome
    from vertebra.grading.course_folder.roster_file import Roster


def teach(
    folder: Path,
    *,
    exchange: Path | None = None,
    course_id: str = "vertebra",
    roster: Path | None = None,
    encoding: str = "",
    anyway: bool = False,
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
    course = create(folder, exchange=exchange, course_id=course_id, anyway=anyway, database=database)
    say(_("The course folder is {root}.").format(root=course.root))
    if listed is not None:
        _enter(course, listed)
    if not is_private(course.root):
        say(_("Warning: others can read it; its file system keeps no modes. Move it to a private place."))
    say(
        _(
            '\nWhat comes next:\n  vertebra quiz build Q1 --cohort {this_year} --course "{root}"\n      builds the '
            "first quiz; students then find it in the exchange {exchange_folder}\n  give your students  "
            "{root_2}\n      they put it into ~/.jupyter and see the course under Nbgrader > Assignment List\n  "
            'vertebra grade Q1 --course "{root}"\n      collects and grades; then  vertebra teach "{root}" --lab  '
            'opens formgrader for the free texts\n  vertebra report Q1 --course "{root}"\n'
        ).format(
            this_year=this_year(),
            root=course.root,
            exchange_folder=exchange_folder(course),
            root_2=course.root / "for_students" / CONFIG,
        )
    )
    if lab:
        open_lab(course, port, browser)


def _enter(course: Course, listed: Roster) -> None:
    """Enter a roster and say what it brought."""
    from vertebra.grading.course_folder.roster import enter
    from vertebra.grading.terminal import count

    with course.locked():
        entered = enter(course, listed)
    renamed = " " + count(entered.renamed, "({n} entry changed)", "({n} entries changed)") if entered.renamed else ""
    say(
        _("{count} added, {known} already known{renamed}.").format(
            count=count(entered.new, "{n} student", "{n} students"), known=entered.known, renamed=renamed
        )
    )
    for name in listed.skipped:
        say(_("Not a student and passed over: {name}, which Canvas adds for tests.").format(name=repr(name)))
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


def build(quiz: str, *, cohort: str | None = None, course: Path | None = None, again: bool = False) -> None:
    """Build a quiz and hand it out."""
    from vertebra.grading import terminal
    from vertebra.grading.course_folder.build_quiz import build as build_quiz

    with terminal.progress() as told:
        built = build_quiz(find(course), quiz, cohort or this_year(), again=again, told=told)
    items, points = (
        terminal.count(built.items, "{n} item", "{n} items"),
        terminal.count(built.points, "{n} point", "{n} points"),
    )
    say(
        _("{quiz}, release {release}: {items}, {points}; no answer is in it.").format(
            quiz=built.quiz, release=built.release, items=items, points=points
        )
    )
    say(_("Its key is {key_file}; keep it there.").format(key_file=find(course).key_file(quiz)))
    if built.exchange:
        say(_("Students can fetch it from {exchange}.").format(exchange=built.exchange))
    else:
        say(
            _("nbgrader has no exchange on Windows: hand out the folder {folder} yourself.").format(folder=built.folder)
        )


Asked = Callable[[str], bool]


def never(question: str) -> bool:
    """No to every question: nobody is there to be asked."""
    return False


def require_folder(file: Path, asked: Asked) -> None:
    """Make the folder that `file` is to lie in, if `asked` says so. Raises CourseError where it is missing and stays so."""
    folder = file.expanduser().absolute().parent
    if folder.is_dir():
        return
    if folder.exists() or not asked(_("The folder {folder} does not exist. Make it?").format(folder=folder)):
        raise CourseError(
            _("The folder {folder} does not exist. Make it first, or give another file.").format(folder=folder)
        )
    folder.mkdir(parents=True)


def new_question(question: str, *, kind: str = "single", course: Path | None = None) -> None:
    """Make the folder of a teacher's own question."""
    from vertebra.quiz.question.authoring import new_question as new

    place = find(course)
    folder = new(question, kind, place.root, place.bank)
    say(
        _(
            "The question is {folder}. Write question.md and tests.toml (and item.py and key.py, where there are "
            "any), then:"
        ).format(folder=folder)
    )
    say(_('  vertebra quiz preview {question} --course "{root}"').format(question=question, root=place.root))


def new_quiz(quiz: str, *, course: Path | None = None) -> None:
    """Write the definition of a teacher's own quiz."""
    from vertebra.quiz.question.authoring import new_quiz as new

    place = find(course)
    path = new(quiz, place.root, place.bank)
    say(
        _("The quiz is {path}. Write its title and name its questions, your own and the course's, then:").format(
            path=path
        )
    )
    say(_('  vertebra quiz preview {quiz} --course "{root}"').format(quiz=quiz, root=place.root))
    say(_('  vertebra quiz build {quiz} --course "{root}"').format(quiz=quiz, root=place.root))


def bank_of(course: Path | None) -> Bank:
    """The bank of the course folder `course`, or of the one we are in; outside of any, what the course ships."""
    try:
        return find(course).bank
    except CourseError:
        if course is not None:
            raise
        return SHIPPED


def preview(
    name: str, *, to: Path | None = None, browser: bool = False, course: Path | None = None, asked: Asked = never
) -> None:
    """Write the page that shows a quiz or a question with its key."""
    from vertebra.grading.preview import write
    from vertebra.grading.terminal import count

    path = to or Path(f"{name}-preview.html")
    require_folder(path, asked)
    written = write(name, path, bank_of(course))
    questions = count(written.questions, "{n} question", "{n} questions")
    variants = count(written.variants, "{n} variant", "{n} variants")
    say(f"{questions}, {variants}: {written.path.absolute()}")
    for fault in written.faults:
        say(_("  fault: {fault}").format(fault=fault))
    if browser:
        import webbrowser

        webbrowser.open(written.path.absolute().as_uri())
    if written.faults:
        raise CourseError(
            _("{n_faults} faults to put right; 'vertebra quiz build' refuses them.").format(
                n_faults=len(written.faults)
            )
        )


def grade(
    quiz: str,
    *,
    course: Path | None = None,
    collect: bool = True,
    release_feedback: bool = False,
    force: bool = False,
    accept: tuple[str, ...] = (),
    reject: tuple[str, ...] = (),
    workers: int = 1,
    scheduler: str = "",
) -> None:
    """Grade a quiz and show what became of each submission."""
    from vertebra.grading import terminal
    from vertebra.grading.autograde import run
    from vertebra.grading.code_assignments.code_assignment import is_coded
    from vertebra.grading.course_folder import overrides

    place = find(course)
    if (accept or reject) and is_coded(place, quiz):
        raise CourseError(
            _("{quiz} has no key: what is held in it is decided cell by cell in formgrader.").format(quiz=quiz)
        )
    for students, decision in ((accept, "accept"), (reject, "reject")):
        for student in students:
            overrides.decide(place, quiz, student, decision)  # type: ignore[arg-type]
    with terminal.progress() as told:
        outcomes = run.grade(
            place, quiz, collect=collect, release_feedback=release_feedback, force=force, told=told, workers=workers,
            scheduler=scheduler,
        )  # fmt: skip
    console = terminal.console()
    if not outcomes:
        console.print(_("Nobody has handed in {quiz} yet.").format(quiz=quiz))
        show_refusals(place, quiz)
        return
    show_grades(place, quiz, outcomes)
    idle = [one.student for one in outcomes if one.student in reject and one.status != "rejected"]
    if idle:
        console.print(
            _("Nothing was held of {idle}, so that --reject changed nothing.").format(idle=", ".join(idle)),
            markup=False,
        )
    if any(one.status in ("flagged", "ungraded") for one in outcomes):
        console.print(
            _("To decide on what is held: ")
            + (
                _("cell by cell in formgrader.")
                if is_coded(place, quiz)
                else "--accept STUDENT or --reject STUDENT, or item by item in formgrader."
            )
        )
    if not release_feedback:
        console.print(_("Feedback is written but not handed out; --release-feedback does that."))
    failed = [one.student for one in outcomes if one.status == "failed"]
    if failed:
        raise CourseError(
            _("{n_failed} could not be graded: {failed}. The notes above say why.").format(
                n_failed=len(failed), failed=", ".join(failed)
            )
        )


def show_grades(course: Course, quiz: str, outcomes: Sequence[Outcome]) -> None:
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

    refused, console = refusals.listing(course, quiz), terminal.console()
    if refused:
        console.print(_("Not taken ({n_refused}):").format(n_refused=len(refused)), markup=False)
    for line in refusals.sentences(refused):
        console.print(f"  {line}", markup=False, soft_wrap=True)


def regrade(
    quiz: str,
    *,
    course: Path | None = None,
    credit: tuple[str, ...] = (),
    cohort: str | None = None,
    yes: bool = False,
    asked: Asked = never,
    questions: Source | None = None,
) -> None:
    """Show what the corrected key changes; apply it if `yes`, or where `asked` says so."""
    from vertebra.grading import terminal
    from vertebra.grading.autograde import regrade as regrading
    from vertebra.grading.code_assignments.code_assignment import is_coded

    place, console = find(course), terminal.console()
    if is_coded(place, quiz):
        raise CourseError(
            _(
                "{quiz} has no key. Correct its tests in source/{quiz}, run 'nbgrader generate_assignment {quiz} "
                "--force', then 'vertebra grade {quiz}': everybody's code is run anew."
            ).format(quiz=quiz)
        )
    with terminal.progress() as told:
        found = regrading.plan(place, quiz, credit, cohort=cohort, questions=questions, told=told)
    terminal.show_plan(console, found)
    if not found.keys and not found.credited:
        return
    if not (
        yes
        or asked(
            _("Put this into the gradebook, for {count}?").format(
                count=terminal.count(len(found.changes), "{n} student", "{n} students")
            )
        )
    ):
        console.print(_("Nothing was changed. Add --yes to apply it."))
        return
    regrading.carry_out(place, found)
    grade(quiz, course=place.root, collect=False)


def restore(
    name: str = "",
    *,
    course: Path | None = None,
    yes: bool = False,
    asked: Asked = never,
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
    held = restoring.holding(file)
    console.print(
        _("{name} holds {held}.").format(name=file.name, held=terminal.held(held)), markup=False, soft_wrap=True
    )
    if not (yes or asked(_("Put it in place of the gradebook?"))):
        console.print(_("Nothing was changed. Add --yes to put it back."))
        return
    done = restoring.restore(place, file)
    if done.before:
        console.print(
            _("The gradebook as it was is kept as {name}.").format(name=done.before.name), markup=False, soft_wrap=True
        )
    grade_all_again(place)


def grade_all_again(course: Course) -> None:
    """Grade every assignment; one that fails stops no other. Raises CourseError at the end naming those that were not graded."""
    from vertebra.grading import terminal
    from vertebra.grading.course_folder import restore as restoring
    from vertebra.grading.course_folder.fatal_errors import StoppedError

    console = terminal.console()
    left, graded, failed = course.assignments(), [], {}
    try:
        restoring.enter_missing_quizzes(course)
        while left:
            console.print(_("Grading {left} again.").format(left=left[0]), markup=False)
            try:
                grade(left[0], course=course.root, collect=False)
                graded.append(left[0])
            except StoppedError:
                raise
            except Exception as error:  # Whatever is wrong with one assignment, the others are graded.
                failed[left[0]] = str(error) if isinstance(error, CourseError) else f"{type(error).__name__}: {error}"
                console.print(failed[left[0]], markup=False, soft_wrap=True)
            left = left[1:]
    finally:
        console.print(
            _("Graded again: {graded}.").format(graded=", ".join(graded) or _("none")), markup=False, soft_wrap=True
        )
        for name, why in failed.items():
            console.print(
                _("Not wholly graded: {name}. {why}").format(name=name, why=why), markup=False, soft_wrap=True
            )
        if left:
            console.print(
                _("Not reached: {left}. Call 'vertebra grade' for each.").format(left=", ".join(left)), markup=False
            )
    if failed:
        raise CourseError(
            _(
                "The backup is in place, but not everything was graded again: {failed}. Until 'vertebra grade' has "
                "done it, their points are those of the backup, or none."
            ).format(failed=", ".join(failed))
        )


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


def report(quiz: str, *, course: Path | None = None) -> None:
    """Write the report on a graded quiz."""
    from vertebra.grading.item_analysis.report import write

    say(_("The report is {write}.").format(write=write(find(course), quiz)))


def export(
    file: Path, *, course: Path | None = None, form: str = "table", missing: str = "", asked: Asked = never
) -> None:
    """Write the grades of every student as CSV."""
    from vertebra.grading.export import write
    from vertebra.grading.terminal import count

    place = find(course)
    require_folder(file, asked)
    written = write(place, file, form, missing)
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


def export_questions(
    name: str,
    form: str,
    *,
    to: Path | None = None,
    course: Path | None = None,
    cohort: str | None = None,
    asked: Asked = never,
) -> None:
    """Write a quiz or a question for another platform, with its keys."""
    from vertebra.grading import terminal
    from vertebra.quiz.export import bundle as outgoing

    salt = find(course).cohort_salt(cohort) if cohort else ""
    path = to or Path(f"{name}-{form}.{'xml' if form == 'moodle' else 'zip'}")
    require_folder(path, asked)
    with terminal.progress() as told:
        found = outgoing.collect(name, bank_of(course), salt, told)
    variants = terminal.count(outgoing.write(found, form, path), "{n} variant", "{n} variants")
    questions = terminal.count(len(found.questions), "{n} question", "{n} questions")
    say(f"{questions}, {variants}: {path.absolute()}")
    say(
        _(
            "The file holds every key: it is for the instructor. Don't hand it out, and don't put it where "
            "students can read."
        )
    )
    for question, why in found.left_out.items():
        say(_("  left out: {question}, since {why}").format(question=question, why=why))


def demo(folder: Path | None = None, *, students: int = 30) -> None:
    """Play a class through the first quiz and grade it."""
    from vertebra.grading import terminal
    from vertebra.grading.demo.run_demo import DEFAULT, play

    with terminal.progress() as told:
        played = play(folder or DEFAULT, students=students, told=told)
    console = terminal.console()
    show_grades(find(played.places["course folder"]), played.quiz, played.outcomes)
    console.print(_("\nEverything is here:"))
    for what, where in played.places.items():
        console.print(f"  {_(what):<30} {where}", soft_wrap=True)
