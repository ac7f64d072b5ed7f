"""What a learner is told after a self-check: why, option by option, and the answer when it is right or asked for."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from vertebra.quiz.question.kinds import Score, kind_of
from vertebra.quiz.question.question import QuestionVariant
from vertebra.quiz.question.render_item import sentence_html
from vertebra.quiz.question.score import score
from vertebra.quiz.release.release import public, secret
from vertebra.texts import _

HEADLINES = {
    "right": "✓ Right.",
    "partly": _("± Partly right: a choice is missing, or one too many is in."),
    "wrong": _("✗ Not yet. Read why, and try again."),
    "unreadable": _("✗ This can't be read."),
    "noted": _("Your prediction is noted. What happens:"),
    "by hand": _("Compare your answer with this one:"),
    "shown": _("The answer:"),
}
MARKS = {True: "✓", False: "✗"}


def feedback_for_answer(item: QuestionVariant, value: Any) -> dict[str, Any]:
    """Return feedback on what was chosen, and on everything once the answer is right.

    Parameters
    ----------
    item : QuestionVariant
    value : Any
        The answer as the browser sent it.

    Returns
    -------
    dict
        `per_option` maps an option's released id to its sentence, `feedback` is HTML, `complete` says that nothing is
        left to show.
    """
    got = _scored(item, value)
    chosen = {option_id for option_id in (value if isinstance(value, list) else [value]) if isinstance(option_id, str)}
    if got.verdict == "noted":
        return _told("noted", [kind_of(item.question.kind).after_answer(item)], _reasons(item, chosen, neutral=True))
    if got.verdict == "by hand":
        return _told("by hand", [got.right_answer, item.explanation], {})
    if got.verdict == "right":
        reasons = _reasons(item, None)
        return _told("right", got.feedback if not reasons else [item.explanation], reasons)
    reasons = _reasons(item, chosen)
    sentences = [sentence for sentence in got.feedback if sentence != item.explanation]
    headline = "partly" if got.verdict == "partly" and reasons else got.verdict
    feedback = _told(headline, [] if reasons else sentences, reasons, complete=False)
    if got.verdict == "partly" and not reasons:
        feedback["headline"] = _("± Partly right.")
    return feedback


def reveal_answer(item: QuestionVariant) -> dict[str, Any]:
    """The right answer, and why, for who asked to be shown it."""
    right = kind_of(item.question.kind).right_text(secret(item, ""))
    reasons = _reasons(item, None)
    return _told("shown", [right, item.feedback.get("right", ""), item.explanation], reasons)


def _scored(item: QuestionVariant, value: Any) -> Score:
    key = {"kind": item.question.kind, "points": 1, "variants": [{**secret(item, ""), "public": public(item, "")}]}
    return score(key, 0, value)


def _reasons(item: QuestionVariant, chosen: set[Any] | None, neutral: bool = False) -> dict[str, Any]:
    return {
        option["id"]: {
            "text": option["feedback"],
            "tone": "noted" if neutral else "right" if option["right"] else "wrong",
            "mark": "›" if neutral else MARKS[option["right"]],
        }
        for option in secret(item, "").get("options", ())
        if option.get("feedback") and (chosen is None or option["id"] in chosen)
    }


def _told(verdict: str, sentences: Sequence[str], reasons: dict[str, Any], complete: bool = True) -> dict[str, Any]:
    return {
        "verdict": verdict,
        "headline": HEADLINES.get(verdict, _("Answer first.")),
        "feedback": [sentence_html(sentence) for sentence in sentences if sentence],
        "per_option": reasons,
        "complete": complete,
    }
