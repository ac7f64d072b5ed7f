"""A strength from the solver, and a limit for the factor of risk."""

import random
from typing import Any

from vertebra.models import anatomy
from vertebra.models.mechanics import compress
from vertebra.patient import Patient

VOXEL_MM = 3.0


def generate(rng: random.Random) -> dict[str, Any]:
    """A person, the strength of L1, and how much of it may be used."""
    female = rng.random() < 0.6
    patient = Patient(
        rng.randrange(62, 86), "female" if female else "male", t_score=rng.randrange(-34, -9) / 10,
        seed=rng.randrange(1, 10_000),
    )  # fmt: skip
    strength = compress(anatomy.build(patient, "L1", VOXEL_MM), load_n=1000).strength_n
    return {
        "person": f"{'woman' if female else 'man'} of {patient.age_years}",
        "pronoun": "she" if female else "he",
        "strength_n": 10 * round(strength / 10),
        "limit": rng.choice([0.5, 0.6, 0.7, 0.8]),
    }
