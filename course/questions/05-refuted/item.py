"""Three groups that differ in one thing, with the same relief."""

import random
from typing import Any

from vertebra.views import question_pictures as pictures

GROUPS = {
    "heat": ("cement at 40 °C", "cement at 60 °C", "cement at 80 °C"),
    "strength": ("1 mL: strength as before", "4 mL: a quarter more", "8 mL: twice as strong"),
    "height": ("0 mm gained", "3 mm gained", "6 mm gained"),
    "anaesthetic": ("needle, no lidocaine", "needle, 5 mL lidocaine", "needle, 15 mL lidocaine"),
}


def generate(rng: random.Random) -> dict[str, Any]:
    """What the groups differ in, and how far pain fell in each."""
    reason, fall = rng.choice(list(GROUPS)), rng.randrange(24, 34) / 10
    return {
        "_reason": reason,
        "_falls": [round(fall + rng.choice([-0.1, 0.0, 0.1]), 1) for _group in GROUPS[reason]],
        "words": "; ".join(GROUPS[reason]),
    }


def picture(values: dict[str, Any]) -> Any:
    """The falls as bars."""
    bars = dict(zip(GROUPS[values["_reason"]], values["_falls"], strict=True))
    return pictures.bars_picture(bars, "Mean fall of pain, points of 10", printed=True)
