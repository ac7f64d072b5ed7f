"""The key: the body that has collapsed, by where the column puts it."""

from typing import Any

import numpy as np

from vertebra.models.experiments import question_scenes as scenes
from vertebra.models.imaging.spine_assembly import assemble_spine

from .item import PLACES, bodies

DEPTH_MM, HEIGHT_MM = 13.0, 9.0
"""Half of the region's depth and height."""


def key(values: dict[str, Any]) -> dict[str, float]:
    """The collapsed body."""
    return _regions(values)[values["_place"]]


def regions(values: dict[str, Any]) -> dict[str, dict[str, float]]:
    """The two other bodies; the middle one, where it is not the answer, counts as wrong without a name."""
    return {
        name: one for name, one in _regions(values).items() if name != values["_place"] and name in ("upper", "lower")
    }


def _regions(values: dict[str, Any]) -> dict[str, dict[str, float]]:
    patient, found = bodies(values)
    ready = {body.level: body for body in found.values()}
    levels = [found[name].level for name in PLACES]
    placed = assemble_spine(patient, levels, values["_middle"], ready, 1.25)
    rx, ry = scenes.size_in_view("lateral", DEPTH_MM, HEIGHT_MM)
    places = {}
    for name, one in zip(PLACES, placed, strict=True):
        y_mm, z_mm = one.to_column(np.zeros(2))
        x, y = scenes.place_in_view("lateral", [0.0, float(y_mm), float(z_mm)])
        places[name] = {"x": x, "y": y, "rx": rx, "ry": ry}
    return places
