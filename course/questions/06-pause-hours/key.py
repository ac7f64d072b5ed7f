"""The key: hours from the last dose to the needle."""

from typing import Any

from vertebra.models.preparation.antithrombotics import rule_for


def key(values: dict[str, Any]) -> float:
    """Hours."""
    return rule_for(values["drug"], values["clearance_ml_min"]).pause_h["high"]


def mistakes(values: dict[str, Any]) -> dict[str, float]:
    """The pause before a low risk, and that of kidneys on the other side of 50 mL/min."""
    right = key(values)
    other = rule_for(values["drug"], 40.0 if values["clearance_ml_min"] >= 50 else 70.0).pause_h["high"]
    low = rule_for(values["drug"], values["clearance_ml_min"]).pause_h["low"]
    return {"other-kidneys": other} | ({"low-risk": low} if low not in (right, other) else {})
