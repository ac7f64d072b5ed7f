"""Six-point heights of a collapsed body between its neighbours, measured on the model's geometry."""

import random
from typing import Any

from vertebra.models import anatomy, fracture
from vertebra.models.experiments import question_scenes as scenes
from vertebra.patient import Patient
from vertebra.views import question_pictures as pictures

VOXEL_MM = 2.5
LOSSES = (range(8, 16), range(21, 25), range(28, 37), range(44, 55))
"""Losses to draw from, in percent, so that every grade comes about as often."""


def generate(rng: random.Random) -> dict[str, Any]:
    """A patient whose L1 has collapsed, and the heights of T12 and L2."""
    patient = Patient(
        age_years=rng.randrange(60, 88),
        sex=rng.choice(["female", "male"]),
        t_score=rng.randrange(-38, -9) / 10,
        seed=rng.randrange(1, 10_000),
    )
    shape, loss = rng.choice(fracture.SHAPES), rng.choice(rng.choice(LOSSES))
    collapsed = fracture.of_vertebra(anatomy.build(patient, "L1", VOXEL_MM), shape=shape, loss_percent=loss).fractured
    above, below = (fracture.morphometry_heights(anatomy.build(patient, level, VOXEL_MM)) for level in ("T12", "L2"))
    return {
        "sex": patient.sex,
        "age_years": patient.age_years,
        "t12_mm": _rounded(above),
        "l1_mm": _rounded(fracture.morphometry_heights(collapsed)),
        "l2_mm": _rounded(below),
        "_patient": (patient.age_years, patient.sex, patient.t_score, patient.seed),
        "_shape": shape,
        "_loss": loss,
    }


def _rounded(heights: fracture.VertebralHeights) -> list[float]:
    return [round(one, 1) for one in (heights.anterior_mm, heights.middle_mm, heights.posterior_mm)]


def picture(values: dict[str, Any]) -> Any:
    """The lateral radiograph of the body, with its three heights."""
    age_years, sex, t_score, seed = values["_patient"]
    patient = Patient(age_years=age_years, sex=sex, t_score=t_score, seed=seed)
    intact = anatomy.build(patient, "L1", VOXEL_MM)
    body = fracture.of_vertebra(intact, shape=values["_shape"], loss_percent=values["_loss"]).fractured
    heights = dict(zip(("anterior", "middle", "posterior"), values["l1_mm"], strict=True))
    return pictures.screens_picture(scenes.radiographs(patient, body), scenes.height_calipers(body, heights))
