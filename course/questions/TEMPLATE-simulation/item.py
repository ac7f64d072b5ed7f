"""A tip that is to be brought to a depth: what the student sees."""

import random
from typing import Any


def generate(rng: random.Random) -> dict[str, Any]:
    """Values already rounded as the stem shows them."""
    return {"goal_mm": rng.randrange(20, 51)}
