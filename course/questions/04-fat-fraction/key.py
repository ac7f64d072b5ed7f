"""The key: the fat fraction, percent."""

from typing import Any


def key(values: dict[str, Any]) -> float:
    """The fat fraction, percent."""
    return 100 * values["fat"] / (values["fat"] + values["water"])


def mistakes(values: dict[str, Any]) -> dict[str, float]:
    """Fat over water, and the fraction of water."""
    wrong = {"ratio": 100 * values["fat"] / values["water"], "water": 100 - key(values)}
    return {name: value for name, value in wrong.items() if abs(value - key(values)) > 2.5}


MEANING = {
    "tumour": "So little fat argues for tumour.",
    "between": "This value lies between the two groups and decides nothing: the other signs do, and in doubt a biopsy.",
    "fracture": "Fat that is left argues for osteoporosis.",
}


def feedback_values(values: dict[str, Any]) -> dict[str, str]:
    """What it means, for the feedback."""
    return {"meaning": MEANING[values["_found"]]}
