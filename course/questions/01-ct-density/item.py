"""Trabecular density by QCT: a vertebra is built and measured, two rods of a phantom give the line."""

import random
from typing import Any

from vertebra.models import anatomy, bone
from vertebra.models.bone.measure import hounsfield_hu
from vertebra.patient import Patient, Vertebra
from vertebra.views import question_slices as slices
from vertebra.views.axial_ct import axial_with_roi

ROD_MG_CM3 = 200
VOXEL_MM = 2.0


def generate(rng: random.Random) -> dict[str, Any]:
    """A patient, the CT number of the core of her vertebra, and a scanner with its own energy and offset."""
    sex = rng.choice(["female", "male"])
    age_years = rng.randrange(55, 85)
    t_score = rng.randrange(-36, 1) / 10
    texture = rng.randrange(1, 10_000)
    energy_kev = rng.randrange(60, 77)
    offset_hu = rng.choice([-14, -12, -10, 10, 12, 14, 16])
    built = _body({"age_years": age_years, "sex": sex, "t_score": t_score, "texture": texture})
    rod_hu = hounsfield_hu(ROD_MG_CM3, 0, energy_kev) - hounsfield_hu(0, 0, energy_kev)
    return {
        "age_years": age_years,
        "sex": sex,
        "t_score": t_score,
        "texture": texture,
        "rod_0_hu": offset_hu,
        "rod_200_hu": round(offset_hu + rod_hu),
        "roi_hu": round(offset_hu + bone.measure_hu(built, energy_kev)),
    }


def picture(values: dict[str, Any]) -> Any:
    """The slice with the region of interest and what it reads."""
    return slices.with_reading(axial_with_roi(_body(values)), f"ROI mean {values['roi_hu']:g} HU")


def _body(values: dict[str, Any]) -> Vertebra:
    patient = Patient(values["age_years"], values["sex"], t_score=values["t_score"], seed=values["texture"])
    return anatomy.build(patient, "L1", VOXEL_MM)
