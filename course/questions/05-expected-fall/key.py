"""The key: the mean of all, and what the correlation leaves of the group's distance from it."""

from typing import Any


def key(values: dict[str, Any]) -> float:
    """The mean of all, and what the correlation leaves of the group's distance from it."""
    return values["mean"] + values["correlation"] * (values["entry"] - values["mean"])


def mistakes(values: dict[str, Any]) -> dict[str, float]:
    """No fall, a fall to the mean of all, and the pain itself multiplied."""
    wrong = {
        "no-fall": values["entry"],
        "to-the-mean": values["mean"],
        "times": values["correlation"] * values["entry"],
    }
    return {name: value for name, value in wrong.items() if abs(value - key(values)) > 0.3}
