"""Fill fraction from volumes."""

import random
from typing import Any


def generate(rng: random.Random) -> dict[str, Any]:
    """A body, an injection and a leak."""
    return {
        "body_ml": rng.randrange(14, 25),
        "porosity": rng.choice([0.85, 0.88, 0.9, 0.92]),
        "injected_ml": rng.randrange(25, 61) / 10,
        "leaked_ml": rng.randrange(3, 10) / 10,
    }
