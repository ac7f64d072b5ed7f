"""Three vertebrae from the side, one of them collapsed."""

import random
from typing import Any

from vertebra.models import anatomy, fracture
from vertebra.models.experiments import question_scenes as scenes
from vertebra.patient import Patient, Vertebra
from vertebra.views import question_pictures as pictures

VOXEL_MM = 2.5
PLACES = {"upper": -1, "middle": 0, "lower": 1}
LEVELS = ("T12", "L1", "L2", "L3", "L4")


def generate(rng: random.Random) -> dict[str, Any]:
    """Whose spine it is, which body has collapsed, into which shape and by how much."""
    place, shape = rng.choice(list(PLACES)), rng.choice(["wedge", "biconcave", "crush"])
    sex = rng.choice(["female", "male"])
    age_years = rng.randrange(66, 88)
    return {
        "_place": place,
        "_shape": shape,
        "_loss": rng.randrange(30, 48),
        "_seed": rng.randrange(1, 10_000),
        "_sex": sex,
        "_age_years": age_years,
        "_middle": rng.choice(LEVELS[1:4]),
        "person": f"{'woman' if sex == 'female' else 'man'} of {age_years}",
        "weeks": rng.choice(["two weeks", "three weeks", "a month"]),
        "words": f"The {place} body is lower than the two others.",
    }


def bodies(values: dict[str, Any]) -> tuple[Patient, dict[str, Vertebra]]:
    """The patient, and the three bodies by place, the collapsed one among them."""
    patient = Patient(values["_age_years"], values["_sex"], t_score=-2.6, seed=values["_seed"])
    at = LEVELS.index(values["_middle"])
    found = {name: anatomy.build(patient, LEVELS[at + step], VOXEL_MM) for name, step in PLACES.items()}
    broken = fracture.of_vertebra(
        found[values["_place"]], shape=values["_shape"], loss_percent=values["_loss"]
    ).fractured
    return patient, found | {values["_place"]: broken}


def picture(values: dict[str, Any]) -> Any:
    """The lateral view."""
    patient, found = bodies(values)
    others = {found[name].level: found[name] for name in ("upper", "lower")}
    return pictures.screens_picture(scenes.radiographs(patient, found["middle"], others=others))
