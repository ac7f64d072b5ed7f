"""The key: mL."""

from typing import Any

from vertebra.models.preparation.anaesthesia import max_lidocaine_mg, volume_ml


def key(values: dict[str, Any]) -> float:
    """mL."""
    adrenaline = values["additive"] == "with adrenaline"
    return volume_ml(max_lidocaine_mg(values["weight_kg"], adrenaline=adrenaline), values["percent"])


def mistakes(values: dict[str, Any]) -> dict[str, float]:
    """The other limit; a per cent taken for one milligram; the cap forgotten."""
    right, adrenaline = key(values), values["additive"] == "with adrenaline"
    other = volume_ml(max_lidocaine_mg(values["weight_kg"], adrenaline=not adrenaline), values["percent"])
    uncapped = volume_ml(max_lidocaine_mg(values["weight_kg"], adrenaline=adrenaline, capped=False), values["percent"])
    found = {"other-limit": other, "percent": 10 * right}
    return found | ({"uncapped": uncapped} if abs(uncapped - right) > 0.5 else {})
