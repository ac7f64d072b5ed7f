"""The key: the pool of the course's model."""

from typing import Any

NORMAL_95 = 1.959964


def key(values: dict[str, Any]) -> float:
    """The pool of the course's model."""
    from vertebra.models.epidemiology.meta_analysis import Estimate, Trial, pool_trials

    trials = [
        Trial(name, 2000, "sham", True, 52, 1, 100, Estimate(d, d - NORMAL_95 * se, d + NORMAL_95 * se), "")
        for name, d, se in (("A", values["d1"], values["se1"]), ("B", values["d2"], values["se2"]))
    ]
    return pool_trials(trials, "fixed").pooled.value


def mistakes(values: dict[str, Any]) -> dict[str, float]:
    """The plain mean, weights that are not squared, and weights upside down."""
    wrong = {"plain": _mean(values, 0), "not-squared": _mean(values, -1), "upside-down": _mean(values, 2)}
    return {name: value for name, value in wrong.items() if abs(value - key(values)) > 0.06}


def _mean(values: dict[str, Any], power: int) -> float:
    one, two = values["se1"] ** power, values["se2"] ** power
    return (one * values["d1"] + two * values["d2"]) / (one + two)
