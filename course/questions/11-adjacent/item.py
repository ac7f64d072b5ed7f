"""A hazard ratio whose interval includes 1, as small trials give it."""

import math
import random
from typing import Any

from vertebra.views import question_pictures as pictures

NORMAL_95 = 1.96
WORDS = {3: "three", 4: "four", 5: "five"}


def generate(rng: random.Random) -> dict[str, Any]:
    """A ratio above 1 and an interval from below 1 to three to five times."""
    while True:
        ratio, error = rng.randrange(150, 200) / 100, rng.randrange(36, 48) / 100
        low, high = (ratio * math.exp(sign * NORMAL_95 * error) for sign in (-1, 1))
        if low < 0.95 and round(high) in WORDS:
            break
    return {
        "n": rng.randrange(70, 96),
        "ratio": ratio,
        "low": round(low, 2),
        "high": round(high, 2),
        "high_words": WORDS[round(high)],
        "percent": round(100 * (ratio - 1)),
    }


def picture(values: dict[str, Any]) -> Any:
    """The ratio with its interval."""
    row = ("New fracture", values["ratio"], values["low"], values["high"])
    return pictures.forest_picture([row], "Hazard ratio: fewer, or more with cement", none_at=1.0, log=True)
