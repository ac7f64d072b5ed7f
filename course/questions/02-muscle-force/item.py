"""A balance of moments about L1: weights in front of the spine against the muscles behind it."""

import random
from typing import Any

from vertebra import tables
from vertebra.models.mechanics.loads import GRAVITY_N_PER_KG, LoadingTask, spinal_load
from vertebra.patient import Patient


def generate(rng: random.Random) -> dict[str, Any]:
    """A person who stands upright with a weight in the hands; lever arms in whole centimetres."""
    patient = Patient(70, rng.choice(["female", "male"]), height_cm=170, weight_kg=rng.randrange(48, 91))
    held_kg, reach_cm = rng.randrange(3, 16), rng.randrange(20, 46)
    task = spinal_load(patient, LoadingTask("hold", "holding", 0, held_kg, 10 * reach_cm), "L1")
    return {
        "sex": patient.sex,
        "trunk_n": round(task.weight_n),
        "trunk_arm_cm": round(tables.value("trunk_lean_mm") / 10),
        "held_kg": held_kg,
        "held_n": round(held_kg * GRAVITY_N_PER_KG),
        "reach_cm": reach_cm,
        "muscle_arm_cm": round(tables.value("muscle_arm_mm") / 10),
    }
