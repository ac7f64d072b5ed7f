"""The parts of a procedure by their skin dose, one of them the largest."""

import random
from typing import Any

from vertebra.views import question_pictures as pictures

PARTS = {"views": "setting up views", "needle": "needle", "cement": "cement", "scan": "final scan"}


def generate(rng: random.Random) -> dict[str, Any]:
    """A dose for each part; one is clearly the largest."""
    largest = rng.choice(list(PARTS))
    doses = {name: rng.randrange(20, 70, 5) for name in PARTS}
    doses[largest] = rng.randrange(95, 150, 5)
    return {
        "_largest": largest,
        "_doses": doses,
        "words": ", ".join(f"{PARTS[name]} {dose}" for name, dose in doses.items()),
    }


def picture(values: dict[str, Any]) -> Any:
    """The parts as bars."""
    return pictures.bars_picture({PARTS[name]: dose for name, dose in values["_doses"].items()}, "Skin dose, mGy")
