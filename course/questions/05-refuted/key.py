"""The key: the reason that names what the groups differ in."""

from typing import Any


def key(values: dict[str, Any]) -> str:
    """The reason that names what the groups differ in."""
    return str(values["_reason"])
