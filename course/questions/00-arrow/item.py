"""A sagittal slice with a cross on one of four places."""

import random
from typing import Any

from vertebra.models import anatomy
from vertebra.patient import Patient, Vertebra
from vertebra.views import question_slices as slices

WORDS = {
    "body": "the middle of the block in front",
    "canal": "the dark space behind the block",
    "spinous": "the bony plate at the very back",
    "vein": "the gap in the middle of the back wall of the block",
}


def generate(rng: random.Random) -> dict[str, Any]:
    """A person and a place; the place in words for who can't see it."""
    place = rng.choice(list(WORDS))
    return {"_place": place, "_seed": rng.randrange(1, 10_000), "words": WORDS[place]}


def place_mm(body: Vertebra, place: str) -> tuple[float, float]:
    """How far in front and how high a place lies."""
    vein, spinous = body.landmarks_mm["foramen"], body.landmarks_mm["spinous_tip"]
    canal_mm = 8.0
    places = {
        "body": (0.0, 0.0),
        "canal": (vein[1] - canal_mm, 0.0),
        "spinous": (0.75 * spinous[1], 0.75 * spinous[2]),
        "vein": (vein[1] + 1.5, vein[2]),
    }
    y, z = places[place]
    return float(y), float(z)


def picture(values: dict[str, Any]) -> Any:
    """The slice with its cross."""
    body = anatomy.build(Patient(71, "female", t_score=-2.0, seed=values["_seed"]), "L1", 1.25)
    return slices.sagittal_picture(body, values["_seed"], cross_mm=place_mm(body, values["_place"]))
