"""The key: the load that ends in the shape."""

from typing import Any


def key(values: dict[str, Any]) -> str:
    """The option of the load."""
    return str(values["_shape"])
