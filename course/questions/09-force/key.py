"""The key: what exceeds the load, over the stiffness."""

from typing import Any


def key(values: dict[str, Any]) -> float:
    """What exceeds the load, over the stiffness."""
    return (2 * values["area_mm2"] * values["pressure_mpa"] - values["load_n"]) / values["stiffness"]


def mistakes(values: dict[str, Any]) -> dict[str, float]:
    """One balloon; the load forgotten."""
    return {
        "one": (values["area_mm2"] * values["pressure_mpa"] - values["load_n"]) / values["stiffness"],
        "load": 2 * values["area_mm2"] * values["pressure_mpa"] / values["stiffness"],
    }
