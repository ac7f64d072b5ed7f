"""A woman whose creatinine looks better than her kidneys are."""

import random
from typing import Any


def generate(rng: random.Random) -> dict[str, Any]:
    """Age, weight and creatinine."""
    return {
        "age_years": rng.randrange(74, 93),
        "weight_kg": rng.randrange(42, 70),
        "creatinine_umol": rng.randrange(68, 112, 2),
    }
