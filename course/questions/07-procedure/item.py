"""A kyphoplasty that is replayed: balloons and cement in a vertebra drawn for each student."""

import math
import random
from functools import lru_cache
from typing import Any

from vertebra.models import ballooning as bl
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
    within_reach = rng.choice((0.5, 0.7, 0.9)) * lift_mm(setup_of(values), reached(setup_of(values), FILLED))
    return values | {"goal_mm": math.floor(5 * within_reach) / 5}


@lru_cache(maxsize=64)
def reached(setup: bl.Setup, deeds: tuple[bl.Deed, ...]) -> bl.State:
    """The state after `deeds`."""
    return bl.Replay(setup).state(deeds)


def lift_mm(setup: bl.Setup, state: bl.State) -> float:
    """The anterior height gained so far, mm."""
    return bl.heights(setup, state).anterior_mm - setup.bed.collapsed.anterior_mm


def setup_of(values: dict[str, Any]) -> bl.Setup:
    """The procedure as the student finds it."""
    person = Patient(
        values["age_years"], values["sex"], t_score=values["t_score"], fractures=(Fracture(values["level"], grade=2),),
        seed=values["texture"],
    )  # fmt: skip
    return bl.Setup(
        person, values["level"], lies=values["lies"], mixed_minutes_ago=values["mixed_min"], voxel_mm=VOXEL_MM
    )
