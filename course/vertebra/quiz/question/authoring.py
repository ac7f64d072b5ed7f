"""A new question from the template folder of its kind, and a new quiz: a teacher's own, in the course folder."""

from __future__ import annotations

import shutil
from pathlib import Path

from vertebra.errors import CourseError
from vertebra.paths import QUESTIONS, require
from vertebra.quiz.question.bank import ID, QUIZ_ID, Bank, same_name
from vertebra.quiz.question.kinds import KINDS
from vertebra.quiz.storage import write_atomic
from vertebra.texts import _, pgettext

FIRST_KIND = next(iter(KINDS))
TEMPLATE = "TEMPLATE"
"""How the name of a template's folder begins."""
RESERVED = ("decisions", "quizzes", "questions")
"""Names that a course folder uses for something else."""
QUIZ_TITLE = "{name}: what it is about"
QUIZ = """# A quiz of your own. Students see title, minutes and intro; nothing here is a secret.
title = "{title}"
minutes = 15
intro = "Every answer is saved as you give it, and you can change it until you submit."

# Names of question folders, your own (in ../questions) and those that the course ships, in the order of asking.
items = [
]
"""


def templates(root: Path = QUESTIONS) -> dict[str, Path]:
    """The template folder of each kind that has one."""
    folders = {path.name.removeprefix("TEMPLATE-"): path for path in sorted(require(root).glob("TEMPLATE-*"))}
    return {FIRST_KIND: root / TEMPLATE, **folders}


def new_question(question_id: str, kind: str, course_folder: Path, bank: Bank, template_root: Path = QUESTIONS) -> Path:
    """Make the folder of a new question in `questions/` of `course_folder` from its kind's template, and return it.

    Raises
    ------
    CourseError
        Where the name can't be one, is taken in `bank`, or there is no such template; nothing is overwritten.
    """
    if not ID.fullmatch(question_id):
        raise CourseError(
            pgettext(
                "bad-question-name",
                "{question_id} can't name a question. Use small letters, digits and '-', such as 02-balloon.",
            ).format(question_id=repr(question_id))
        )
    known, kind = templates(template_root), kind or FIRST_KIND
    if kind not in known:
        raise CourseError(
            pgettext("no-such-template", "There is no template for the kind {kind}. There are: {known}.").format(
                kind=repr(kind), known=", ".join(known)
            )
        )
    target = course_folder / "questions" / question_id
    if target.exists() or question_id in bank.question_ids():
        where = target if target.exists() else bank.question(question_id)
        raise CourseError(
            pgettext(
                "question-exists", "There is a question {question_id} already, {where}. Give another name."
            ).format(question_id=repr(question_id), where=where)
        )
    staging = target.with_name(f".{question_id}.new")
    shutil.rmtree(staging, ignore_errors=True)
    target.parent.mkdir(exist_ok=True)
    shutil.copytree(known[kind], staging, ignore=shutil.ignore_patterns("__pycache__"))
    staging.rename(target)
    return target


def new_quiz(name: str, course_folder: Path, bank: Bank) -> Path:
    """Write the definition of a new quiz into `quizzes/` of `course_folder`, and return its file.

    Raises
    ------
    CourseError
        Where the name can't be one or is taken; nothing is overwritten.
    """
    if not QUIZ_ID.fullmatch(name) or any(same_name(name, reserved) for reserved in RESERVED):
        raise CourseError(
            _("{name} can't name a quiz. Use letters, digits, '-' and '_', such as Mid1.").format(name=repr(name))
        )
    taken = next((known for known in bank.quiz_ids() if same_name(known, name)), None)
    if taken:
        raise CourseError(
            _("There is a quiz {taken} already, {quiz}. Give another name.").format(
                taken=repr(taken), quiz=bank.quiz(taken)
            )
        )
    if (course_folder / "source" / name).exists():
        raise CourseError(
            _("{course_folder} is an assignment of yours. Give another name.").format(
                course_folder=course_folder / "source" / name
            )
        )
    path = course_folder / "quizzes" / f"{name}.toml"
    write_atomic(path, QUIZ.format(title=QUIZ_TITLE.format(name=name)).encode("utf-8"))
    return path
