"""The key: the dose of the plateau, minutes at 43 °C."""

from typing import Any

from vertebra import tables
from vertebra.models.heat import cem43_minutes


def key(values: dict[str, Any]) -> float:
    """Minutes."""
    return cem43_minutes([values["hot_c"]], values["seconds"])


def mistakes(values: dict[str, Any]) -> dict[str, float]:
    """Times the degrees; seconds for minutes."""
    found = {"linear": values["seconds"] / 60 * (values["hot_c"] - 43), "seconds": 60 * key(values)}
    return {name: value for name, value in found.items() if abs(value - key(values)) > 0.1 * key(values)}


def feedback_values(values: dict[str, Any]) -> dict[str, str]:
    """What the dose means against the limit of the tables."""
    limit = tables.value("nerve_harm_cem43_minutes")
    found = "reaches" if key(values) >= limit else "stays below"
    return {"verdict": f"this {found} the limit of {limit:g} minutes that the lesson quotes for nerve."}
