"""Creatinine clearance by Cockcroft and Gault, about the limit for zoledronate."""

import random
from typing import Any


def generate(rng: random.Random) -> dict[str, Any]:
    """Age, weight, sex and creatinine."""
    return {
        "person": rng.choice(["woman", "man"]),
        "age_years": rng.randrange(68, 90),
        "weight_kg": rng.randrange(44, 82, 2),
        "creatinine_umol": rng.randrange(70, 160, 5),
    }
