"""One in how many."""

import random
from typing import Any


def generate(rng: random.Random) -> dict[str, Any]:
    """A series and its events."""
    events = rng.randrange(2, 9)
    return {"events": events, "people": events * rng.randrange(90, 800) + rng.randrange(events)}


def key(values: dict[str, Any]) -> float:
    """People for each event."""
    return values["people"] / values["events"]


def mistakes(values: dict[str, Any]) -> dict[str, float]:
    """Per cent."""
    return {"percent": 100 * values["events"] / values["people"]}
