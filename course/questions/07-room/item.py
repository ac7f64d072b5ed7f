"""Room for a needle in a pedicle, from the tables of the course."""

import random
from typing import Any

from vertebra import tables
from vertebra.models import anatomy
from vertebra.models.procedure.options import outer_diameter_mm
from vertebra.patient import Patient
from vertebra.views import question_slices as slices

LEVELS = ("T8", "T9", "T10", "T11", "T12", "L1", "L2", "L3", "L4", "L5")


def generate(rng: random.Random) -> dict[str, Any]:
    """A level and a needle."""
    level = rng.choice(LEVELS)
    row = tables.table("pedicles").row("level", level)
    return {
        "level": level,
        "width_mm": float(row["width_mm"]),
        "needle_mm": outer_diameter_mm(rng.choice([10, 11, 13])),
    }


def picture(values: dict[str, Any]) -> Any:
    """An axial slice through the pedicles."""
    body = anatomy.build(Patient(74, "female", t_score=-2.8, seed=5), values["level"], 2.0)
    right = body.landmarks_mm["pedicle_right"]
    figure = slices.axial_picture(body, float(right[2]), seed=len(values["level"]), scale=True)
    return slices.with_caliper(figure, right[:2], values["width_mm"])
