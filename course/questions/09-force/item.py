"""Lift by balance of forces."""

import random
from typing import Any

from vertebra import tables


def generate(rng: random.Random) -> dict[str, Any]:
    """Areas, pressure and load so that the endplate moves."""
    stiffness = round(tables.value("segment_lift_stiffness_n_per_mm"))
    load = rng.randrange(250, 451, 50)
    pressure = rng.choice([0.9, 1.0, 1.1, 1.2])
    lift = rng.randrange(8, 31) / 10
    return {
        "area_mm2": 5 * round((load + stiffness * lift) / (2 * pressure) / 5),
        "pressure_mpa": pressure,
        "load_n": load,
        "stiffness": stiffness,
    }
