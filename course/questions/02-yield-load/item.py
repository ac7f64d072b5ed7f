"""Strength by yielded volume: a table of loads and of the share of the bone that has yielded, from the solver."""

import random
from typing import Any

from vertebra.models import anatomy
from vertebra.models.mechanics import compress
from vertebra.patient import Patient
from vertebra.views import question_pictures as pictures

VOXEL_MM = 3.0
STEPS = (0.78, 0.9, 0.96, 1.04, 1.12)
"""Loads of the table as shares of the strength: none of them is the answer."""


def generate(rng: random.Random) -> dict[str, Any]:
    """A vertebra, five loads that close in on its strength, and how much of it has yielded at each."""
    patient = Patient(
        age_years=rng.randrange(60, 86),
        sex=rng.choice(["female", "male"]),
        t_score=rng.randrange(-38, -9) / 10,
        seed=rng.randrange(1, 10_000),
    )
    forward_mm = rng.randrange(0, 7)
    state = compress(anatomy.build(patient, "L1", VOXEL_MM), load_n=1000, forward_mm=forward_mm)
    effort = state.yield_ratio[state.test.specimen.tissue]
    limit_n = state.strength_by_criterion_n["pistoia"]
    shift = rng.randrange(-2, 3) / 100
    loads = [10 * round((step + shift) * limit_n / 10) for step in STEPS]
    return {
        "age_years": patient.age_years,
        "sex": patient.sex,
        "forward_mm": forward_mm,
        "loads_n": loads,
        "yielded_percent": [round(100 * float((effort * load / 1000 >= 1).mean()), 2) for load in loads],
    }


def picture(values: dict[str, Any]) -> Any:
    """The rows of the table as a curve."""
    line = ("", values["loads_n"], values["yielded_percent"])
    return pictures.curve_picture([line], "Load, N", "Yielded, %", levels={"2%": 2}, points=True)
