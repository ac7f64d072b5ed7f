"""Two distances."""

import random
from typing import Any


def generate(rng: random.Random) -> dict[str, Any]:
    """Near and far, cm."""
    near_cm = rng.randrange(40, 75, 5)
    return {"near_cm": near_cm, "far_cm": near_cm + rng.randrange(30, 100, 10)}
