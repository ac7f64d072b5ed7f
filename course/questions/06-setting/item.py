"""Time left in the bone, by the rule that the course's cements obey."""

import random
from typing import Any

from vertebra.models.cement import cement_named, minutes_left

BODY_C = 37.0


def generate(rng: random.Random) -> dict[str, Any]:
    """Minutes that have passed."""
    return {"setting_min": 13, "passed_min": rng.randrange(4, 25) / 2}


def key(values: dict[str, Any]) -> float:
    """By the model."""
    return minutes_left(cement_named("low"), 60 * values["passed_min"], BODY_C)


def mistakes(values: dict[str, Any]) -> dict[str, float]:
    """Without the warmth, and without the past."""
    return {"room": values["setting_min"] - values["passed_min"], "all": values["setting_min"] / 2}
