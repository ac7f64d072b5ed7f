"""Three vertebrae from the side, of which the upper, the middle or none has collapsed."""

import random
from typing import Any

from vertebra.models import anatomy, fracture
from vertebra.models.experiments import question_scenes as scenes
from vertebra.patient import Patient
from vertebra.views import question_pictures as pictures

VOXEL_MM = 2.5
WORDS = {
    "t12": "The upper body is lower in front than the others.",
    "l1": "The middle body is lower in front than the others.",
    "none": "All three bodies have about the same height.",
}


def generate(rng: random.Random) -> dict[str, Any]:
    """A person, and which body has collapsed by how much."""
    sex, age_years, which = rng.choice(["female", "male"]), rng.randrange(64, 88), rng.choice(list(WORDS))
    return {
        "_which": which,
        "_loss": rng.randrange(30, 45),
        "_seed": rng.randrange(1, 10_000),
        "_sex": sex,
        "_age_years": age_years,
        "person": f"{'woman' if sex == 'female' else 'man'} of {age_years}",
        "days": rng.choice(["three", "five", "eight"]),
        "words": WORDS[which],
    }


def picture(values: dict[str, Any]) -> Any:
    """The lateral view."""
    patient = Patient(values["_age_years"], values["_sex"], t_score=-2.4, seed=values["_seed"])
    bodies = {level: anatomy.build(patient, level, VOXEL_MM) for level in ("T12", "L1")}
    broken = values["_which"].upper()
    if broken in bodies:
        collapsed = fracture.of_vertebra(bodies[broken], shape="wedge", loss_percent=values["_loss"])
        bodies[broken] = collapsed.fractured
    return pictures.screens_picture(scenes.radiographs(patient, bodies["L1"], others={"T12": bodies["T12"]}))
