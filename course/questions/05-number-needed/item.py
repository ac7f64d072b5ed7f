"""Counts of another trial than that of the risk difference: people who could walk without help."""

import random
from typing import Any

from vertebra.views import question_pictures as pictures


def generate(rng: random.Random) -> dict[str, Any]:
    """Two groups with a clear difference."""
    n1, n2 = rng.randrange(60, 98), rng.randrange(60, 98)
    return {
        "n1": n1,
        "n2": n2,
        "a": rng.randrange(round(0.5 * n1), round(0.66 * n1)),
        "c": rng.randrange(round(0.3 * n2), round(0.42 * n2)),
    }


def picture(values: dict[str, Any]) -> Any:
    """Both groups as people."""
    return pictures.people_picture(
        [("shopping, with exercise", values["a"], values["n1"]), ("advice alone", values["c"], values["n2"])]
    )
