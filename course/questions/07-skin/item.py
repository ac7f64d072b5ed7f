"""Skin dose of pulsed fluoroscopy."""

import random
from typing import Any


def generate(rng: random.Random) -> dict[str, Any]:
    """Dose a picture, rate and time."""
    return {
        "picture_ugy": rng.randrange(20, 91, 5),
        "pulses": rng.choice([3, 4, 7.5, 15]),
        "minutes": rng.randrange(3, 13),
    }
