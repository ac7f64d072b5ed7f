"""Pounds a square inch into megapascals."""

import random
from typing import Any


def generate(rng: random.Random) -> dict[str, Any]:
    """A gauge between 60 and 390."""
    return {"psi": rng.randrange(60, 391, 5)}
