"""The key: people of a thousand."""

from typing import Any


def key(values: dict[str, Any]) -> float:
    """Spared, of a thousand."""
    return values["untreated"] * (1 - values["ratio"]) * values["taking_percent"] / 100


def mistakes(values: dict[str, Any]) -> dict[str, float]:
    """Everybody takes it; those who still break."""
    spared = key(values)
    return {"all-take": values["untreated"] * (1 - values["ratio"]), "remaining": values["untreated"] - spared}
