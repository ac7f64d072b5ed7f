"""The key: additional takers times the risk that each loses."""

from typing import Any


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
