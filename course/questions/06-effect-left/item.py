"""A half-life and the hours since the last dose."""

import random
from typing import Any


def generate(rng: random.Random) -> dict[str, Any]:
    """Half-life and time, h."""
    half_life_h = rng.randrange(9, 20)
    return {"half_life_h": half_life_h, "hours": round(half_life_h * rng.choice([1.2, 1.5, 1.7, 2.3, 2.6]))}
