"""The key: the growth of the muscles' pull, in N."""

from typing import Any


def key(values: dict[str, Any]) -> float:
    """The growth of the muscles' pull, in N."""
    return values["weight_n"] * (values["after_cm"] - values["before_cm"]) / values["arm_cm"]


def mistakes(values: dict[str, Any]) -> dict[str, float]:
    """The whole compression, the whole muscle force, and the weight counted again."""
    now = values["weight_n"] * values["after_cm"] / values["arm_cm"]
    return {
        "whole": values["weight_n"] + now,
        "muscle-now": now,
        "weight-too": values["weight_n"] + key(values),
    }
