"""The inverse-variance mean of two trials."""

import random
from typing import Any


def generate(rng: random.Random) -> dict[str, Any]:
    """Two trials that differ in result and in precision."""
    while True:
        d1, d2 = rng.randrange(0, 10) / 10, rng.randrange(12, 28) / 10
        se1, se2 = rng.choice([(0.3, 0.6), (0.4, 0.7), (0.6, 0.4), (0.35, 0.5), (0.7, 0.3), (0.5, 0.3)])
        if abs(d1 - d2) > 0.7:
            return {"d1": d1, "d2": d2, "se1": se1, "se2": se2}
