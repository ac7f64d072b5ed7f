"""The inversion time that nulls fat, by the closed form of the MRI model."""

import random
from typing import Any


def generate(rng: random.Random) -> dict[str, Any]:
    """A T1 as fat has it at 1.5 to 3 T, and a long repetition time."""
    return {"t1_ms": rng.randrange(220, 391, 2), "tr_ms": 500 * rng.randrange(8, 13)}
