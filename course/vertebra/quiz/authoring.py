"""A new question from the template folder of its kind."""

from __future__ import annotations

import shutil
from pathlib import Path

from vertebra.errors import CourseError
from vertebra.paths import QUESTIONS, require
from vertebra.quiz.items import ID

FIRST_KIND = "single"


def templates(root: Path = QUESTIONS) -> dict[str, Path]:
    """The template folder of each kind that has one."""
    found = {path.name.removeprefix("TEMPLATE-"): path for path in sorted(require(root).glob("TEMPLATE-*"))}
    return {FIRST_KIND: root / "TEMPLATE", **found}


def new(question_id: str, kind: str = FIRST_KIND, root: Path = QUESTIONS, template_root: Path = QUESTIONS) -> Path:
    """Make the folder of a new question in `root` from the template of its kind, and return it.

    Raises CourseError where the name can't be one, is taken, or there is no such template; nothing is overwritten.
    """
    if not ID.fullmatch(question_id):
        raise CourseError(
            f"{question_id!r} can't name a question. Use small letters, digits and '-', such as 02-balloon."
        )
    known = templates(template_root)
    if kind not in known:
        raise CourseError(f"There is no template for the kind {kind!r}. There are: {', '.join(known)}.")
    target = root / question_id
    if target.exists():
        raise CourseError(f"{target} exists already. Give another name.")
    staging = root / f".{question_id}.new"
    shutil.rmtree(staging, ignore_errors=True)
    shutil.copytree(known[kind], staging, ignore=shutil.ignore_patterns("__pycache__"))
    staging.rename(target)
    return target
