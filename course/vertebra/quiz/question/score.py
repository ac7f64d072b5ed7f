"""Scoring: pure functions of key and answer. See decision 0182."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from vertebra.errors import InputError
from vertebra.quiz.question.kinds import Quoting, Score, kind_of
from vertebra.texts import _, pgettext

NOT_ANSWERED = pgettext("no-answer", "No answer was given.")


def score(item_key: Mapping[str, Any], variant: int, answer: object) -> Score:
    """The score of an answer to a variant of an item. Never raises on an answer: one that can't be read scores zero.

    Parameters
    ----------
    item_key
        The item's entry in key.json. Hints cost nothing: who owns answers.json could take any cost off again.
    variant
        The variant's number, from 0.
    answer
        A value from `answers.json`; None where there is none.
    """
    kind = kind_of(item_key["kind"])
    secret = item_key["variants"][variant]
    points = float(item_key["points"])
    value = list(answer) if isinstance(answer, tuple) else answer
    feedback = [secret["explanation"]] if secret.get("explanation") else []
    right = kind.right_text(secret)
    if kind.is_blank(value):
        return Score(0.0, points, "blank", (NOT_ANSWERED, *feedback), right_answer=right)
    public = secret["public"]
    try:
        read = kind.read(public, value)
    except InputError as error:
        said = Quoting.of(error.text)
        return Score(0.0, points, "unreadable", (said, *feedback), _("it can't be read"), str(value)[:200], right)
    earned = kind.score(secret, points, read)
    return replace(earned, feedback=(*earned.feedback, *feedback), answer=kind.text(public, read), right_answer=right)


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
