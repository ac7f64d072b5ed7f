"""The difference when missing patients count as failures."""

import random
from typing import Any

from vertebra.models import evidence


def generate(rng: random.Random) -> dict[str, Any]:
    """A trial that lost more patients after cement than after the sham procedure."""
    r1, r2 = rng.randrange(56, 76), rng.randrange(56, 76)
    n1, n2 = r1 - rng.randrange(6, 12), r2 - rng.randrange(2, 5)
    a, c = rng.randrange(round(0.4 * n1), round(0.5 * n1)), rng.randrange(round(0.18 * n2), round(0.28 * n2))
    return {"r1": r1, "r2": r2, "n1": n1, "n2": n2, "a": a, "c": c}


def key(values: dict[str, Any]) -> float:
    """Successes over all randomised, difference in percentage points."""
    return evidence.compare_risks(values["a"], values["r1"], values["c"], values["r2"]).risk_difference_pp.value


def mistakes(values: dict[str, Any]) -> dict[str, float]:
    """Those asked only, and the missing of one group only."""
    observed = evidence.compare_risks(values["a"], values["n1"], values["c"], values["n2"])
    one_side = evidence.compare_risks(values["a"], values["r1"], values["c"], values["n2"])
    wrong = {"observed": observed.risk_difference_pp.value, "one-side": one_side.risk_difference_pp.value}
    return {name: value for name, value in wrong.items() if abs(value - key(values)) > 0.5}
