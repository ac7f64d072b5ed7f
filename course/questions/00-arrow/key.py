"""The key: the option of the place."""

from typing import Any


def key(values: dict[str, Any]) -> str:
    """The option of the place."""
    return str(values["_place"])
