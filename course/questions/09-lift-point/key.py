"""The key: a strip of the picture about the volume at which the lift leaves zero."""

from typing import Any

from vertebra.views import question_pictures as pictures

from .item import inflation, start_ml

HALF_WIDTH_ML = 0.16
EARLY_ML, LATE_ML = 0.6, 3.0
MIN_LIFT_MM = 1.0


def key(values: dict[str, Any]) -> dict[str, Any]:
    """The strip."""
    at = start_ml(inflation(values["_density"], values["_half_mm"]))
    left, right = (pictures.volume_place(volume) for volume in (at - HALF_WIDTH_ML, at + HALF_WIDTH_ML))
    return {"corners": [[left, 0.02], [right, 0.02], [right, 0.98], [left, 0.98]]}


def accepts(values: dict[str, Any]) -> bool:
    """Whether the lift begins well inside the curve, and is clear to see."""
    found = inflation(values["_density"], values["_half_mm"])
    return EARLY_ML < start_ml(found) < LATE_ML and float(found.lift_mm[-1]) > MIN_LIFT_MM
