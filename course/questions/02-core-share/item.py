"""What the core carries at mid-height: read from the solver's curve of the shell's share."""

import random
from typing import Any

import numpy as np

from vertebra.models import anatomy
from vertebra.models.mechanics import compress
from vertebra.patient import Patient

VOXEL_MM = 2.5


def generate(rng: random.Random) -> dict[str, Any]:
    """A vertebra that is loaded in its middle."""
    values: dict[str, Any] = {
        "age_years": rng.randrange(55, 90),
        "sex": rng.choice(["female", "male"]),
        "t_score": rng.randrange(-40, 1) / 10,
        "texture": rng.randrange(1, 10_000),
        "load_n": 50 * rng.randrange(12, 41),
    }
    return {**values, "shell_percent": round(100 * _shell_fraction(values))}


def _shell_fraction(values: dict[str, Any]) -> float:
    patient = Patient(values["age_years"], values["sex"], t_score=values["t_score"], seed=values["texture"])
    state = compress(anatomy.build(patient, "L1", VOXEL_MM), load_n=values["load_n"])
    z_mm, share = state.shell_fraction()
    return float(np.interp(0.0, z_mm, share))
