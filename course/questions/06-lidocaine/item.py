"""Weight, strength of the solution, with or without adrenaline."""

import random
from typing import Any


def generate(rng: random.Random) -> dict[str, Any]:
    """Weight (kg), per cent and what is added."""
    return {
        "weight_kg": rng.randrange(42, 92, 2),
        "percent": rng.choice([0.5, 1, 2]),
        "additive": rng.choice(["without adrenaline", "with adrenaline"]),
    }
