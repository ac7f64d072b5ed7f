"""Counts of new fractures in two groups."""

import random
from typing import Any

from vertebra.views import question_pictures as pictures


def generate(rng: random.Random) -> dict[str, Any]:
    """Events and people in both groups, of different sizes and shares."""
    return {
        "a": rng.randrange(9, 18),
        "n1": rng.randrange(84, 100),
        "c": rng.randrange(19, 28),
        "n2": rng.randrange(66, 82),
    }


def picture(values: dict[str, Any]) -> Any:
    """Both groups as people."""
    return pictures.people_picture(
        [("new fracture after cement", values["a"], values["n1"]), ("after usual care", values["c"], values["n2"])]
    )
