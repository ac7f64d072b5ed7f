"""The key: whether the back of the body is still free."""

from typing import Any


def key(values: dict[str, Any]) -> str:
    """Whether the back of the body is still free."""
    return str(values["_which"])
