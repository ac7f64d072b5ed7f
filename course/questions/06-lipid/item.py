"""A weight."""

import random
from typing import Any


def generate(rng: random.Random) -> dict[str, Any]:
    """Weight, kg."""
    return {"weight_kg": rng.randrange(44, 98, 2)}
