"""How far a tip misses by a wrong angle."""

import random
from typing import Any


def generate(rng: random.Random) -> dict[str, Any]:
    """An angle and a depth."""
    return {"angle_deg": rng.randrange(2, 13), "deep_mm": rng.randrange(30, 91, 5)}
