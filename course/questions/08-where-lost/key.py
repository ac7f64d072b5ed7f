"""The key: what takes the pressure."""

from typing import Any


def key(values: dict[str, Any]) -> str:
    """What takes the pressure."""
    return str(values["_where"])
