"""Counts of a trial, as people."""

import random
from typing import Any

from vertebra.views import question_pictures as pictures


def generate(rng: random.Random) -> dict[str, Any]:
    """Two groups with a clear difference."""
    n1, n2 = rng.randrange(52, 90), rng.randrange(52, 90)
    return {
        "n1": n1,
        "n2": n2,
        "a": rng.randrange(round(0.45 * n1), round(0.62 * n1)),
        "c": rng.randrange(round(0.22 * n2), round(0.36 * n2)),
    }


def picture(values: dict[str, Any]) -> Any:
    """Both groups as people."""
    return pictures.people_picture(
        [("can walk to the shops, procedure", values["a"], values["n1"]), ("sham", values["c"], values["n2"])]
    )
