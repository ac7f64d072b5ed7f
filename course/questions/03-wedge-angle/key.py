"""The key: the angle in degrees."""

import math
from typing import Any


def key(values: dict[str, Any]) -> float:
    """The angle in degrees."""
    return math.degrees(math.atan((values["back_mm"] - values["front_mm"]) / values["depth_mm"]))


def mistakes(values: dict[str, Any]) -> dict[str, float]:
    """The loss in percent, the loss in millimetres, and the slope in percent."""
    lost_mm = values["back_mm"] - values["front_mm"]
    wrong = {
        "percent": 100 * lost_mm / values["back_mm"],
        "millimetres": lost_mm,
        "radians-as-gradient": 100 * lost_mm / values["depth_mm"],
    }
    return {name: value for name, value in wrong.items() if abs(value - key(values)) > 2.5}
