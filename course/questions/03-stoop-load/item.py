"""More muscle force because the weight above a vertebra has moved forward."""

import random
from typing import Any

from vertebra import tables
from vertebra.models import spine
from vertebra.models.mechanics.loads import TASKS, spinal_load
from vertebra.patient import Patient


def generate(rng: random.Random) -> dict[str, Any]:
    """A woman's weight above L2, and how far two wedges bring it forward, half of it made up for."""
    patient = Patient(74, "female", height_cm=170, weight_kg=rng.randrange(48, 82))
    posture = spine.posture_change({"T11": rng.randrange(8, 16), "L1": rng.randrange(10, 20)})
    before_cm = round(tables.value("trunk_lean_mm") / 10, 1)
    return {
        "weight_n": round(spinal_load(patient, TASKS["stand"], "L2").weight_n),
        "before_cm": before_cm,
        "after_cm": round(before_cm + posture.plumb_line_mm / 20, 1),
        "arm_cm": round(tables.value("muscle_arm_mm") / 10),
    }
