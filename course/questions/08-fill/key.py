"""The key: per cent of the pores."""

from typing import Any


def key(values: dict[str, Any]) -> float:
    """Per cent of the pores."""
    return 100 * (values["injected_ml"] - values["leaked_ml"]) / (values["body_ml"] * values["porosity"])


def mistakes(values: dict[str, Any]) -> dict[str, float]:
    """Leak not subtracted; all of the bone."""
    return {
        "leak": 100 * values["injected_ml"] / (values["body_ml"] * values["porosity"]),
        "body": 100 * (values["injected_ml"] - values["leaked_ml"]) / values["body_ml"],
    }
