"""The key: people spared a fracture."""

from typing import Any


def key(values: dict[str, Any]) -> float:
    """People."""
    return values["people"] * values["risk_percent"] / 100 * (1 - values["ratio"])


def mistakes(values: dict[str, Any]) -> dict[str, float]:
    """Those who still break; the risk left out."""
    found = {
        "left": values["people"] * values["risk_percent"] / 100 * values["ratio"],
        "ratio-only": values["people"] * (1 - values["ratio"]),
    }
    return {name: value for name, value in found.items() if abs(value - key(values)) > 2.5}
