"""A new question from the template folder of its kind, and a new quiz: a teacher's own, in the course folder."""

from __future__ import annotations

import shutil
from pathlib import Path

from vertebra.errors import CourseError
from vertebra.paths import QUESTIONS, require
from vertebra.quiz.bank import ID, QUIZ_ID, Bank, same_name
from vertebra.quiz.storage import replace_file

FIRST_KIND = "single"
RESERVED = ("decisions", "quizzes", "questions")
"""Names that a course folder uses for something else."""
QUIZ = """# A quiz of your own. Students see title, minutes and intro; nothing here is a secret.
title = "{name}: what it is about"
minutes = 15
intro = "Every answer is saved as you give it, and you can change it until you submit."

# Names of question folders, your own (in ../questions) and those that the course ships, in the order in which they are asked.
items = [
]
"""


def templates(root: Path = QUESTIONS) -> dict[str, Path]:
    """The template folder of each kind that has one."""
    found = {path.name.removeprefix("TEMPLATE-"): path for path in sorted(require(root).glob("TEMPLATE-*"))}
    return {FIRST_KIND: root / "TEMPLATE", **found}


def new_question(question_id: str, kind: str, course_folder: Path, bank: Bank, template_root: Path = QUESTIONS) -> Path:
    """Make the folder of a new question in `questions/` of `course_folder` from the template of its kind, and return it.

    Raises CourseError where the name can't be one, is taken in `bank`, or there is no such template; nothing is overwritten.
    """
    if not ID.fullmatch(question_id):
        raise CourseError(
            f"{question_id!r} can't name a question. Use small letters, digits and '-', such as 02-balloon."
        )
    known = templates(template_root)
    if kind not in known:
        raise CourseError(f"There is no template for the kind {kind!r}. There are: {', '.join(known)}.")
    target = course_folder / "questions" / question_id
    if target.exists() or question_id in bank.question_ids():
        where = target if target.exists() else bank.question(question_id)
        raise CourseError(f"There is a question {question_id!r} already, {where}. Give another name.")
    staging = target.with_name(f".{question_id}.new")
    shutil.rmtree(staging, ignore_errors=True)
    target.parent.mkdir(exist_ok=True)
    shutil.copytree(known[kind], staging, ignore=shutil.ignore_patterns("__pycache__"))
    staging.rename(target)
    return target


def new_quiz(name: str, course_folder: Path, bank: Bank) -> Path:
    """Write the definition of a new quiz into `quizzes/` of `course_folder`, and return its file.

    Raises CourseError where the name can't be one or is taken; nothing is overwritten.
    """
    if not QUIZ_ID.fullmatch(name) or any(same_name(name, one) for one in RESERVED):
        raise CourseError(f"{name!r} can't name a quiz. Use letters, digits, '-' and '_', such as Mid1.")
    taken = next((known for known in bank.quiz_ids() if same_name(known, name)), None)
    if taken:
        raise CourseError(f"There is a quiz {taken!r} already, {bank.quiz(taken)}. Give another name.")
    if (course_folder / "source" / name).exists():
        raise CourseError(f"{course_folder / 'source' / name} is an assignment of yours. Give another name.")
    path = course_folder / "quizzes" / f"{name}.toml"
    replace_file(path, QUIZ.format(name=name).encode("utf-8"))
    return path
