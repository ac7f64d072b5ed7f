"""Fractures spared because more people take a drug."""

import random
from typing import Any

from vertebra.models import risk


def generate(rng: random.Random) -> dict[str, Any]:
    """A hospital, a risk like that of people with one fracture, and takers before and after."""
    person = risk.Profile(rng.randrange(66, 82), "female", rng.choice([-1.5, -1.0, -0.5]), 1, 0.0)
    now = rng.randrange(10, 36, 5)
    return {
        "patients": rng.randrange(150, 501, 50),
        "risk_percent": round(100 * risk.risk_within(person, 3).value),
        "ratio": risk.treatment_effect(rng.choice(["alendronate", "zoledronate"])).risk_ratio.value,
        "now_percent": now,
        "then_percent": now + rng.randrange(25, 51, 5),
    }


def key(values: dict[str, Any]) -> float:
    """Additional takers times the risk that each loses."""
    return _more(values) * values["risk_percent"] / 100 * (1 - values["ratio"])


def mistakes(values: dict[str, Any]) -> dict[str, float]:
    """All takers counted, the risk left out, and what is left instead of what is spared."""
    all_takers = values["patients"] * values["then_percent"] / 100
    wrong = {
        "all-takers": all_takers * values["risk_percent"] / 100 * (1 - values["ratio"]),
        "no-risk": _more(values) * (1 - values["ratio"]),
        "left": _more(values) * values["risk_percent"] / 100 * values["ratio"],
    }
    return {name: value for name, value in wrong.items() if abs(value - key(values)) > max(1.5, 0.08 * key(values))}


def _more(values: dict[str, Any]) -> float:
    return values["patients"] * (values["then_percent"] - values["now_percent"]) / 100
