"""The key: the density, in mg/cm³, on the line through the two rods."""

from typing import Any

from .item import ROD_MG_CM3


def key(values: dict[str, Any]) -> float:
    """The density, in mg/cm³, on the line through the two rods."""
    rise = values["rod_200_hu"] - values["rod_0_hu"]
    return ROD_MG_CM3 * (values["roi_hu"] - values["rod_0_hu"]) / rise


def mistakes(values: dict[str, Any]) -> dict[str, float]:
    """HU taken for density, and a line through nothing instead of through rod 1."""
    return {
        "hu-as-density": values["roi_hu"],
        "no-offset": ROD_MG_CM3 * values["roi_hu"] / values["rod_200_hu"],
    }
