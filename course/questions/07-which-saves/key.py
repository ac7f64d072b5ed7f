"""The key: the part that costs most."""

from typing import Any


def key(values: dict[str, Any]) -> str:
    """The part that costs most."""
    return str(max(values["_doses"], key=values["_doses"].get))
