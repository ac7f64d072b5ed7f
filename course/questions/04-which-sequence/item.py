"""A slice by a sequence that is to be named from fat and fluid."""

import random
from typing import Any

from vertebra.models.imaging import exam
from vertebra.views.exam import SIGNALS

NAMES = {"T1": "t1", "T2": "t2", "STIR": "stir", "Dixon fat": "fat"}
WHY = {
    "T1": "Fat is white and fluid is dark, while muscle and discs still give signal: short TR and short TE.",
    "T2": "Fluid is white and fat is bright as well: long TR and long TE, without anything that silences fat.",
    "STIR": "Fluid is white and all fat is black, under the skin as well: fat is silenced by inversion.",
    "Dixon fat": "All that is water is black, muscle, discs and cord alike, and only fat is seen.",
}


def generate(rng: random.Random) -> dict[str, Any]:
    """The number of a slice; the sequence follows from it and is not handed out."""
    number = rng.randrange(1, 1_000_000)
    slide = exam.unnamed_sequence(number)
    return {
        "slide": number,
        "person": f"{rng.choice(['woman', 'man'])} of {rng.randrange(61, 89)}",
        "weeks": rng.choice(["two", "three", "four"]),
        "words": SIGNALS[slide.sequence],
        "why": WHY[slide.sequence],
    }


def key(values: dict[str, Any]) -> str:
    """The option that names the slice's sequence."""
    return NAMES[exam.unnamed_sequence(values["slide"]).sequence]
