"""The key: people for each event."""

from typing import Any


def key(values: dict[str, Any]) -> float:
    """People for each event."""
    return values["people"] / values["events"]


def mistakes(values: dict[str, Any]) -> dict[str, float]:
    """Per cent."""
    return {"percent": 100 * values["events"] / values["people"]}
