"""Fill fraction from volumes."""

import random
from typing import Any


def generate(rng: random.Random) -> dict[str, Any]:
    """A body, an injection and a leak."""
    return {
        "body_ml": rng.randrange(14, 25),
        "porosity": rng.choice([0.85, 0.88, 0.9, 0.92]),
        "injected_ml": rng.randrange(25, 61) / 10,
        "leaked_ml": rng.randrange(3, 10) / 10,
    }


def key(values: dict[str, Any]) -> float:
    """Per cent of the pores."""
    return 100 * (values["injected_ml"] - values["leaked_ml"]) / (values["body_ml"] * values["porosity"])


def mistakes(values: dict[str, Any]) -> dict[str, float]:
    """Leak not subtracted; all of the bone."""
    return {
        "leak": 100 * values["injected_ml"] / (values["body_ml"] * values["porosity"]),
        "body": 100 * (values["injected_ml"] - values["leaked_ml"]) / values["body_ml"],
    }
