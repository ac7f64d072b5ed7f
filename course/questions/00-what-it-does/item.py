"""An axial slice in which a part is to be marked by what it does."""

import random
from typing import Any

from vertebra.models import anatomy
from vertebra.patient import Patient, Vertebra
from vertebra.views import question_slices as slices

VOXEL_MM = 2.0
TASKS = {
    "body": "carries most of the weight from above",
    "canal": "holds and protects the cord or the nerve roots",
    "pedicle": "joins body and arch on the patient's {side}",
}


def generate(rng: random.Random) -> dict[str, Any]:
    """A level, a person, a part and, of two alike, a side."""
    part, side = rng.choice(list(TASKS)), rng.choice(["right", "left"])
    return {
        "level": rng.choice(["T11", "T12", "L1", "L2", "L3"]),
        "task": TASKS[part].format(side=side),
        "_part": part,
        "_side": side,
        "_seed": rng.randrange(1, 10_000),
    }


def body_of(values: dict[str, Any]) -> Vertebra:
    """The vertebra of the slice."""
    return anatomy.build(Patient(71, "female", t_score=-2.4, seed=values["_seed"]), values["level"], VOXEL_MM)


def picture(values: dict[str, Any]) -> Any:
    """The slice at the height of the pedicles."""
    body = body_of(values)
    return slices.axial_picture(body, float(body.landmarks_mm["pedicle_right"][2]), values["_seed"])
