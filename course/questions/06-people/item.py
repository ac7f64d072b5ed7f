"""Counts of a rare complication."""

import random
from typing import Any


def generate(rng: random.Random) -> dict[str, Any]:
    """Events and people."""
    people = rng.randrange(1200, 3600, 40)
    return {"people": people, "events": rng.randrange(6, 60)}
