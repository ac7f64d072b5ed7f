"""The key: fill well, let down, and fill the hollows."""

from dataclasses import replace
from typing import Any

from vertebra.errors import InputError
from vertebra.models import procedure
from vertebra.models.procedure import BalloonAction, kyphoplasty
from vertebra.models.procedure.cavity import cavity_ml
from vertebra.models.procedure.former_actions import former_balloon_actions
from vertebra.quiz import wording

from .item import FILLED, GOOD_ML, reached


def key(values: dict[str, Any]) -> list[dict[str, Any]]:
    """Fill well, let down, and fill the hollows."""
    hollow = cavity_ml(reached(values, FILLED).body)
    return [
        {"do": "fill", "ml_each": GOOD_ML},
        {"do": "let down"},
        {"do": "cement", "ml_each": round(hollow / 2, 1)},
    ]


def replay(values: dict[str, Any], actions: list[dict[str, Any]]) -> dict[str, Any]:
    """Each thing that a supervisor looks at is an equal part of the points; without cement there are none."""
    try:
        outcome = reached(values, former_balloon_actions([_in_words(action) for action in actions]))
    except InputError as error:
        return {"share": 0.0, "feedback": error.text, "summary": "refused"}
    lift = kyphoplasty.lift_mm(outcome)
    found = [
        replace(one, passed=lift >= values["goal_mm"]) if one.criterion == "height" else one
        for one in procedure.assess(outcome)
    ]
    share = sum(one.passed for one in found) / len(found) if outcome.cement_given else 0.0
    return {"share": share, "feedback": wording.assessment_sentences(found), "summary": f"{lift:.1f} mm of height kept"}


def _in_words(action: dict[str, Any]) -> tuple[str, float]:
    if action["do"] == "fill":
        return "inflate", action["ml_each"]
    if action["do"] == "let down":
        return "down", 0.0
    if action["do"] == "wait":
        return "wait", 60 * action["minutes"]
    step = BalloonAction.CEMENT_STEP_ML
    return "cement", round(action["ml_each"] / step) * step
