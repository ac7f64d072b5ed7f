"""The key: the option of both places."""

from typing import Any


def key(values: dict[str, Any]) -> str:
    """The option of both places."""
    return str(values["_answer"])
