"""The key: the edge that is the front."""

from typing import Any


def key(values: dict[str, Any]) -> str:
    """The edge that is the front."""
    return str(values["_edge"])
