"""Every variant of a question or a quiz on one page, with key, hints and what each answer is told: for authors only."""

from __future__ import annotations

import base64
from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from vertebra.grading.autograde.render_html import render, write_page
from vertebra.grading.course_folder.item_figures import with_point_and_target
from vertebra.quiz.bank_checks.check_bank import own_question_advice
from vertebra.quiz.question.bank import SHIPPED, Source, as_bank
from vertebra.quiz.question.figures import as_png, picture
from vertebra.quiz.question.kinds import kind_of
from vertebra.quiz.question.question import QuestionVariant, load
from vertebra.quiz.question.score import score
from vertebra.quiz.release import check
from vertebra.quiz.release.release import definition, public, secret
from vertebra.quiz.release.variants import option_token, shuffle_options, variants_of

NOT_SHOWN = ("blank", "nonsense")
SALT = ""


@dataclass(frozen=True)
class Preview:
    """What was written, and how much is on it."""

    path: Path
    questions: int
    variants: int
    faults: list[str]
    advice: list[str]
    """What a teacher's own questions break of the rules of items."""


def write(name: str, path: Path, source: Source = SHIPPED) -> Preview:
    """Write the page of the quiz or question `name` to `path`.

    Raises
    ------
    CourseError
        If there is neither, or it fails.
    """
    bank = as_bank(source)
    is_quiz = bank.has_quiz(name)
    names = definition(name, bank).items if is_quiz else (name,)
    shown = [_question(name, bank) for name in names]
    faults = [fault for name in names for fault in check.question_faults(name, SALT, bank)]
    if is_quiz:
        faults += check.definition_faults(definition(name, bank), bank)
    advice = own_question_advice(names, bank)
    title = definition(name, bank).title if is_quiz else name
    page = render("preview.html", title=title, questions=shown, faults=faults, advice=advice)
    write_page(path, page)
    return Preview(path, len(shown), sum(len(item["variants"]) for item in shown), faults, advice)


def _question(question_id: str, source: Source) -> dict[str, Any]:
    question = load(question_id, source)
    return {
        "id": question.id,
        "kind": question.kind,
        "title": question.title,
        "points": question.points,
        "objective": question.objective,
        "lesson_section": question.lesson_section,
        "sources": question.sources,
        "variants": [_variant(item) for item in variants_of(question, SALT)],
    }


def _variant(item: QuestionVariant) -> dict[str, Any]:
    kept, shown = secret(item, SALT), public(shuffle_options(item, SALT), SALT)
    return {
        "shown": shown,
        "number": item.index + 1,
        "stem": item.stem,
        "picture": _picture(item),
        "key_picture": _key_picture(item, kept),
        "alt": item.figure.alt if item.figure else "",
        "options": kept.get("options", ()),
        "right": kind_of(item.question.kind).right_text({**kept, "public": shown}),
        "tolerance": kept.get("tolerance"),
        "rubric": kept.get("rubric", ()),
        "hints": shown.get("hints", ()),
        "answers": _answers(item, {**kept, "public": shown}),
        "explanation": item.explanation,
        "reveal": kind_of(item.question.kind).after_answer(item),
    }


def _answers(item: QuestionVariant, entry: dict[str, Any]) -> list[dict[str, Any]]:
    """What each answer that the kind tries its variants with earns, and is told."""
    key = {"kind": item.question.kind, "points": item.question.points, "variants": [entry]}
    texts = []
    for name, answers in (
        kind_of(item.question.kind).examples(item, partial(option_token, SALT, item.question.id, item.index)).items()
    ):
        if name in NOT_SHOWN:
            continue
        for answer in answers:
            got = score(key, 0, answer)
            feedback = [sentence for sentence in got.feedback if sentence != item.explanation]
            row = {"name": name, "answer": got.answer, "points": got.points, "feedback": feedback}
            if row not in texts:  # Several ways of writing one answer are shown as one.
                texts.append(row)
    return texts


def _picture(item: QuestionVariant) -> str:
    """The picture as base64."""
    return "" if item.figure is None else base64.b64encode(as_png(picture(item))).decode("ascii")


def _key_picture(item: QuestionVariant, secret: Mapping[str, Any]) -> str:
    """The picture with the region of the right answer in it; empty where a picture holds none."""
    place = kind_of(item.question.kind).place(secret, None, "")
    return with_point_and_target(_picture(item), place) if place and item.figure else ""
