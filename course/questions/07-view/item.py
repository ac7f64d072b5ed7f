"""A view from behind that is true, turned or tilted."""

import random
from typing import Any

from vertebra.models import anatomy
from vertebra.models.experiments import question_scenes as scenes
from vertebra.models.imaging.geometry import CArm
from vertebra.patient import Patient
from vertebra.views import question_pictures as pictures

TURNS_DEG, TILTS_DEG = (-16, -14, -12, 12, 14, 16), (-22, -18, 18, 22)
WORDS = {
    "true": "Its endplates are single lines, and the spinous process stands midway between the pedicles.",
    "turn": "The spinous process lies much nearer to one of the pedicles.",
    "tilt": "Its endplates show two rims, and the spinous process stands midway between the pedicles.",
}


def generate(rng: random.Random) -> dict[str, Any]:
    """What is wrong with the view, by how much, and whose it is."""
    fault = rng.choice(list(WORDS))
    return {
        "_fault": fault,
        "_turn_deg": rng.choice(TURNS_DEG) if fault == "turn" else 0,
        "_tilt_deg": rng.choice(TILTS_DEG) if fault == "tilt" else 0,
        "_seed": rng.randrange(1, 10_000),
        "words": WORDS[fault],
    }


def picture(values: dict[str, Any]) -> Any:
    """The view."""
    patient = Patient(72, "female", t_score=-2.2, seed=values["_seed"])
    arm = CArm(float(values["_turn_deg"]), float(values["_tilt_deg"]), pixels=scenes.PIXELS)
    return pictures.screens_picture(scenes.radiographs(patient, anatomy.build(patient, "L1", 1.5), "AP", arm=arm))
