"""The key: what is left of the limit, mL."""

from typing import Any

from vertebra.models.preparation.anaesthesia import max_lidocaine_mg, volume_ml


def key(values: dict[str, Any]) -> float:
    """mL."""
    return volume_ml(max_lidocaine_mg(values["weight_kg"], adrenaline=False), 1) - values["given_ml"]


def mistakes(values: dict[str, Any]) -> dict[str, float]:
    """The whole limit; a per cent taken for one milligram."""
    limit = volume_ml(max_lidocaine_mg(values["weight_kg"], adrenaline=False), 1)
    found = {"all": limit, "percent": 10 * limit - values["given_ml"]}
    return {name: value for name, value in found.items() if abs(value - key(values)) > 0.5}
