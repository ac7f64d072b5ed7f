"""Risk without a drug, the drug's ratio, and how many take it."""

import random
from typing import Any


def generate(rng: random.Random) -> dict[str, Any]:
    """Fractures of 1000, risk ratio and per cent."""
    return {
        "untreated": rng.randrange(120, 300, 10),
        "ratio": rng.choice([0.3, 0.35, 0.4, 0.5, 0.55]),
        "taking_percent": rng.randrange(40, 90, 5),
    }
