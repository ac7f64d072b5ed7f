"""`vertebra question new`, `quiz new`, `build`, `preview`, `export`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from vertebra.errors import CourseError
from vertebra.grading.commands.prompts import Confirm, decline, require_folder
from vertebra.grading.course_folder.folder import find, this_year
from vertebra.printing import say
from vertebra.quiz.question.bank import SHIPPED, Bank
from vertebra.texts import _, pgettext

if TYPE_CHECKING:
    pass


def new_question(question: str, *, kind: str = "", course: Path | None = None) -> None:
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


def build(quiz: str, *, cohort: str | None = None, course: Path | None = None, replace_release: bool = False) -> None:
    """Build a quiz and hand it out."""
    from vertebra.grading import terminal
    from vertebra.grading.course_folder.build_quiz import build as build_quiz

    with terminal.progress() as progress:
        built = build_quiz(
            find(course), quiz, cohort or this_year(), replace_release=replace_release, progress=progress
        )
    items, points = (
        terminal.count(built.items, "{n} item", "{n} items"),
        terminal.count(built.points, "{n} point", "{n} points"),
    )
    say(
        pgettext("quiz-built", "{quiz}, release {release}: {items}, {points}; no answer is in it.").format(
            quiz=built.quiz, release=built.release, items=items, points=points
        )
    )
    _say_advice(built.advice)
    say(_("Its key is {key_file}; keep it there.").format(key_file=find(course).key_file(quiz)))
    if built.exchange:
        say(_("Students can fetch it from {exchange}.").format(exchange=built.exchange))
    else:
        say(
            _("nbgrader has no exchange on Windows: hand out the folder {folder} yourself.").format(folder=built.folder)
        )


def _say_advice(advice: list[str]) -> None:
    """Say what a teacher's own questions break of the rules of items."""
    for text in advice:
        say(_("  advice: {text}").format(text=text))


def blueprint(*, course: Path | None = None) -> None:
    """Print the blueprint of a course folder's bank, or of what the course ships."""
    from vertebra.quiz.bank_checks import blueprint as counted

    bank = bank_of(course)
    say(counted.table(bank))
    for fault in counted.blueprint_faults(bank):
        say(fault)


def panel(folder: Path, *, write: bool = False, note: str = "", course: Path | None = None) -> None:
    """Write the form for experts, or make weights from their answers.

    Raises CourseError where a form can't be read, or `write` asks for weights that too few or too many made.
    """
    from vertebra.quiz.bank_checks import panel as experts
    from vertebra.quiz.storage import write_atomic

    bank = bank_of(course)
    questions = {question.id: question for question in experts.concordance_questions(bank)}
    answers = experts.read_forms(folder, list(questions))
    if not answers:
        path = folder / experts.FORM_NAME
        write_atomic(path, experts.form(questions.values()))
        say(
            _(
                "The form is {path}. Give it to 10 to 20 experts; each fills it in alone and saves it here by name."
            ).format(path=path)
        )
        return
    weights = experts.weights(answers)
    say(experts.table(weights.values()))
    faults = experts.weight_faults(weights)
    for fault in faults:
        say(fault)
    if not write:
        return
    if faults:
        raise CourseError(_("Nothing was written: every question needs 10 to 20 experts."))
    if not note.strip() or '"' in note or "\n" in note:
        raise CourseError(_('Say who the panel was on one line: --note "15 spine interventionalists, May 2027".'))
    for name, weight in weights.items():
        say(_("Weights written to {path}").format(path=experts.put_into(questions[name], weight, note.strip())))


def bank_of(course: Path | None) -> Bank:
    """The bank of the course folder `course`, or of the one we are in; outside of any, what the course ships."""
    try:
        return find(course).bank
    except CourseError:
        if course is not None:
            raise
        return SHIPPED


def preview(
    name: str, *, to: Path | None = None, browser: bool = False, course: Path | None = None, confirm: Confirm = decline
) -> None:
    """Write the page that shows a quiz or a question with its key."""
    from vertebra.grading.preview import write
    from vertebra.grading.terminal import count

    path = to or Path(f"{name}-preview.html")
    require_folder(path, confirm)
    written = write(name, path, bank_of(course))
    questions = count(written.questions, "{n} question", "{n} questions")
    variants = count(written.variants, "{n} variant", "{n} variants")
    say(f"{questions}, {variants}: {written.path.absolute()}")
    for fault in written.faults:
        say(_("  fault: {fault}").format(fault=fault))
    _say_advice(written.advice)
    if browser:
        import webbrowser

        webbrowser.open(written.path.absolute().as_uri())
    if written.faults:
        raise CourseError(
            pgettext("preview-faults", "{n_faults} faults to put right; 'vertebra quiz build' refuses them.").format(
                n_faults=len(written.faults)
            )
        )


def export_questions(
    name: str,
    form: str,
    *,
    to: Path | None = None,
    course: Path | None = None,
    cohort: str | None = None,
    confirm: Confirm = decline,
) -> None:
    """Write a quiz or a question for another platform, with its keys."""
    from vertebra.grading import terminal
    from vertebra.quiz.export.bundle import collect
    from vertebra.quiz.export.write_questions import write

    salt = find(course).cohort_salt(cohort) if cohort else ""
    path = to or Path(f"{name}-{form}.{'xml' if form == 'moodle' else 'zip'}")
    require_folder(path, confirm)
    with terminal.progress() as progress:
        bundle = collect(name, bank_of(course), salt, progress)
    variants = terminal.count(write(bundle, form, path), "{n} variant", "{n} variants")
    questions = terminal.count(len(bundle.questions), "{n} question", "{n} questions")
    say(f"{questions}, {variants}: {path.absolute()}")
    say(
        _(
            "The file holds every key: it is for the instructor. Don't hand it out, and don't put it where "
            "students can read."
        )
    )
    for question, why in bundle.left_out.items():
        say(_("  left out: {question}, since {why}").format(question=question, why=why))
