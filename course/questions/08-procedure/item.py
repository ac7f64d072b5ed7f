"""A vertebroplasty that is replayed: waiting, injecting and moving the needle in a vertebra drawn for each student."""

import random
from typing import Any

PEOPLE = (
    (68, "female", -2.6, 3),
    (74, "female", -3.1, 5),
    (79, "male", -2.4, 8),
    (83, "female", -2.9, 11),
    (71, "male", -3.0, 2),
)
"""Age, sex, T-score, texture: few, so that a class does not wait while vertebrae are loaded until they break."""


def generate(rng: random.Random) -> dict[str, Any]:
    """Whose vertebra, where the needle lies, and how old the cement is."""
    age_years, sex, t_score, texture = rng.choice(PEOPLE)
    return {
        "age_years": age_years,
        "sex": sex,
        "t_score": t_score,
        "texture": texture,
        "depth_mm": rng.randrange(10, 17),
        "mixed_min": rng.choice([2, 2.5, 3]),
    }
