"""What a sign is worth, by counting people; the shares are those of one study."""

import random
from typing import Any


def generate(rng: random.Random) -> dict[str, Any]:
    """A hospital with its share of tumours, and whether the sign is there."""
    everybody = 100 * rng.randrange(1, 6)
    return {
        "all_people": everybody,
        "tumour_people": everybody * rng.choice([20, 25, 30, 35, 40, 45, 55, 60]) // 100,
        "seen": rng.random() < 0.5,
    }
