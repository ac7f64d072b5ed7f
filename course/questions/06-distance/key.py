"""The key: per cent of the dose that is left."""

from typing import Any


def key(values: dict[str, Any]) -> float:
    """Per cent."""
    return 100 * (values["near_cm"] / values["far_cm"]) ** 2


def mistakes(values: dict[str, Any]) -> dict[str, float]:
    """One over the distance, not its square."""
    return {"linear": 100 * values["near_cm"] / values["far_cm"]}
