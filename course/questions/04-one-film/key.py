"""The key: what may be said of the film."""

from typing import Any


def key(values: dict[str, Any]) -> str:
    """What may be said of the film."""
    return str(values["_which"])
