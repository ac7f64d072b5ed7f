"""Scoring: pure functions of key and answer."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from vertebra.errors import InputError
from vertebra.quiz.kinds import Score, kind_of
from vertebra.texts import _, ngettext

NOT_ANSWERED = _("No answer was given.")


def score(item_key: Mapping[str, Any], variant: int, answer: object, hints: int = 0) -> Score:
    """The worth of `answer` (a value from `answers.json`; None where there is none) to a variant of an item.

    `item_key` is the item's entry in key.json; `hints` taken take their share of the points away. Never raises on an answer: one that can't be read scores zero and says why.
    """
    kind = kind_of(item_key["kind"])
    secret = item_key["variants"][variant]
    points = float(item_key["points"])
    value = list(answer) if isinstance(answer, tuple) else answer
    told = [secret["explanation"]] if secret.get("explanation") else []
    right = kind.right_text(secret)
    if kind.is_blank(value):
        return Score(0.0, points, "blank", (NOT_ANSWERED, *told), right_answer=right)
    public = secret["public"]
    try:
        read = kind.read(public, value)
    except InputError as error:
        return Score(0.0, points, "unreadable", (str(error), *told), str(error), str(value)[:200], right)
    earned = kind.score(secret, points, read)
    earned = less_hints(earned, public.get("hints", ()), hints)
    return replace(earned, feedback=(*earned.feedback, *told), answer=kind.text(public, read), right_answer=right)


def less_hints(earned: Score, hints: Sequence[Mapping[str, Any]], taken: int) -> Score:
    """What is left of a score after the first `taken` of an item's `hints`; never below zero."""
    paid = list(hints)[:taken]
    cost = earned.max_points * sum(hint["cost"] for hint in paid)
    if not paid or not earned.max_points:
        return earned
    said = ngettext(
        "{n} hint taken: {cost} of {most} points less.", "{n} hints taken: {cost} of {most} points less.", len(paid)
    ).format(n=len(paid), cost=f"{cost:.4g}", most=f"{earned.max_points:.4g}")
    left = round(max(0.0, earned.points - cost), 4)
    return replace(earned, points=left, feedback=(*earned.feedback, said), note=f"{earned.note} {said}".strip())


def answer_text(item: Mapping[str, Any], variant: int, answer: object) -> str:
    """The answer in words from the released item alone; an empty text where there is none or it can't be read."""
    kind = kind_of(item["kind"])
    value = list(answer) if isinstance(answer, tuple) else answer
    if kind.is_blank(value):
        return ""
    public = item["variants"][variant]
    try:
        return kind.text(public, kind.read(public, value))
    except InputError:
        return str(value)[:200]
