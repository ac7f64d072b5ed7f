"""The key: the option that names the level of the slice."""

from typing import Any


def key(values: dict[str, Any]) -> str:
    """The option that names the level."""
    return str(values["_level"]).lower()
