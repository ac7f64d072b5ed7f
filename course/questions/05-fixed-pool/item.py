"""The inverse-variance mean of two trials."""

import random
from typing import Any

from vertebra.views import question_pictures as pictures

NORMAL_95 = 1.96


def generate(rng: random.Random) -> dict[str, Any]:
    """Two trials that differ in result and in precision."""
    while True:
        d1, d2 = rng.randrange(0, 10) / 10, rng.randrange(12, 28) / 10
        se1, se2 = rng.choice([(0.3, 0.6), (0.4, 0.7), (0.6, 0.4), (0.35, 0.5), (0.7, 0.3), (0.5, 0.3)])
        if abs(d1 - d2) > 0.7:
            return {"d1": d1, "d2": d2, "se1": se1, "se2": se2}


def picture(values: dict[str, Any]) -> Any:
    """Both trials with their intervals."""
    rows = [
        (f"Trial {name}\n{d:g} (SE {se:g})", d, round(d - NORMAL_95 * se, 1), round(d + NORMAL_95 * se, 1))
        for name, d, se in (("A", values["d1"], values["se1"]), ("B", values["d2"], values["se2"]))
    ]
    return pictures.forest_picture(rows, "Points of 10 less pain with cement", matters_at=1.5, printed=False)
