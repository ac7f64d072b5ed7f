"""Three outcomes with their intervals, of which one or none leaves 1 out."""

import math
import random
from typing import Any

from vertebra.views import question_pictures as pictures

NORMAL_95 = 1.96
OUTCOMES = {"leak": "Leak on CT", "pain": "Severe pain at 3 months", "fracture": "New fracture in a year"}


def generate(rng: random.Random) -> dict[str, Any]:
    """Which outcome differs, and the ratios."""
    which = rng.choice([*OUTCOMES, "nothing"])
    rows = []
    for name, title in OUTCOMES.items():
        ratio, error = (rng.randrange(50, 66) / 100, 0.16) if name == which else (rng.randrange(85, 116) / 100, 0.26)
        low, high = (round(ratio * math.exp(sign * NORMAL_95 * error), 2) for sign in (-1, 1))
        rows.append((title, ratio, low, high))
    return {
        "_which": which,
        "_rows": rows,
        "words": " ".join(f"{title}: {ratio} ({low} to {high})." for title, ratio, low, high in rows),
    }


def picture(values: dict[str, Any]) -> Any:
    """The forest plot."""
    axis = "Risk ratio: fewer, or more with kyphoplasty"
    return pictures.forest_picture(values["_rows"], axis, none_at=1.0, log=True)
