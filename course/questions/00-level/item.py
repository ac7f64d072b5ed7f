"""An axial slice whose level is to be told from size, pedicles and their angle."""

import random
from typing import Any

from vertebra import tables
from vertebra.models import anatomy
from vertebra.patient import Patient
from vertebra.views import question_slices as slices

LEVELS = ("T8", "T12", "L2", "L5")


def generate(rng: random.Random) -> dict[str, Any]:
    """A level and a person; the picture in numbers, for who can't see it."""
    level = rng.choice(LEVELS)
    row = tables.table("pedicles").row("level", level)
    return {
        "_level": level,
        "_seed": rng.randrange(1, 10_000),
        "words": f"The pedicles are {float(row['width_mm']):.0f} mm wide.",
    }


def picture(values: dict[str, Any]) -> Any:
    """The slice at the height of the pedicles, with a scale."""
    body = anatomy.build(Patient(71, "female", t_score=-2.4, seed=values["_seed"]), values["_level"], 2.0)
    return slices.axial_picture(body, float(body.landmarks_mm["pedicle_right"][2]), values["_seed"], scale=True)
