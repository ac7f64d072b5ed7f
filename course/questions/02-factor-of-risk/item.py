"""A factor of risk: the strength of a built vertebra, and the load of a task on the same person."""

import random
from typing import Any

from vertebra.models import anatomy
from vertebra.models.mechanics import compress
from vertebra.models.mechanics.loads import LoadingTask, spinal_load
from vertebra.patient import Patient

VOXEL_MM = 3.0


def generate(rng: random.Random) -> dict[str, Any]:
    """A person who lifts a weight; the solver gives the strength for a load at the place where lifting brings it."""
    patient = Patient(
        age_years=rng.randrange(60, 86),
        sex=rng.choice(["female", "male"]),
        t_score=rng.randrange(-38, -9) / 10,
        weight_kg=rng.randrange(50, 86),
        height_cm=rng.randrange(152, 184),
        seed=rng.randrange(1, 10_000),
    )
    held_kg = rng.randrange(4, 21)
    task = spinal_load(patient, LoadingTask("lift", "lifting", rng.randrange(20, 50), held_kg, rng.randrange(200, 400)))
    built = anatomy.build(patient, "L1", VOXEL_MM)
    strength = compress(built, load_n=task.force_n, forward_mm=task.forward_mm).strength_n
    return {
        "age_years": patient.age_years,
        "sex": patient.sex,
        "held_kg": held_kg,
        "load_n": 10 * round(task.force_n / 10),
        "strength_n": 10 * round(strength / 10),
    }
