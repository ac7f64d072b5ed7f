"""From a pre-test probability and a sign to what is likely after it."""

import random
from typing import Any

from vertebra.views import question_pictures as pictures


def generate(rng: random.Random) -> dict[str, Any]:
    """How many have the disease, and how often the sign is seen with it and without."""
    return {
        "before_percent": rng.choice([4, 5, 6, 8, 10, 12, 15]),
        "seen_tumour_percent": rng.randrange(60, 86, 5),
        "seen_benign_percent": rng.randrange(6, 19, 2),
    }


def picture(values: dict[str, Any]) -> Any:
    """A hundred patients before the sign is looked for."""
    return pictures.people_picture([("tumour, before the sign", values["before_percent"], 100)])
