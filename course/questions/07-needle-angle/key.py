"""The key: by the sine."""

import math
from typing import Any


def key(values: dict[str, Any]) -> float:
    """By the sine."""
    return values["deep_mm"] * math.sin(math.radians(values["angle_deg"]))


def mistakes(values: dict[str, Any]) -> dict[str, float]:
    """One for one."""
    return {"degrees": float(values["angle_deg"])}
