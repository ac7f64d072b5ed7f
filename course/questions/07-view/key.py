"""The key: the option that names the fault."""

from typing import Any


def key(values: dict[str, Any]) -> str:
    """The option that names the fault."""
    return str(values["_fault"])
