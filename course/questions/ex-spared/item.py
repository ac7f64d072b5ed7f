"""A list of people, their risk and a drug."""

import random
from typing import Any


def generate(rng: random.Random) -> dict[str, Any]:
    """People, risk and ratio."""
    return {
        "people": rng.randrange(120, 420, 20),
        "risk_percent": rng.randrange(14, 30),
        "ratio": rng.choice([0.3, 0.32, 0.4, 0.53]),
    }
