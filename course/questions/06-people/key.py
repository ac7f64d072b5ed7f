"""The key: people of a thousand."""

from typing import Any


def key(values: dict[str, Any]) -> float:
    """Of a thousand."""
    return 1000 * values["events"] / values["people"]


def mistakes(values: dict[str, Any]) -> dict[str, float]:
    """Of 100."""
    return {"hundred": 100 * values["events"] / values["people"]}
