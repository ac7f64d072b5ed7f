"""The key: successes over all randomised, difference in percentage points."""

from typing import Any

from vertebra.models.epidemiology import meta_analysis


def key(values: dict[str, Any]) -> float:
    """Successes over all randomised, difference in percentage points."""
    return meta_analysis.compare_risks(values["a"], values["r1"], values["c"], values["r2"]).risk_difference_pp.value


def mistakes(values: dict[str, Any]) -> dict[str, float]:
    """Those asked only, and the missing of one group only."""
    observed = meta_analysis.compare_risks(values["a"], values["n1"], values["c"], values["n2"])
    one_side = meta_analysis.compare_risks(values["a"], values["r1"], values["c"], values["n2"])
    wrong = {"observed": observed.risk_difference_pp.value, "one-side": one_side.risk_difference_pp.value}
    return {name: value for name, value in wrong.items() if abs(value - key(values)) > 0.5}
