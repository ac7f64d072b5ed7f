"""A true view from behind, in which one pedicle is to be marked."""

import random
from typing import Any

from vertebra.models import anatomy
from vertebra.models.experiments import question_scenes as scenes
from vertebra.patient import Patient, Vertebra
from vertebra.views import question_pictures as pictures


def generate(rng: random.Random) -> dict[str, Any]:
    """A person and a side."""
    return {"side": rng.choice(["right", "left"]), "seed": rng.randrange(1, 10_000)}


def patient_of(values: dict[str, Any]) -> Patient:
    """Whose spine it is."""
    return Patient(73, "female", t_score=-2.3, seed=values["seed"])


def body_of(values: dict[str, Any]) -> Vertebra:
    """Her L1."""
    return anatomy.build(patient_of(values), "L1", 1.5)


def picture(values: dict[str, Any]) -> Any:
    """The view."""
    return pictures.screens_picture(scenes.radiographs(patient_of(values), body_of(values), "AP"))
