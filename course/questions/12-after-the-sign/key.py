"""The key: per cent, by Bayes' rule."""

from typing import Any


def key(values: dict[str, Any]) -> float:
    """Per cent, by Bayes' rule."""
    sick = values["before_percent"] * values["seen_tumour_percent"]
    well = (100 - values["before_percent"]) * values["seen_benign_percent"]
    return 100 * sick / (sick + well)


def mistakes(values: dict[str, Any]) -> dict[str, float]:
    """The sensitivity itself; the probability, not the odds, times the likelihood ratio."""
    ratio = values["seen_tumour_percent"] / values["seen_benign_percent"]
    return {"sensitivity": float(values["seen_tumour_percent"]), "ratio": values["before_percent"] * ratio}
