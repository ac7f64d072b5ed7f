"""The key: the limit times the strength, N."""

from typing import Any


def key(values: dict[str, Any]) -> float:
    """The largest load, N."""
    return values["limit"] * values["strength_n"]


def mistakes(values: dict[str, Any]) -> dict[str, float]:
    """Divided instead of multiplied, and the rest above the limit."""
    found = {"divided": values["strength_n"] / values["limit"], "rest": (1 - values["limit"]) * values["strength_n"]}
    return {name: value for name, value in found.items() if abs(value - key(values)) > 0.06 * key(values)}
