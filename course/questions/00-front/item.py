"""A slice, axial or sagittal, as it is usually shown, on its head, or mirrored."""

import random
from typing import Any

from vertebra.models import anatomy
from vertebra.patient import Patient
from vertebra.views import question_slices as slices

EDGES = ("top", "bottom", "left", "right")
OPPOSITE = {"top": "lower", "bottom": "upper", "left": "right", "right": "left"}


def generate(rng: random.Random) -> dict[str, Any]:
    """A level, a person and the edge that is the front."""
    edge = rng.choice(EDGES)
    plane = "axial" if edge in ("top", "bottom") else "sagittal"
    return {
        "level": rng.choice(["T12", "L1", "L2", "L3"]),
        "_edge": edge,
        "_seed": rng.randrange(1, 10_000),
        "words": f"A slice in {plane} plane. The spinous process points to the {OPPOSITE[edge]} edge.",
    }


def picture(values: dict[str, Any]) -> Any:
    """The slice, with its front at the edge."""
    body = anatomy.build(Patient(69, "female", t_score=-2.0, seed=values["_seed"]), values["level"], 1.5)
    if values["_edge"] in ("left", "right"):
        return slices.sagittal_picture(body, values["_seed"], front_left=values["_edge"] == "left")
    height_mm = float(body.landmarks_mm["pedicle_right"][2])
    figure = slices.axial_picture(body, height_mm, values["_seed"], letters=False)
    if values["_edge"] == "bottom":
        figure.axes[0].invert_yaxis()
    return figure
