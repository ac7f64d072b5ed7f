"""Six-point heights of a collapsed body between its neighbours, measured on the model's geometry."""

import random
from typing import Any

from vertebra.models import anatomy, fracture
from vertebra.patient import Patient

VOXEL_MM = 2.5
LOSSES = (range(8, 16), range(21, 25), range(28, 37), range(44, 55))
"""Losses to draw from, in percent, so that every grade comes about as often."""
CLEAR = 1.6
"""How far (percent) a loss stays from a grade's limit: reading errors then change no grade."""


def generate(rng: random.Random) -> dict[str, Any]:
    """A patient whose L1 has collapsed, and the heights of T12 and L2; drawn anew where a grade would be a matter of luck."""
    while True:
        values = _drawn(rng)
        loss, limits = key(values), (20.0, 25.0, 40.0)
        if min(abs(loss - limit) for limit in limits) > CLEAR and loss > 3:
            return values


def key(values: dict[str, Any]) -> float:
    """The largest loss of a height against the mean of the neighbours, in percent."""
    return max(_losses(values))


def mistakes(values: dict[str, Any]) -> dict[str, float]:
    """The height that is left, and the loss against the body's own back wall."""
    now = values["l1_mm"]
    wrong = {"left": 100 - key(values), "own-back": 100 * (1 - min(now) / now[2])}
    return {name: value for name, value in wrong.items() if abs(value - key(values)) > 5}


def _losses(values: dict[str, Any]) -> list[float]:
    rows = zip(values["l1_mm"], values["t12_mm"], values["l2_mm"], strict=True)
    return [100 * (1 - now / ((above + below) / 2)) for now, above, below in rows]


def _drawn(rng: random.Random) -> dict[str, Any]:
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
    }


def _rounded(heights: fracture.VertebralHeights) -> list[float]:
    return [round(one, 1) for one in (heights.anterior_mm, heights.middle_mm, heights.posterior_mm)]
