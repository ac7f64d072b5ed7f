"""The key: 100 over the difference in percentage points."""

from typing import Any

from vertebra.models.epidemiology import meta_analysis


def key(values: dict[str, Any]) -> float:
    """100 over the difference in percentage points."""
    found = meta_analysis.compare_risks(values["a"], values["n1"], values["c"], values["n2"])
    return 100 / found.risk_difference_pp.value


def mistakes(values: dict[str, Any]) -> dict[str, float]:
    """One over the relative gain, and one over the treated group's share."""
    one, two = values["a"] / values["n1"], values["c"] / values["n2"]
    wrong = {"of-ratio": two / (one - two), "one-group": 1 / one}
    return {name: value for name, value in wrong.items() if abs(value - key(values)) > 0.3}
