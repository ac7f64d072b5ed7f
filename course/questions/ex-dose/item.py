"""A temperature and a time at the dura."""

import random
from typing import Any


def generate(rng: random.Random) -> dict[str, Any]:
    """Degrees and seconds, both whole."""
    return {"hot_c": rng.randrange(46, 54), "seconds": rng.choice([12, 18, 24, 36, 40, 50, 75])}
