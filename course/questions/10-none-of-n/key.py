"""The key: the upper limit by the rule of three."""

from typing import Any

RULE_OF_THREE = 3


def key(values: dict[str, Any]) -> float:
    """Per cent."""
    return 100 * RULE_OF_THREE / values["n"]


def mistakes(values: dict[str, Any]) -> dict[str, float]:
    """One over n, and per thousand."""
    return {"one": 100 / values["n"], "per-thousand": 10 * key(values)}
