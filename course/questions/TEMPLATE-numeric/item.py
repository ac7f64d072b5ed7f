"""The height left after a loss: what the student sees."""

import random
from typing import Any


def generate(rng: random.Random) -> dict[str, Any]:
    """Values already rounded as the stem shows them, so that the key follows from what the learner sees."""
    return {"height_mm": rng.randrange(220, 300) / 10, "loss_percent": rng.randrange(10, 46)}
