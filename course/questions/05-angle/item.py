"""How far a tip misses by a wrong angle."""

import math
import random
from typing import Any


def generate(rng: random.Random) -> dict[str, Any]:
    """An angle and a depth."""
    return {"angle_deg": rng.randrange(2, 13), "deep_mm": rng.randrange(30, 91, 5)}


def key(values: dict[str, Any]) -> float:
    """By the sine."""
    return values["deep_mm"] * math.sin(math.radians(values["angle_deg"]))


def mistakes(values: dict[str, Any]) -> dict[str, float]:
    """One for one."""
    return {"degrees": float(values["angle_deg"])}
