"""CEM43 of a plateau, by the course's own function."""

import random
from typing import Any


def generate(rng: random.Random) -> dict[str, Any]:
    """A temperature and a time."""
    return {"hot_c": rng.randrange(45, 53), "seconds": rng.choice([10, 15, 20, 30, 45, 90])}
