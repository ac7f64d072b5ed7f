"""The key: packing where nothing has moved, lifting where the endplate has."""

from typing import Any

MIN_SEEN_MM = 0.8


def key(values: dict[str, Any]) -> str:
    """Packing or lifting."""
    return "lifting" if float(values["lift"]) >= MIN_SEEN_MM else "packing"


def accepts(values: dict[str, Any]) -> bool:
    """Whether the lift is either nothing or plain to see."""
    lift = float(values["lift"])
    return lift == 0.0 or lift >= MIN_SEEN_MM
