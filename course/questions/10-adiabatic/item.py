"""The adiabatic rise."""

import random
from typing import Any


def generate(rng: random.Random) -> dict[str, Any]:
    """Heat, capacity, start."""
    return {
        "heat_j_ml": rng.randrange(165, 226, 5),
        "capacity": rng.choice([1.7, 1.8, 1.9, 2.0]),
        "start_c": rng.randrange(18, 38),
    }
