"""The inverse-variance mean of two trials."""

import random
from typing import Any

NORMAL_95 = 1.959964


def generate(rng: random.Random) -> dict[str, Any]:
    """Two trials that differ in result and in precision."""
    while True:
        d1, d2 = rng.randrange(0, 10) / 10, rng.randrange(12, 28) / 10
        se1, se2 = rng.choice([(0.3, 0.6), (0.4, 0.7), (0.6, 0.4), (0.35, 0.5), (0.7, 0.3), (0.5, 0.3)])
        if abs(d1 - d2) > 0.7:
            return {"d1": d1, "d2": d2, "se1": se1, "se2": se2}


def key(values: dict[str, Any]) -> float:
    """The pool of the course's model."""
    from vertebra.models.evidence import Estimate, Trial, pool

    trials = [
        Trial(name, 2000, "sham", True, 52, 1, 100, Estimate(d, d - NORMAL_95 * se, d + NORMAL_95 * se), "")
        for name, d, se in (("A", values["d1"], values["se1"]), ("B", values["d2"], values["se2"]))
    ]
    return pool(trials, "fixed").pooled.value


def mistakes(values: dict[str, Any]) -> dict[str, float]:
    """The plain mean, weights that are not squared, and weights upside down."""
    wrong = {"plain": _mean(values, 0), "not-squared": _mean(values, -1), "upside-down": _mean(values, 2)}
    return {name: value for name, value in wrong.items() if abs(value - key(values)) > 0.06}


def _mean(values: dict[str, Any], power: int) -> float:
    one, two = values["se1"] ** power, values["se2"] ** power
    return (one * values["d1"] + two * values["d2"]) / (one + two)
