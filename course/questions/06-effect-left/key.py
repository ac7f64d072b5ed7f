"""The key: per cent of the effect that is left."""

from typing import Any


def key(values: dict[str, Any]) -> float:
    """Per cent."""
    return 100 * 0.5 ** (values["hours"] / values["half_life_h"])


def mistakes(values: dict[str, Any]) -> dict[str, float]:
    """Taken off along a line: half of the dose in each half-life."""
    return {"straight": max(0.0, 100 - 50 * values["hours"] / values["half_life_h"])}
