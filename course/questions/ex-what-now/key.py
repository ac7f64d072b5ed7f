"""The key: what the course asks for."""

from typing import Any


def key(values: dict[str, Any]) -> str:
    """What the course asks for."""
    return str(values["_which"])
