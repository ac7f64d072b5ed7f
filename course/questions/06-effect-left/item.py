"""A half-life and the hours since the last dose."""

import random
from typing import Any

import numpy as np

from vertebra.views import question_pictures as pictures


def generate(rng: random.Random) -> dict[str, Any]:
    """Half-life and time, h."""
    half_life_h = rng.randrange(9, 20)
    return {"half_life_h": half_life_h, "hours": round(half_life_h * rng.choice([1.2, 1.5, 1.7, 2.3, 2.6]))}


def picture(values: dict[str, Any]) -> Any:
    """The first half-life of the curve."""
    hours = np.linspace(0, values["half_life_h"], 60)
    line = ("", hours, 100 * 0.5 ** (hours / values["half_life_h"]))
    return pictures.curve_picture([line], "Hours since the last dose", "Left, %", levels={"half": 50})
