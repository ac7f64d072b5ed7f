"""A lateral view of a body that has lost a known share of its height."""

import random
from typing import Any

from vertebra.models import anatomy, fracture
from vertebra.models.experiments import question_scenes as scenes
from vertebra.patient import Patient, Vertebra
from vertebra.views import question_pictures as pictures

VOXEL_MM = 2.5
LOSSES = {"none": range(0, 11), "mild": range(21, 24), "moderate": range(29, 36), "severe": range(46, 58)}
"""Losses of each grade, in percent, far enough from its limits to be seen."""


def generate(rng: random.Random) -> dict[str, Any]:
    """A grade, a shape and a person; the heights in numbers, for who can't see them."""
    grade = rng.choice(list(LOSSES))
    sex = rng.choice(["female", "male"])
    age_years = rng.randrange(62, 86)
    loss = rng.choice(LOSSES[grade])
    return {
        "_grade": grade,
        "_loss": loss,
        "_shape": rng.choice(["wedge", "wedge", "biconcave"]),
        "_sex": sex,
        "_age_years": age_years,
        "_seed": rng.randrange(1, 10_000),
        "person": f"{'woman' if sex == 'female' else 'man'} of {age_years}",
        "words": f"The lowest height of L1 is {100 - loss}% of that of its neighbours.",
    }


def patient_of(values: dict[str, Any]) -> Patient:
    """Whose spine it is."""
    return Patient(values["_age_years"], values["_sex"], t_score=-2.6, seed=values["_seed"])


def body_of(values: dict[str, Any]) -> Vertebra:
    """L1 as it is now."""
    intact = anatomy.build(patient_of(values), "L1", VOXEL_MM)
    if not values["_loss"]:
        return intact
    return fracture.of_vertebra(intact, shape=values["_shape"], loss_percent=values["_loss"]).fractured


def picture(values: dict[str, Any]) -> Any:
    """The lateral view."""
    return pictures.screens_picture(scenes.radiographs(patient_of(values), body_of(values)))
