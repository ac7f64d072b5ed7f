"""The height left after a loss: values drawn, key and mistakes computed."""

import random
from typing import Any


def generate(rng: random.Random) -> dict[str, Any]:
    """Values already rounded as the stem shows them, so that the key follows from what the learner sees."""
    return {"height_mm": rng.randrange(220, 300) / 10, "loss_percent": rng.randrange(10, 46)}


def key(values: dict[str, Any]) -> float:
    """The height left, in mm. A clinical key calls the course's models here."""
    return values["height_mm"] * (1 - values["loss_percent"] / 100)


def mistakes(values: dict[str, Any]) -> dict[str, float]:
    """Numbers that known mistakes lead to; each has its own feedback."""
    return {"loss-only": values["height_mm"] * values["loss_percent"] / 100}
