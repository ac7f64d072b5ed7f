"""A woman with low bone mass by the scan and a vertebral fracture after a small force."""

import random
from typing import Any


def generate(rng: random.Random) -> dict[str, Any]:
    """Age, level and a T-score above the threshold."""
    return {
        "age_years": rng.randrange(61, 80),
        "level": rng.choice(["T11", "T12", "L1", "L2"]),
        "t_text": f"−{rng.randrange(12, 24) / 10:.1f}",
    }
