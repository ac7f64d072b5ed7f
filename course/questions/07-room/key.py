"""The key: half of what the needle leaves."""

from typing import Any


def key(values: dict[str, Any]) -> float:
    """Half of what the needle leaves."""
    return (values["width_mm"] - values["needle_mm"]) / 2


def mistakes(values: dict[str, Any]) -> dict[str, float]:
    """Both sides; the needle as a line."""
    return {"whole": values["width_mm"] - values["needle_mm"], "radius": values["width_mm"] / 2}
