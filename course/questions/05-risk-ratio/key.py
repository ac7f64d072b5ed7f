"""The key: the risk difference in percentage points."""

from typing import Any

from vertebra.models.epidemiology import meta_analysis


def key(values: dict[str, Any]) -> float:
    """The risk difference in percentage points."""
    found = meta_analysis.compare_risks(values["a"], values["n1"], values["c"], values["n2"])
    return found.risk_difference_pp.value


def mistakes(values: dict[str, Any]) -> dict[str, float]:
    """The ratio, the relative gain, and odds taken for shares."""
    one, two = values["a"] / values["n1"], values["c"] / values["n2"]
    odds = 100 * (values["a"] / (values["n1"] - values["a"]) - values["c"] / (values["n2"] - values["c"]))
    wrong = {"ratio": 100 * one / two, "relative": 100 * (one / two - 1), "odds": odds}
    return {name: value for name, value in wrong.items() if abs(value - key(values)) > 1}
