"""One in how many."""

import random
from typing import Any


def generate(rng: random.Random) -> dict[str, Any]:
    """A series and its events."""
    events = rng.randrange(2, 9)
    return {"events": events, "people": events * rng.randrange(90, 800) + rng.randrange(events)}
