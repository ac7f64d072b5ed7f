"""An axial slice through the pedicles, in which one side's is to be marked."""

import random
from typing import Any

from vertebra.models import anatomy
from vertebra.patient import Patient, Vertebra
from vertebra.views import question_slices as slices

VOXEL_MM = 2.0


def generate(rng: random.Random) -> dict[str, Any]:
    """A level, a person and a side."""
    return {
        "level": rng.choice(["T11", "T12", "L1", "L2", "L3"]),
        "side": rng.choice(["right", "left"]),
        "seed": rng.randrange(1, 10_000),
    }


def body_of(values: dict[str, Any]) -> Vertebra:
    """The vertebra of the slice."""
    return anatomy.build(Patient(71, "female", t_score=-2.4, seed=values["seed"]), values["level"], VOXEL_MM)


def picture(values: dict[str, Any]) -> Any:
    """The slice at the height of the pedicles, without letters."""
    body = body_of(values)
    return slices.axial_picture(body, float(body.landmarks_mm["pedicle_right"][2]), values["seed"], letters=False)
