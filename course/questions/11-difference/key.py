"""The key: percentage points."""

from typing import Any


def key(values: dict[str, Any]) -> float:
    """Of 100, cement minus usual care."""
    return 100 * values["a"] / values["n1"] - 100 * values["c"] / values["n2"]


def mistakes(values: dict[str, Any]) -> dict[str, float]:
    """The sign turned round; the counts themselves."""
    return {"reversed": -key(values), "counts": float(values["a"] - values["c"])}
