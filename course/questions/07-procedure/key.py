"""The key: fill well, let down, and fill the hollows."""

from dataclasses import replace
from typing import Any

from vertebra.errors import InputError
from vertebra.models import ballooning as bl
from vertebra.models import kyphoplasty

from .item import FILLED, GOOD_ML, lift_mm, reached, setup_of


def key(values: dict[str, Any]) -> list[dict[str, Any]]:
    """Fill well, let down, and fill the hollows."""
    setup = setup_of(values)
    hollow = kyphoplasty.hollow_ml(bl.shape(setup, reached(setup, FILLED)))
    return [
        {"do": "fill", "ml_each": GOOD_ML},
        {"do": "let down"},
        {"do": "cement", "ml_each": round(hollow / 2, 1)},
    ]


def replay(values: dict[str, Any], actions: list[dict[str, Any]]) -> dict[str, Any]:
    """Each thing that a supervisor looks at is an equal part of the points; without cement there are none."""
    setup = setup_of(values)
    try:
        state = reached(setup, tuple(_deed(action) for action in actions))
    except InputError as error:
        return {"share": 0.0, "feedback": str(error), "summary": "refused"}
    lift = lift_mm(setup, state)
    found = [
        replace(one, good=lift >= values["goal_mm"]) if one.name == "Height" else one for one in bl.assess(setup, state)
    ]
    told = " ".join(f"{one.name}: {one.words}." for one in found)
    share = sum(one.good for one in found) / len(found) if state.filled else 0.0
    return {"share": share, "feedback": told, "summary": f"{lift:.1f} mm of height kept"}


def _deed(action: dict[str, Any]) -> bl.Deed:
    if action["do"] == "fill":
        return bl.Deed("inflate", action["ml_each"])
    if action["do"] == "let down":
        return bl.Deed("down")
    if action["do"] == "wait":
        return bl.Deed("wait", 60 * action["minutes"])
    return bl.Deed("cement", round(action["ml_each"] / bl.CEMENT_STEP_ML) * bl.CEMENT_STEP_ML)
