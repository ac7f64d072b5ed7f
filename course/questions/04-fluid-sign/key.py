"""The key: how likely what the stem asks for is now, percent."""

from typing import Any

from vertebra import tables


def key(values: dict[str, Any]) -> float:
    """How likely what the stem asks for is now, percent."""
    tumour, other = (_with_finding(values, kind) for kind in ("malignant", "benign"))
    return 100 * (other if values["seen"] else tumour) / (tumour + other)


def mistakes(values: dict[str, Any]) -> dict[str, float]:
    """The sign's own share, and the likelihood before."""
    asked = "benign" if values["seen"] else "malignant"
    wrong = {"sign": 100 * _fraction(values, asked), "before": 100 * _people(values, asked) / values["all_people"]}
    return {name: value for name, value in wrong.items() if abs(value - key(values)) > 3.5}


def _people(values: dict[str, Any], kind: str) -> float:
    tumour = values["tumour_people"]
    return float(tumour if kind == "malignant" else values["all_people"] - tumour)


def _fraction(values: dict[str, Any], kind: str) -> float:
    share = tables.value(f"fluid_sign_{kind}_fraction")
    return share if values["seen"] else 1 - share


def _with_finding(values: dict[str, Any], kind: str) -> float:
    return _people(values, kind) * _fraction(values, kind)
