"""Everybody whom a clinic has treated, none of them with a complication."""

import random
from typing import Any

from vertebra.views import question_pictures as pictures


def generate(rng: random.Random) -> dict[str, Any]:
    """How many were treated."""
    return {"n": rng.randrange(32, 99)}


def picture(values: dict[str, Any]) -> Any:
    """The people, none of them filled."""
    return pictures.people_picture([("treated in our clinic", 0, values["n"])])
