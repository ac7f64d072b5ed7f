"""A kyphoplasty that is replayed: balloons and cement in a vertebra drawn for each student."""

import math
import random
from dataclasses import replace
from functools import lru_cache
from typing import Any

from vertebra.errors import InputError
from vertebra.models import ballooning as bl
from vertebra.models import kyphoplasty
from vertebra.patient import Fracture, Patient

VOXEL_MM = 3.0
PEOPLE = (
    (68, "female", -2.6, 3, "L1"),
    (74, "female", -2.8, 5, "T12"),
    (79, "male", -2.4, 8, "L1"),
    (83, "female", -2.7, 11, "L1"),
    (71, "male", -3.0, 2, "T12"),
)
"""Age, sex, T-score, texture, level: few, so that a class does not wait while vertebrae are loaded until they break."""
GOOD_ML = 3.0
FILLED = (bl.Deed("inflate", GOOD_ML), bl.Deed("down"))


def generate(rng: random.Random) -> dict[str, Any]:
    """Whose vertebra, how the patient lies, which level is broken, and how much height is to be kept."""
    age_years, sex, t_score, texture, level = rng.choice(PEOPLE)
    values = {
        "age_years": age_years,
        "sex": sex,
        "t_score": t_score,
        "texture": texture,
        "level": level,
        "lies": rng.choice(("prone", "prone, spine extended")),
        "mixed_min": rng.randrange(5, 9),
    }
    within_reach = rng.choice((0.5, 0.7, 0.9)) * _lift_mm(_setup(values), _reached(_setup(values), FILLED))
    return values | {"goal_mm": math.floor(5 * within_reach) / 5}


def key(values: dict[str, Any]) -> list[dict[str, Any]]:
    """Fill well, let down, and fill the hollows."""
    setup = _setup(values)
    hollow = kyphoplasty.hollow_ml(bl.shape(setup, _reached(setup, FILLED)))
    return [
        {"do": "fill", "ml_each": GOOD_ML},
        {"do": "let down"},
        {"do": "cement", "ml_each": round(hollow / 2, 1)},
    ]


def replay(values: dict[str, Any], actions: list[dict[str, Any]]) -> dict[str, Any]:
    """Each thing that a supervisor looks at is an equal part of the points; without cement there are none."""
    setup = _setup(values)
    try:
        state = _reached(setup, tuple(_deed(action) for action in actions))
    except InputError as error:
        return {"share": 0.0, "feedback": str(error), "summary": "refused"}
    lift = _lift_mm(setup, state)
    found = [
        replace(one, good=lift >= values["goal_mm"]) if one.name == "Height" else one for one in bl.assess(setup, state)
    ]
    told = " ".join(f"{one.name}: {one.words}." for one in found)
    share = sum(one.good for one in found) / len(found) if state.filled else 0.0
    return {"share": share, "feedback": told, "summary": f"{lift:.1f} mm of height kept"}


@lru_cache(maxsize=64)
def _reached(setup: bl.Setup, deeds: tuple[bl.Deed, ...]) -> bl.State:
    return bl.Replay(setup).state(deeds)


def _lift_mm(setup: bl.Setup, state: bl.State) -> float:
    return bl.heights(setup, state).anterior_mm - setup.bed.collapsed.anterior_mm


def _setup(values: dict[str, Any]) -> bl.Setup:
    person = Patient(
        values["age_years"], values["sex"], t_score=values["t_score"], fractures=(Fracture(values["level"], grade=2),),
        seed=values["texture"],
    )  # fmt: skip
    return bl.Setup(
        person, values["level"], lies=values["lies"], mixed_minutes_ago=values["mixed_min"], voxel_mm=VOXEL_MM
    )


def _deed(action: dict[str, Any]) -> bl.Deed:
    if action["do"] == "fill":
        return bl.Deed("inflate", action["ml_each"])
    if action["do"] == "let down":
        return bl.Deed("down")
    if action["do"] == "wait":
        return bl.Deed("wait", 60 * action["minutes"])
    return bl.Deed("cement", round(action["ml_each"] / bl.CEMENT_STEP_ML) * bl.CEMENT_STEP_ML)
