"""Build a quiz for a cohort: source, key, nbgrader's release, and the exchange that students fetch from."""

from __future__ import annotations

import json
import os
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from vertebra import checked_json, former_order
from vertebra.errors import CourseError
from vertebra.grading.course_folder import item_figures, nbgrader_api
from vertebra.grading.course_folder.folder import PRIVATE_FILE, Course, exchange_folder, load_config, read_quiz_file
from vertebra.quiz.bank_checks.check_bank import own_question_advice
from vertebra.quiz.question.bank import Source
from vertebra.quiz.release import check, leak_check, quiz_notebook
from vertebra.quiz.release import release as notebooks
from vertebra.quiz.release.release_file import RELEASE_FILE, ReleasedQuiz
from vertebra.quiz.storage import write_atomic
from vertebra.texts import _, join, pgettext

MAX_FAULTS_LISTED = 12


@dataclass(frozen=True)
class Built:
    """A quiz that students can fetch: its release, items and points. `exchange` is None where there is no exchange."""

    quiz: str
    release: str
    items: int
    points: float
    folder: Path
    exchange: Path | None
    changed: bool
    advice: list[str]
    """What a teacher's own questions break of the rules of items; it stops nothing."""


def build(
    course: Course,
    quiz: str,
    cohort: str,
    *,
    replace_release: bool = False,
    questions: Source | None = None,
    progress: notebooks.ProgressCallback = notebooks.no_progress,
) -> Built:
    """Build a quiz for a cohort and release it; again with the same questions it changes nothing.

    Parameters
    ----------
    course
        The course folder.
    quiz
        The quiz.
    cohort
        For whom it is: another cohort gets other variants.
    replace_release
        Replace a release that students may have fetched.
    questions
        The questions to take, those of the course if None.
    progress
        Called with the progress.

    Raises
    ------
    CourseError
        Where a question or the quiz has a fault, anything that would be handed out holds an answer, or, unless
        `replace_release`, the quiz has been released and would now be another.
    """
    bank, salt = questions or course.bank, course.cohort_salt(cohort)
    defined = notebooks.definition(quiz, bank)
    _refuse_other_assignment(course, quiz)
    examination = check.Examination(salt, bank)
    released, key = notebooks.release(defined, salt, bank, progress, examine=examination.look_at)
    raise_on_leaks(examination.faults(defined), quiz)
    key["cohort"] = cohort
    notebook = quiz_notebook.build(released)
    raise_on_leaks(leak_check.notebook_faults(notebook, released, key), quiz)
    with course.locked():
        before = _current(course, quiz)
        changed = before is None or before["release"] != released["release"] or before != key
        _refuse_former_names(quiz, before, key)
        if before is not None and before["release"] != released["release"] and not replace_release:
            raise CourseError(
                pgettext(
                    "release-would-change",
                    "The quiz {quiz} has been built as release {release}, and would now be another, {new_release}: "
                    "students who have fetched it would answer the old one. Add --again to build it all the same; "
                    "answers to the old release are still scored by its own key.",
                ).format(quiz=quiz, release=before["release"], new_release=released["release"])
            )
        _write(course, quiz, released, key, notebook, before)
        if changed or not _is_out(course, quiz, released):
            nbgrader_api.run_step(course, "generate_assignment", quiz, force=True)
            _check_release(course, quiz, released, key)
            _hand_out(course, quiz)
    points = sum(item["points"] for item in released["items"])
    shared = exchange_path(course, quiz) if nbgrader_api.has_exchange() else None
    handed_out = (quiz, released["release"], len(released["items"]), points, course.release(quiz), shared, changed)
    return Built(*handed_out, own_question_advice(defined.items, bank))


def _refuse_former_names(quiz: str, before: dict[str, Any] | None, now: dict[str, Any]) -> None:
    """Raise CourseError where the quiz was handed out with names from before the lessons' order changed.

    Built over it, what students handed in to the former one could not be graded any more.
    """
    if before is not None and any(item["id"] in former_order.QUESTIONS for item in before["items"]):
        raise CourseError(
            pgettext(
                "former-quiz",
                "{quiz} of this course is “{then}”, handed out before the lessons’ order changed; today the name means "
                "“{now}”. What students hand in is graded as before. Build today’s in a course folder of its own.",
            ).format(quiz=quiz, then=before["title"], now=now["title"])
        )


def _refuse_other_assignment(course: Course, quiz: str) -> None:
    """Raise CourseError where the teacher has an assignment of this name that is no quiz.

    Its source would be overwritten.
    """
    source = course.root / "source" / quiz
    if source.exists() and not course.key_file(quiz).exists() and not (source / "quiz.json").exists():
        raise CourseError(
            pgettext(
                "assignment-not-a-quiz",
                "{source} is an assignment of yours that is no quiz. Give the quiz another name.",
            ).format(source=source)
        )


def raise_on_leaks(faults: list[str], quiz: str) -> None:
    """Raise CourseError naming the faults, if there are any."""
    if faults:
        more = len(faults) - MAX_FAULTS_LISTED
        rest = _("; and {more} more").format(more=more) if more > 0 else ""
        raise CourseError(
            pgettext("quiz-not-released", "The quiz {quiz} was not released: {faults}{rest}.").format(
                quiz=quiz, faults=join(*faults[:MAX_FAULTS_LISTED], between="; "), rest=rest
            )
        )


def exchange_path(course: Course, quiz: str) -> Path:
    """The folder in the exchange from which students fetch `quiz`."""
    return exchange_folder(course) / str(load_config(course).CourseDirectory.course_id) / "outbound" / quiz


def _current(course: Course, quiz: str) -> dict[str, Any] | None:
    return course.key(quiz) if course.key_file(quiz).exists() else None


def _write(
    course: Course,
    quiz: str,
    released: dict[str, Any],
    key: dict[str, Any],
    notebook: Any,
    before: dict[str, Any] | None,
) -> None:
    """The source folder and the key. The key of an earlier release is kept: answers to it may still come in."""
    import nbformat

    source = course.root / "source" / quiz
    if before is not None and before["release"] != key["release"]:
        write_json(course.keys / f"{quiz}.{before['release']}.json", before)
    item_figures.keep_figures(course, released.get("pictures", {}))
    write_json(course.key_file(quiz), key)
    write_json(source / "quiz.json", released)
    write_atomic(source / f"{quiz}.ipynb", (nbformat.writes(notebook) + "\n").encode("utf-8"))


def write_json(path: Path, document: dict[str, Any]) -> None:
    """Write a document that only the teacher may read, in one step."""
    write_atomic(path, (json.dumps(document, indent=1, sort_keys=True, ensure_ascii=False) + "\n").encode("utf-8"))
    path.chmod(PRIVATE_FILE)


def _check_release(course: Course, quiz: str, released: dict[str, Any], key: dict[str, Any]) -> None:
    """Look at what nbgrader made, byte by byte, before anyone can fetch it.

    Raises
    ------
    CourseError
        Where it holds an answer; it is then removed.
    """
    import nbformat

    folder = course.release(quiz)
    names = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}
    faults = [
        pgettext("leak-file", "the release holds the file {name}").format(name=name)
        for name in sorted(names - {"quiz.json", f"{quiz}.ipynb"})
    ]
    notebook = nbformat.reads((folder / f"{quiz}.ipynb").read_text(encoding="utf-8"), as_version=4)
    try:
        handed_out = read_quiz_file(folder / RELEASE_FILE)
    except CourseError as error:
        faults.append(str(error))
    else:
        faults += leak_check.notebook_faults(notebook, handed_out, key)
        if handed_out != released:
            faults.append(_("the release's quiz.json is not the one that was built"))
    if faults:
        shutil.rmtree(folder)
        raise_on_leaks(faults, quiz)


def _is_out(course: Course, quiz: str, released: dict[str, Any]) -> bool:
    """Whether students can fetch this release already."""
    folders = [course.release(quiz)] + ([exchange_path(course, quiz)] if nbgrader_api.has_exchange() else [])
    for folder in folders:
        try:
            handed_out = checked_json.read(folder / RELEASE_FILE, ReleasedQuiz)
        except (OSError, checked_json.ShapeError):
            return False
        if handed_out.release != released["release"] or not (folder / f"{quiz}.ipynb").exists():
            return False
    return True


def _hand_out(course: Course, quiz: str) -> None:
    if not nbgrader_api.has_exchange():
        return
    # nbgrader replaces what is out only when it is told to; the folder is small, and students copy it file by file.
    if exchange_path(course, quiz).exists():
        shutil.rmtree(exchange_path(course, quiz))
    if os.access(exchange_folder(course), os.W_OK):
        nbgrader_api.run_step(course, "release_assignment", quiz)
    else:
        raise CourseError(
            _("The exchange {exchange_folder} can't be written to. Correct its modes or name another.").format(
                exchange_folder=exchange_folder(course)
            )
        )
