"""A kyphoplasty that is replayed: balloons and cement in a vertebra drawn for each student."""

import math
import random
from dataclasses import replace
from typing import Any

from vertebra.models import fracture, procedure
from vertebra.models.procedure import KYPHOPLASTY, BalloonAction, ProcedureOutcome, kyphoplasty
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
FILLED = (BalloonAction("inflate", GOOD_ML), BalloonAction("deflate"))


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
    within_reach = rng.choice((0.5, 0.7, 0.9)) * kyphoplasty.lift_mm(reached(values, FILLED))
    return values | {"goal_mm": math.floor(5 * within_reach) / 5}


def reached(values: dict[str, Any], actions: tuple[BalloonAction, ...]) -> ProcedureOutcome:
    """What some actions lead to in the student's vertebra."""
    person = Patient(
        values["age_years"],
        values["sex"],
        t_score=values["t_score"],
        fractures=(Fracture(values["level"], grade=2),),
        seed=values["texture"],
    )
    equipment = replace(KYPHOPLASTY, patient_position=values["lies"], mixed_minutes_ago=values["mixed_min"])
    return procedure.run(fracture.of_patient(person, values["level"], VOXEL_MM), actions, equipment)
