"""The absolute difference of two shares from a trial's counts."""

import random
from typing import Any

from vertebra.models import evidence


def generate(rng: random.Random) -> dict[str, Any]:
    """Counts of a trial about as large as VAPOUR, with a difference that is clear but whose interval may include zero."""
    n1, n2 = rng.randrange(48, 70), rng.randrange(48, 70)
    return {"a": rng.randrange(round(0.36 * n1), round(0.52 * n1)), "n1": n1,
            "c": rng.randrange(round(0.15 * n2), round(0.30 * n2)), "n2": n2}  # fmt: skip


def key(values: dict[str, Any]) -> float:
    """The risk difference in percentage points."""
    found = evidence.compare_risks(values["a"], values["n1"], values["c"], values["n2"])
    return found.risk_difference_pp.value


def mistakes(values: dict[str, Any]) -> dict[str, float]:
    """The ratio, the relative gain, and odds taken for shares."""
    one, two = values["a"] / values["n1"], values["c"] / values["n2"]
    odds = 100 * (values["a"] / (values["n1"] - values["a"]) - values["c"] / (values["n2"] - values["c"]))
    wrong = {"ratio": 100 * one / two, "relative": 100 * (one / two - 1), "odds": odds}
    return {name: value for name, value in wrong.items() if abs(value - key(values)) > 1}
