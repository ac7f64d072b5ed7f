"""A CT of L1 with few Hounsfield units beside a DXA that is lifted by osteophytes."""

import random
from typing import Any

from vertebra.models import anatomy, bone
from vertebra.patient import Patient, Vertebra
from vertebra.views.axial_ct import axial_with_roi

VOXEL_MM, KVP_KEV = 2.0, 68
T_SCORES = range(-36, -27)
"""Thin bone: its core reads less than what makes osteoporosis likely."""


def generate(rng: random.Random) -> dict[str, Any]:
    """A person, the core of L1, and a DXA that reads too high."""
    values = {
        "_age_years": rng.randrange(68, 84),
        "_sex": rng.choice(["female", "male"]),
        "_t": rng.choice(T_SCORES) / 10,
        "_seed": rng.randrange(1, 10_000),
    }
    person = f"{'woman' if values['_sex'] == 'female' else 'man'} of {values['_age_years']}"
    return values | {
        "person": person,
        "t_text": f"−{rng.randrange(3, 10) / 10:.1f}",
        "hu": round(bone.measure_hu(_body(values), KVP_KEV)),
    }


def picture(values: dict[str, Any]) -> Any:
    """The slice with the region of interest."""
    return axial_with_roi(_body(values))


def _body(values: dict[str, Any]) -> Vertebra:
    patient = Patient(values["_age_years"], values["_sex"], t_score=values["_t"], seed=values["_seed"])
    return anatomy.build(patient, "L1", VOXEL_MM)
