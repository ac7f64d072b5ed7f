"""The angle between the endplates of a wedge, from its two walls and its depth."""

import math
import random
from typing import Any


def generate(rng: random.Random) -> dict[str, Any]:
    """A wedge of 6 to 24 degrees, its walls rounded as a radiograph gives them."""
    depth_mm, back_mm = rng.randrange(29, 36), rng.randrange(240, 285) / 10
    front_mm = round(back_mm - depth_mm * math.tan(math.radians(rng.randrange(6, 25))), 1)
    return {"depth_mm": depth_mm, "back_mm": back_mm, "front_mm": front_mm}


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
