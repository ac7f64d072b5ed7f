"""Share of the lost height that stays, from the model of the balloon."""

import random
from typing import Any

from vertebra.models import fracture
from vertebra.models.procedure.cavity import create_cavity
from vertebra.patient import mrs_a
from vertebra.views import question_pictures as pictures

VOXEL_MM = 2.0


def generate(rng: random.Random) -> dict[str, Any]:
    """The heights of a procedure with so much in each balloon."""
    load_n = float(rng.randrange(150, 451, 50))
    fractured = fracture.of_patient(mrs_a(), "L1", VOXEL_MM)
    found = create_cavity(fractured, rng.randrange(12, 21) / 5, "both sides", load_n)
    names = ("before_mm", "broken_mm", "full_mm", "after_mm")
    return {name: round(one.anterior_mm, 1) for name, one in zip(names, found.heights, strict=True)}


def picture(values: dict[str, Any]) -> Any:
    """The four heights as bars."""
    names = {"before": "before_mm", "broken": "broken_mm", "balloons full": "full_mm", "let down": "after_mm"}
    return pictures.bars_picture({name: values[key] for name, key in names.items()}, "Front height, mm", printed=True)
