"""The teacher's commands of `vertebra`, which come with the teaching part of the package (see `course/teaching`).

As thin as those in `vertebra.cli`: each imports its module when it is called, and hands over to `commands`.
"""

import sys
from collections.abc import Callable
from pathlib import Path
from typing import Annotated

import typer

from vertebra.errors import CourseError
from vertebra.texts import _

teaching_app = typer.Typer()
quiz_app = typer.Typer(no_args_is_help=True, help=_("Write, look at and build quizzes."))
teaching_app.add_typer(quiz_app, name="quiz")
question_app = typer.Typer(no_args_is_help=True, help=_("Write questions."))
teaching_app.add_typer(question_app, name="question")
pictures_app = typer.Typer(no_args_is_help=True, help=_("Bring your own pictures into reading room and quizzes."))
teaching_app.add_typer(pictures_app, name="pictures")
CaseFolder = Annotated[Path, typer.Argument(help="The folder of your cases: pictures, each with its TOML file.")]
CourseFolder = Annotated[
    Path | None, typer.Option("--course", help="The course folder; the one you are in if left out.")
]


def _asked() -> Callable[[str], bool]:
    """The function that puts a question to whoever typed the command; without a terminal the answer is no."""
    return typer.confirm if sys.stdin.isatty() else lambda question: False


def add_to(app: typer.Typer) -> None:
    """Add the teacher's commands to those of `vertebra`."""
    app.registered_commands += teaching_app.registered_commands
    app.registered_groups += teaching_app.registered_groups


@teaching_app.command()
def teach(
    folder: Annotated[Path, typer.Argument(help="The course folder: a new one, or one made before.")],
    exchange: Annotated[
        Path | None, typer.Option(help="Where students fetch and hand in; inside the folder if left out.")
    ] = None,
    course_id: Annotated[str, typer.Option(help="nbgrader's name for the course.")] = "vertebra",
    roster: Annotated[
        Path | None, typer.Option(help="CSV with id, first_name, last_name, email; or the list of Moodle or Canvas.")
    ] = None,
    encoding: Annotated[
        str, typer.Option(help="How the roster is encoded, such as cp1250, where it is read wrongly.")
    ] = "",
    database: Annotated[
        str,
        typer.Option(
            help="A gradebook on a server, such as postgresql+psycopg2://teacher@host/grades; a file if left out."
        ),
    ] = "",
    anyway: Annotated[bool, typer.Option("--anyway", help="Allow a folder inside a git repository.")] = False,
    lab: Annotated[bool, typer.Option("--lab", help="Open JupyterLab with formgrader there.")] = False,
    port: Annotated[int | None, typer.Option(min=1, max=65535, help="The port JupyterLab listens on.")] = None,
    browser: Annotated[bool, typer.Option("--browser/--no-browser", help="Open the browser.")] = True,
) -> None:
    """Make a course folder: gradebook, keys, exchange and nbgrader's configuration."""
    from vertebra.grading import commands

    commands.teach(
        folder,
        exchange=exchange,
        course_id=course_id,
        roster=roster,
        encoding=encoding,
        allow_in_repository=anyway,
        database=database,
        lab=lab,
        port=port,
        browser=browser,
    )


@quiz_app.command("build")
def quiz_build(
    quiz: Annotated[str, typer.Argument(help="The quiz, such as Q1.")],
    cohort: Annotated[
        str | None, typer.Option(help="Whom it is for; another cohort gets other variants. This year if left out.")
    ] = None,
    course: CourseFolder = None,
    again: Annotated[bool, typer.Option("--again", help="Replace a release that students may have fetched.")] = False,
) -> None:
    """Build a quiz for a cohort and hand it out; refuses to release an answer."""
    from vertebra.grading import commands

    commands.build(quiz, cohort=cohort, course=course, replace_release=again)


@quiz_app.command("new")
def quiz_new(
    quiz: Annotated[str, typer.Argument(help="The quiz's name, such as Mid1.")],
    course: CourseFolder = None,
) -> None:
    """Write the definition of a quiz of your own into the course folder, to be edited."""
    from vertebra.grading import commands

    commands.new_quiz(quiz, course=course)


@question_app.command("new")
def question_new(
    question: Annotated[str, typer.Argument(help="The question's name, such as 02-balloon.")],
    kind: Annotated[str, typer.Option(help="single, multiple, numeric, ordering, point ...")] = "",
    course: CourseFolder = None,
) -> None:
    """Make the folder of a question of your own in the course folder, from the template of its kind."""
    from vertebra.grading import commands

    commands.new_question(question, kind=kind, course=course)


@quiz_app.command("export")
def quiz_export(
    name: Annotated[str, typer.Argument(help="A quiz, such as Q1, or a question.")],
    form: Annotated[str, typer.Option("--for", help="moodle (Moodle XML) or qti (a package of QTI 2.1).")] = "moodle",
    to: Annotated[Path | None, typer.Option(help="The file to write.")] = None,
    cohort: Annotated[str | None, typer.Option(help="Draw the variants of this cohort of a course folder.")] = None,
    course: CourseFolder = None,
) -> None:
    """Write a quiz or a question for another platform. The file holds the keys: it is for the instructor."""
    from vertebra.grading import commands

    commands.export_questions(name, form, to=to, course=course, cohort=cohort, confirm=_asked())


@quiz_app.command("preview")
def quiz_preview(
    name: Annotated[str, typer.Argument(help="A quiz or a question, such as Q1 or 01-t-score.")],
    to: Annotated[Path | None, typer.Option("--to", help="The page to write; NAME-preview.html if left out.")] = None,
    browser: Annotated[bool, typer.Option("--browser/--no-browser", help="Open it in the browser.")] = False,
    course: CourseFolder = None,
) -> None:
    """Write a page with every variant, its key and what each answer is told; for authors, not for students."""
    from vertebra.grading import commands

    commands.preview(name, to=to, browser=browser, course=course, confirm=_asked())


@quiz_app.command("blueprint")
def quiz_blueprint(course: CourseFolder = None) -> None:
    """Print what quizzes and examination are made up of: areas, levels, pictures, and items for each objective."""
    from vertebra.grading import commands

    commands.blueprint(course=course)


@quiz_app.command("panel")
def quiz_panel(
    folder: Annotated[Path, typer.Argument(help="Where the experts' filled-in forms lie, one CSV file each.")],
    write: Annotated[bool, typer.Option("--write", help="Put the weights into the questions.")] = False,
    note: Annotated[str, typer.Option(help="Who the panel was and when, for those who read a score.")] = "",
    course: CourseFolder = None,
) -> None:
    """Make the weights of script concordance from the answers of 10 to 20 experts; without answers, write the form."""
    from vertebra.grading import commands

    commands.panel(folder, write=write, note=note, course=course)


@pictures_app.command("example")
def pictures_example(folder: Annotated[Path, typer.Argument(help="A new folder.")]) -> None:
    """Write a folder of three cases to begin with, computed by the course's models."""
    from vertebra.grading.commands import pictures

    pictures.example(folder)


@pictures_app.command("check")
def pictures_check(
    folder: CaseFolder,
    to: Annotated[Path | None, typer.Option("--to", help="The page to write; in the folder if left out.")] = None,
    browser: Annotated[bool, typer.Option("--browser/--no-browser", help="Open it in the browser.")] = False,
) -> None:
    """Check your cases, name every identifier that a file carries, and write a page to look at the pictures."""
    from vertebra.grading.commands import pictures

    pictures.check(folder, to=to, browser=browser, confirm=_asked())


@pictures_app.command("confirm")
def pictures_confirm(
    folder: CaseFolder,
    files: Annotated[list[str] | None, typer.Argument(help="The pictures that you have looked at.")] = None,
    every: Annotated[bool, typer.Option("--all", help="You have looked at all of them.")] = False,
) -> None:
    """Record that you have looked at pictures for names that are burnt in; a changed file has to be looked at again."""
    from vertebra.grading.commands import pictures

    pictures.confirm_looked_at(folder, files or (), every=every)


@pictures_app.command("add")
def pictures_add(folder: CaseFolder, course: CourseFolder = None) -> None:
    """Put your cases into a course folder: as questions, and into the folder for the students' reading room."""
    from vertebra.grading.commands import pictures

    pictures.add(folder, course=course, confirm=_asked())


@teaching_app.command()
def grade(
    quiz: Annotated[str, typer.Argument(help="The quiz, such as Q1.")],
    course: CourseFolder = None,
    collect: Annotated[bool, typer.Option("--collect/--no-collect", help="First collect what was handed in.")] = True,
    handed_in: Annotated[
        Path | None,
        typer.Option("--from", help="Files of answers from a learning platform: its archive, or a folder of them."),
    ] = None,
    release_feedback: Annotated[bool, typer.Option("--release-feedback", help="Hand the feedback out.")] = False,
    force: Annotated[bool, typer.Option("--force", help="Grade again what has not changed.")] = False,
    accept: Annotated[list[str] | None, typer.Option(help="Score a student's held answers as given.")] = None,
    reject: Annotated[list[str] | None, typer.Option(help="Score a student's held answers as nothing.")] = None,
    workers: Annotated[int, typer.Option(min=1, max=64, help="How many processes read and mark.")] = 1,
    scheduler: Annotated[
        str, typer.Option(help="A Dask scheduler, such as tcp://host:8786, whose machines read and mark instead.")
    ] = "",
    regrade: Annotated[
        bool, typer.Option("--regrade", help="Show who changes by how much with the key corrected, then apply it.")
    ] = False,
    credit: Annotated[
        list[str] | None, typer.Option(help="With --regrade: an item to count in full for all whose work counts.")
    ] = None,
    cohort: Annotated[str | None, typer.Option(help="With --regrade: for whom the quiz was built.")] = None,
    yes: Annotated[bool, typer.Option("--yes", help="With --regrade: apply it without asking.")] = False,
) -> None:
    """Collect and grade a quiz; run nothing that a student wrote."""
    from vertebra.grading import commands

    if regrade:
        commands.regrade(quiz, course=course, credit=tuple(credit or ()), cohort=cohort, yes=yes, confirm=_asked())
        return
    if credit:
        raise CourseError("--credit goes with --regrade, which first shows whom it changes.")
    commands.grade(
        quiz,
        course=course,
        collect=collect,
        handed_in=handed_in,
        release_feedback=release_feedback,
        force=force,
        accept=tuple(accept or ()),
        reject=tuple(reject or ()),
        workers=workers,
        scheduler=scheduler,
    )


@teaching_app.command()
def due(
    quiz: Annotated[str, typer.Argument(help="The quiz, such as Q1.")],
    when: Annotated[list[str], typer.Argument(help="When it is due, in local time, such as 2027-03-01 18:00.")],
    student: Annotated[str | None, typer.Option(help="Extend it for this student only.")] = None,
    course: CourseFolder = None,
) -> None:
    """Set when a quiz is due. What lateness costs is a rule in the course's nbgrader_config.py."""
    from vertebra.grading import commands

    commands.due(quiz, " ".join(when), course=course, student=student)


@teaching_app.command()
def restore(
    backup: Annotated[str, typer.Argument(help="A file of the folder's backups; lists them if left out.")] = "",
    course: CourseFolder = None,
    yes: Annotated[bool, typer.Option("--yes", help="Do it without asking.")] = False,
) -> None:
    """Put a backup of the gradebook back, and grade every quiz again."""
    from vertebra.grading import commands

    commands.restore(backup, course=course, yes=yes, confirm=_asked())


@teaching_app.command()
def report(
    quiz: Annotated[str, typer.Argument(help="The quiz, such as Q1.")],
    course: CourseFolder = None,
) -> None:
    """Write the report on a graded quiz: difficulty, discrimination, distractors, reliability."""
    from vertebra.grading import commands

    commands.report(quiz, course=course)


@teaching_app.command()
def export(
    file: Annotated[Path, typer.Option("--to", help="The CSV file to write.")] = Path("grades.csv"),
    form: Annotated[str, typer.Option("--for", help="table (a spreadsheet), moodle or canvas.")] = "table",
    missing: Annotated[
        str, typer.Option(help="What counts for work not handed in: empty, or zero; as the course says if left out.")
    ] = "",
    course: CourseFolder = None,
) -> None:
    """Write the grades of every student as CSV, for a spreadsheet or a learning platform."""
    from vertebra.grading import commands

    commands.export(file, course=course, form=form, missing=missing, confirm=_asked())


@teaching_app.command()
def demo(
    folder: Annotated[Path | None, typer.Argument(help="Where; ~/VertebraDemo if left out.")] = None,
    students: Annotated[int, typer.Option(min=1, max=2000, help="How many students.")] = 30,
) -> None:
    """Play a class through the first quiz, from building it to feedback and report."""
    from vertebra.grading import commands

    commands.demo(folder, students=students)
