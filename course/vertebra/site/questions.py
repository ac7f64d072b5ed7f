"""Questions of a lesson for a page without Python: what is asked, and what is answered to everything that may be said.

Self-checks and predictions are for the learner alone and carry their key (see decision 0461). `marking.js` marks; what
depends on nothing but the option chosen is worked out here, by the same function that answers in JupyterLab.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Callable, Collection, Iterable, Mapping
from typing import Any

from vertebra.errors import CourseError
from vertebra.quiz.question import figures
from vertebra.quiz.question.kinds import kind_of
from vertebra.quiz.question.numeric.unit_names import tables as unit_tables
from vertebra.quiz.question.question import QuestionVariant, load
from vertebra.quiz.question.render_item import html, item_for_browser, sentence_html
from vertebra.quiz.release.release import public, secret
from vertebra.quiz.release.variants import shuffle_options, variants_of
from vertebra.quiz.session import progress
from vertebra.quiz.session.feedback import HEADLINES, feedback_for_answer, reveal_answer
from vertebra.texts import _, pgettext

ORDER = "page"
"""In place of a learner's name: options stand in the same order for everybody."""


def page_data(names: Iterable[str]) -> dict[str, Any]:
    """Return what `site_questions.js` needs to ask and mark these questions."""
    return {
        "questions": {name: [_variant(item) for item in variants_of(load(name))] for name in names},
        "headlines": {**HEADLINES, "partly without reasons": _("± Partly right.")},
        "units": unit_tables(),
    }


def catalogue(names: Collection[str]) -> list[dict[str, Any]]:
    """Return the lessons with those of these questions that they ask, as the learner's own page reads them."""
    lessons = [
        {
            **lesson,
            "page": lesson["page"].replace(".ipynb", ".html"),
            "items": [item for item in lesson["items"] if item["id"] in names],
        }
        for lesson in progress.catalogue()
    ]
    return [lesson for lesson in lessons if lesson["items"]]


def _variant(item: QuestionVariant) -> dict[str, Any]:
    return {"item": _asked(item), "key": key_of(item)}


def _asked(item: QuestionVariant) -> dict[str, Any]:
    """An item as the quiz's component asks it."""
    question = item.question
    shown = public(shuffle_options(item, ORDER), "")
    released = {"id": question.id, "kind": question.kind, "title": question.title, "points": 0, "variants": [shown]}
    pictures = {}
    if figures.is_released_as_picture(item):
        pictures = {shown["figure"]["picture"]: base64.b64encode(figures.released(item)).decode()}
    return {
        **item_for_browser(released, 0, pictures),
        "label": kind_of(question.kind).self_check_label(),
        "parametric": question.count > 1,
        "confidence": not kind_of(question.kind).manually_graded,
        "taken": [],
    }


def key_of(item: QuestionVariant) -> dict[str, Any]:
    """Return what `marking.js` marks an answer by.

    Raises
    ------
    CourseError
        For a kind that no page can mark.
    """
    marking = kind_of(item.question.kind).page_marking
    if not marking:
        sentence = pgettext("kind-not-in-a-page", "A question of the kind {kind} can't be marked in a page.")
        raise CourseError(sentence.format(kind=item.question.kind))
    return {
        "marking": marking,
        "shown": reveal_answer(item),
        "hints": [html(hint.text) for hint in item.hints],
        "version": _version(item),
        **_KEYS[marking](item),
    }


def _version(item: QuestionVariant) -> str:
    """A mark of what is asked: an answer kept under another is one to a question that has changed."""
    return hashlib.sha256(repr(public(item, "")).encode()).hexdigest()[:12]


def _choice(item: QuestionVariant) -> dict[str, Any]:
    ids = [option["id"] for option in public(item, "")["options"]]
    return {"results": {option_id: feedback_for_answer(item, option_id) for option_id in ids}}


def _free_text(item: QuestionVariant) -> dict[str, Any]:
    return {"result": feedback_for_answer(item, "?")}


def _multiple(item: QuestionVariant) -> dict[str, Any]:
    right = [option["id"] for option in secret(item, "")["options"] if option["right"]]
    return {"right": right, "all_right": feedback_for_answer(item, right)}


def _numeric(item: QuestionVariant) -> dict[str, Any]:
    key = secret(item, "")
    said = {name: sentence_html(text) for name, text in key["feedback"].items()}
    mistakes = [{"value": m["value"], "feedback": sentence_html(m["feedback"])} for m in key["mistakes"]]
    numbers = {name: key[name] for name in ("value", "tolerance", "unit", "give_unit", "units")}
    return {**numbers, "feedback": said, "mistakes": mistakes, **_explanation(item)}


def _ordering(item: QuestionVariant) -> dict[str, Any]:
    steps = secret(item, "")["order"]
    sentences = {step["id"]: sentence_html(f"{step['text']} – {step['because']}") for step in steps}
    return {"order": [step["id"] for step in steps], "sentences": sentences, **_explanation(item)}


def _point(item: QuestionVariant) -> dict[str, Any]:
    key = secret(item, "")
    said = {name: sentence_html(text) for name, text in key["feedback"].items()}
    places = {name: key[name] for name in ("target", "near", "regions")}
    return {**places, "feedback": said, **_explanation(item)}


def _explanation(item: QuestionVariant) -> Mapping[str, str]:
    return {"explanation": sentence_html(item.explanation) if item.explanation else ""}


_KEYS: Mapping[str, Callable[[QuestionVariant], dict[str, Any]]] = {
    "choice": _choice,
    "choices": _multiple,
    "number": _numeric,
    "order": _ordering,
    "place": _point,
    "words": _free_text,
}
"""By `Kind.page_marking`."""
