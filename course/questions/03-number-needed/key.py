"""The key: one over the risk difference."""

from typing import Any

MIN_PERCENT, MAX_PERCENT = 5, 40


def key(values: dict[str, Any]) -> float:
    """One over the risk difference."""
    return 100 / (values["risk_percent"] * (1 - values["ratio"]))


def mistakes(values: dict[str, Any]) -> dict[str, float]:
    """The ratio without the risk, the trial's own number, and one over the treated risk."""
    wrong = {
        "ratio-only": 1 / (1 - values["ratio"]),
        "trial": float(values["trial_needed"]),
        "treated-risk": 100 / (values["risk_percent"] * values["ratio"]),
    }
    return {name: value for name, value in wrong.items() if abs(value - key(values)) > max(1.5, 0.1 * key(values))}


def accepts(values: dict[str, Any]) -> bool:
    """Whether the risk is one that dots can show and the model may claim: it overestimates high ones."""
    return MIN_PERCENT <= values["risk_percent"] <= MAX_PERCENT
