"""The key: over the magnification."""

from typing import Any


def key(values: dict[str, Any]) -> float:
    """Over the magnification."""
    return values["seen_mm"] * values["sod_mm"] / values["sid_mm"]


def mistakes(values: dict[str, Any]) -> dict[str, float]:
    """Times the magnification."""
    return {"times": values["seen_mm"] * values["sid_mm"] / values["sod_mm"]}
