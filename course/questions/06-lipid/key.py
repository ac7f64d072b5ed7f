"""The key: mL."""

from typing import Any

from vertebra.models.preparation.anaesthesia import lipid_rescue


def key(values: dict[str, Any]) -> float:
    """mL."""
    return lipid_rescue(values["weight_kg"]).bolus_ml


def mistakes(values: dict[str, Any]) -> dict[str, float]:
    """The most in all, and the hourly infusion."""
    rescue = lipid_rescue(values["weight_kg"])
    return {"maximum": rescue.max_ml, "infusion": rescue.infusion_ml_h}
