"""The key: the outcome whose interval leaves 1 out."""

from typing import Any


def key(values: dict[str, Any]) -> str:
    """The outcome whose interval leaves 1 out."""
    return str(values["_which"])
