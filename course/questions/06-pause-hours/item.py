"""A direct anticoagulant and a creatinine clearance on one side of 50 mL/min or the other."""

import random
from typing import Any


def generate(rng: random.Random) -> dict[str, Any]:
    """Drug and clearance, away from the limits themselves."""
    return {
        "drug": rng.choice(["apixaban", "dabigatran"]),
        "clearance_ml_min": rng.choice([*range(32, 48, 2), *range(54, 92, 4)]),
    }
