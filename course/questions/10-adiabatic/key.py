"""The key: degrees Celsius at the end."""

from typing import Any


def key(values: dict[str, Any]) -> float:
    """Degrees Celsius at the end."""
    return values["start_c"] + values["heat_j_ml"] / values["capacity"]


def mistakes(values: dict[str, Any]) -> dict[str, float]:
    """The rise alone."""
    return {"rise": values["heat_j_ml"] / values["capacity"]}
