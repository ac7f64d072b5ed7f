"""The key: in mGy."""

from typing import Any


def key(values: dict[str, Any]) -> float:
    """In mGy."""
    return values["picture_ugy"] * values["pulses"] * 60 * values["minutes"] / 1000


def mistakes(values: dict[str, Any]) -> dict[str, float]:
    """Minutes as seconds."""
    return {"seconds": values["picture_ugy"] * values["pulses"] * values["minutes"] / 1000}
