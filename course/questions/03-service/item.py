"""Fractures spared because more people take a drug."""

import random
from typing import Any

from vertebra.models.epidemiology import risk


def generate(rng: random.Random) -> dict[str, Any]:
    """A hospital, a risk like that of people with one fracture, and takers before and after."""
    person = risk.RiskProfile(rng.randrange(66, 82), "female", rng.choice([-1.5, -1.0, -0.5]), 1, 0.0)
    now = rng.randrange(10, 36, 5)
    return {
        "patients": rng.randrange(150, 501, 50),
        "risk_percent": round(100 * risk.risk_within(person, 3).value),
        "ratio": risk.treatment_effect(rng.choice(["alendronate", "zoledronate"])).risk_ratio.value,
        "now_percent": now,
        "then_percent": now + rng.randrange(25, 51, 5),
    }
