"""The key: what the interval says."""

from typing import Any


def key(values: dict[str, Any]) -> str:
    """What the interval says."""
    return str(values["_kind"])
