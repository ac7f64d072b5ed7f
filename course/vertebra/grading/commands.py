"""The teacher's commands: `vertebra teach`, `quiz build`, `grade`, `report`, `export`, `demo`. `cli.py` hands over to these."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from vertebra.errors import CourseError
from vertebra.grading.course import CONFIG, Course, exchange_folder, find, is_private, this_year
from vertebra.grading.founding import create
from vertebra.quiz.bank import SHIPPED, Bank, Source


def teach(
    folder: Path,
    *,
    exchange: Path | None = None,
    course_id: str = "vertebra",
    roster: Path | None = None,
    anyway: bool = False,
    database: str = "",
    lab: bool = False,
    port: int | None = None,
    browser: bool = True,
) -> None:
    """Make or bring up to date a course folder, say what comes next, and open JupyterLab on it if `lab`."""
    course = create(folder, exchange=exchange, course_id=course_id, roster=roster, anyway=anyway, database=database)
    print(f"The course folder is {course.root}.")
    if not is_private(course.root):
        print("Warning: others can read it; its file system keeps no modes. Move it to a private place.")
    print(f"""
What comes next:
  vertebra quiz build Q1 --cohort {this_year()} --course "{course.root}"
      builds the first quiz; students then find it in the exchange {exchange_folder(course)}
  give your students  {course.root / "for_students" / CONFIG}
      they put it into ~/.jupyter and see the course under Nbgrader > Assignment List
  vertebra grade Q1 --course "{course.root}"
      collects and grades; then  vertebra teach "{course.root}" --lab  opens formgrader for the free texts
  vertebra report Q1 --course "{course.root}"
""")
    if lab:
        open_lab(course, port, browser)


def open_lab(course: Course, port: int | None = None, browser: bool = True) -> None:
    """JupyterLab with formgrader in the course folder; comes back when it ends."""
    options = {"ServerApp.root_dir": str(course.root), "ServerApp.open_browser": str(browser)}
    if port is not None:
        options["ServerApp.port"] = str(port)
    arguments = [sys.executable, "-m", "jupyterlab", *(f"--{name}={value}" for name, value in options.items())]
    raise SystemExit(
        subprocess.run(
            arguments, cwd=course.root, env=os.environ | {"JUPYTER_PREFER_ENV_PATH": "1"}, check=False
        ).returncode
    )


def build(quiz: str, *, cohort: str | None = None, course: Path | None = None, again: bool = False) -> None:
    """Build a quiz and hand it out."""
    from vertebra.grading import screen
    from vertebra.grading.build import build as build_quiz

    with screen.progress() as told:
        built = build_quiz(find(course), quiz, cohort or this_year(), again=again, told=told)
    print(f"{built.quiz}, release {built.release}: {built.items} items, {built.points:g} points; no answer is in it.")
    print(f"Its key is {find(course).key_file(quiz)}; keep it there.")
    if built.exchange:
        print(f"Students can fetch it from {built.exchange}.")
    else:
        print(f"nbgrader has no exchange on Windows: hand out the folder {built.folder} yourself.")


def new_question(question: str, *, kind: str = "single", course: Path | None = None) -> None:
    """Make the folder of a teacher's own question."""
    from vertebra.quiz.authoring import new_question as new

    place = find(course)
    folder = new(question, kind, place.root, place.bank)
    print(
        f"The question is {folder}. Write question.md and tests.toml (and item.py and key.py, where there are any), then:"
    )
    print(f'  vertebra quiz preview {question} --course "{place.root}"')


def new_quiz(quiz: str, *, course: Path | None = None) -> None:
    """Write the definition of a teacher's own quiz."""
    from vertebra.quiz.authoring import new_quiz as new

    place = find(course)
    path = new(quiz, place.root, place.bank)
    print(f"The quiz is {path}. Write its title and name its questions, your own and the course's, then:")
    print(f'  vertebra quiz preview {quiz} --course "{place.root}"')
    print(f'  vertebra quiz build {quiz} --course "{place.root}"')


def bank_of(course: Path | None) -> Bank:
    """The bank of the course folder `course`, or of the one we are in; outside of any, what the course ships."""
    try:
        return find(course).bank
    except CourseError:
        if course is not None:
            raise
        return SHIPPED


def preview(name: str, *, to: Path | None = None, browser: bool = False, course: Path | None = None) -> None:
    """Write the page that shows a quiz or a question with its key."""
    from vertebra.grading.preview import write

    written = write(name, to or Path(f"{name}-preview.html"), bank_of(course))
    print(f"{written.questions} questions, {written.variants} variants: {written.path.absolute()}")
    for fault in written.faults:
        print(f"  fault: {fault}")
    if browser:
        import webbrowser

        webbrowser.open(written.path.absolute().as_uri())


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
    from vertebra.grading import decisions, run, screen
    from vertebra.grading.coded import is_coded

    place = find(course)
    if (accept or reject) and is_coded(place, quiz):
        raise CourseError(f"{quiz} has no key: what is held in it is decided cell by cell in formgrader.")
    for students, decision in ((accept, "accept"), (reject, "reject")):
        for student in students:
            decisions.decide(place, quiz, student, decision)  # type: ignore[arg-type]
    with screen.progress() as told:
        outcomes = run.grade(
            place, quiz, collect=collect, release_feedback=release_feedback, force=force, told=told, workers=workers,
            scheduler=scheduler,
        )  # fmt: skip
    terminal = screen.console()
    if not outcomes:
        terminal.print(f"Nobody has handed in {quiz} yet.")
        return
    terminal.print(screen.table(quiz, outcomes))
    for line in screen.summary(outcomes):
        terminal.print(line)
    if any(one.status in ("flagged", "ungraded") for one in outcomes):
        terminal.print(
            "To decide on what is held: "
            + (
                "cell by cell in formgrader."
                if is_coded(place, quiz)
                else "--accept STUDENT or --reject STUDENT, or item by item in formgrader."
            )
        )
    if not release_feedback:
        terminal.print("Feedback is written but not handed out; --release-feedback does that.")
    failed = [one.student for one in outcomes if one.status == "failed"]
    if failed:
        raise CourseError(f"{len(failed)} could not be graded: {', '.join(failed)}. The notes above say why.")


def regrade(
    quiz: str,
    *,
    course: Path | None = None,
    credit: tuple[str, ...] = (),
    cohort: str | None = None,
    yes: bool = False,
    asked: Callable[[str], bool] = lambda question: False,
    questions: Source | None = None,
) -> None:
    """Show what the corrected key changes; apply it if `yes`, or where `asked` says so."""
    from vertebra.grading import regrade as regrading
    from vertebra.grading import screen
    from vertebra.grading.coded import is_coded

    place, terminal = find(course), screen.console()
    if is_coded(place, quiz):
        raise CourseError(
            f"{quiz} has no key. Correct its tests in source/{quiz}, run 'nbgrader generate_assignment {quiz} --force', then "
            f"'vertebra grade {quiz}': everybody's code is run anew."
        )
    with screen.progress() as told:
        found = regrading.plan(place, quiz, credit, cohort=cohort, questions=questions, told=told)
    screen.show_plan(terminal, found)
    if not found.keys and not found.credited:
        return
    if not (yes or asked(f"Put this into the gradebook, for {len(found.changes)} students?")):
        terminal.print("Nothing was changed. Add --yes to apply it.")
        return
    regrading.carry_out(place, found)
    grade(quiz, course=place.root, collect=False)


def restore(
    name: str = "",
    *,
    course: Path | None = None,
    yes: bool = False,
    asked: Callable[[str], bool] = lambda question: False,
) -> None:
    """Put a backup of the gradebook back and grade every quiz again; without a name, list what there is."""
    from vertebra.grading import backup, screen
    from vertebra.grading import restore as restoring

    place, terminal = find(course), screen.console()
    if not name:
        terminal.print(screen.backups(backup.backups(place)))
        return
    file = restoring.find(place, name)
    held = restoring.holding(file)
    terminal.print(f"{file.name} holds {screen.held(held)}.", markup=False, soft_wrap=True)
    if not (yes or asked("Put it in place of the gradebook?")):
        terminal.print("Nothing was changed. Add --yes to put it back.")
        return
    done = restoring.restore(place, file)
    if done.before:
        terminal.print(f"The gradebook as it was is kept as {done.before.name}.", markup=False, soft_wrap=True)
    for assignment in place.assignments():
        terminal.print(f"Grading {assignment} again.", markup=False)
        grade(assignment, course=place.root, collect=False)


def due(quiz: str, when: datetime, *, course: Path | None = None, student: str | None = None) -> None:
    """Set when a quiz is due, for everybody or for one student."""
    from vertebra.grading.lateness import set_due

    set_due(find(course), quiz, when, student)
    print(f"{quiz} is due {when.astimezone():%Y-%m-%d %H:%M %Z} for {student or 'everybody'}.")


def report(quiz: str, *, course: Path | None = None) -> None:
    """Write the report on a graded quiz."""
    from vertebra.grading.report import write

    print(f"The report is {write(find(course), quiz)}.")


def export(file: Path, *, course: Path | None = None, form: str = "table") -> None:
    """Write the grades of every student as CSV."""
    from vertebra.grading.export import write

    written = write(find(course), file, form)
    print(f"The grades of {written.students} students are in {file.absolute()}.")
    if written.waiting:
        left = "marked (to grade)" if form == "table" else "left empty"
        print(f"{written.waiting} quizzes still wait for a person: their cells are {left}.")


def export_questions(
    name: str, form: str, *, to: Path | None = None, course: Path | None = None, cohort: str | None = None
) -> None:
    """Write a quiz or a question for another platform, with its keys."""
    from vertebra.grading import outgoing, screen

    salt = find(course).cohort_salt(cohort) if cohort else ""
    path = to or Path(f"{name}-{form}.{'xml' if form == 'moodle' else 'zip'}")
    with screen.progress() as told:
        found = outgoing.gather(name, bank_of(course), salt, told)
    count = outgoing.write(found, form, path)
    print(f"{len(found.questions)} questions, {count} variants: {path.absolute()}")
    print(
        "The file holds every key: it is for the instructor. Don't hand it out, and don't put it where students can read."
    )
    for question, why in found.left_out.items():
        print(f"  left out: {question}, since {why}")


def demo(folder: Path | None = None, *, students: int = 30) -> None:
    """Play a class through the first quiz and grade it."""
    from vertebra.grading import screen
    from vertebra.grading.demo import DEFAULT, play

    with screen.progress() as told:
        played = play(folder or DEFAULT, students=students, told=told)
    terminal = screen.console()
    terminal.print(screen.table(played.quiz, played.outcomes))
    for line in screen.summary(played.outcomes):
        terminal.print(line)
    terminal.print("\nEverything is here:")
    for what, where in played.places.items():
        terminal.print(f"  {what:<30} {where}", soft_wrap=True)
