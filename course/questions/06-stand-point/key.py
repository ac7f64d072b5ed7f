"""The key: on the detector's side, at eye height, from one step to a metre and a half away."""

from typing import Any

from vertebra.models.experiments import question_scenes as scenes

NEAR_CM, FAR_CM, EYES_UP_CM, EYES_DOWN_CM = 45.0, 150.0, 22.0, 22.0


def key(values: dict[str, Any]) -> dict[str, Any]:
    """A strip at the height of the eyes, on the detector's side."""
    return _strip(values, -1 if values["_angle_deg"] > 0 else 1)


def regions(values: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """The same strip on the tube's side."""
    return {"tube": _strip(values, 1 if values["_angle_deg"] > 0 else -1)}


def _strip(values: dict[str, Any], side: int) -> dict[str, Any]:
    low, high = values["eye_cm"] - EYES_DOWN_CM, values["eye_cm"] + EYES_UP_CM
    corners = [(side * NEAR_CM, low), (side * FAR_CM, low), (side * FAR_CM, high), (side * NEAR_CM, high)]
    return {"corners": [list(scenes.place_in_room(*corner)) for corner in corners]}
