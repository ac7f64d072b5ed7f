"""The key: by the fourth power."""

from typing import Any


def key(values: dict[str, Any]) -> float:
    """By the fourth power."""
    return values["pressure_mpa"] * (values["wide_mm"] / values["thin_mm"]) ** 4


def mistakes(values: dict[str, Any]) -> dict[str, float]:
    """The square, and the wrong way round."""
    ratio = values["wide_mm"] / values["thin_mm"]
    return {"square": values["pressure_mpa"] * ratio**2, "inverse": values["pressure_mpa"] / ratio**4}
