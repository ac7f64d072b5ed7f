"""A lateral view of a fresh fracture of one of three shapes."""

import random
from typing import Any

from vertebra.models import anatomy, fracture
from vertebra.models.experiments import question_scenes as scenes
from vertebra.patient import Patient
from vertebra.views import question_pictures as pictures

VOXEL_MM = 2.5
WORDS = {
    "wedge": "L1 is low in front, and its back wall stands.",
    "biconcave": "Both endplates of L1 are sunken in the middle, while its front and back stand.",
    "crush": "L1 is as low in front as in the middle and behind.",
}


def generate(rng: random.Random) -> dict[str, Any]:
    """A shape and a person."""
    shape = rng.choice(list(WORDS))
    sex = rng.choice(["female", "male"])
    age_years = rng.randrange(62, 86)
    return {
        "_shape": shape,
        "_loss": rng.randrange(32, 46),
        "_sex": sex,
        "_age_years": age_years,
        "_seed": rng.randrange(1, 10_000),
        "person": f"{'woman' if sex == 'female' else 'man'} of {age_years}",
        "words": WORDS[shape],
    }


def picture(values: dict[str, Any]) -> Any:
    """The lateral view."""
    patient = Patient(values["_age_years"], values["_sex"], t_score=-2.6, seed=values["_seed"])
    intact = anatomy.build(patient, "L1", VOXEL_MM)
    body = fracture.of_vertebra(intact, shape=values["_shape"], loss_percent=values["_loss"]).fractured
    return pictures.screens_picture(scenes.radiographs(patient, body))
