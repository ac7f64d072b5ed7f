"""The key: the height left, in mm. A clinical key calls the course's models here."""

from typing import Any


def key(values: dict[str, Any]) -> float:
    """The height left, in mm. A clinical key calls the course's models here."""
    return values["height_mm"] * (1 - values["loss_percent"] / 100)


def mistakes(values: dict[str, Any]) -> dict[str, float]:
    """Numbers that known mistakes lead to; each has its own feedback."""
    return {"loss-only": values["height_mm"] * values["loss_percent"] / 100}
