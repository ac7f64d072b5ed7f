"""Time left in the bone, by the rule that the course's cements obey."""

import random
from typing import Any


def generate(rng: random.Random) -> dict[str, Any]:
    """Minutes that have passed."""
    return {"setting_min": 13, "passed_min": rng.randrange(4, 25) / 2}
