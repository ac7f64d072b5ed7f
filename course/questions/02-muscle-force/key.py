"""The key: the compression: both weights and the muscles that hold them, N."""

from typing import Any


def key(values: dict[str, Any]) -> float:
    """The compression: both weights and the muscles that hold them, N."""
    return values["trunk_n"] + values["held_n"] + _muscle(values)


def mistakes(values: dict[str, Any]) -> dict[str, float]:
    """The weights alone, and the muscles alone."""
    return {"weights": values["trunk_n"] + values["held_n"], "muscles": _muscle(values)}


def _muscle(values: dict[str, Any]) -> float:
    moment = values["trunk_n"] * values["trunk_arm_cm"] + values["held_n"] * values["reach_cm"]
    return moment / values["muscle_arm_cm"]
