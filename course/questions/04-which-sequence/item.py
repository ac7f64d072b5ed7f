"""A slice by a sequence that is to be named from fat and fluid."""

import random
from typing import Any

from vertebra.models.imaging import exam_images
from vertebra.quiz import wording


def generate(rng: random.Random) -> dict[str, Any]:
    """The number of a slice; the sequence follows from it and is not handed out."""
    number = rng.randrange(1, 1_000_000)
    slide = exam_images.unnamed_sequence_image(number)
    return {
        "slide": number,
        "person": f"{rng.choice(['woman', 'man'])} of {rng.randrange(61, 89)}",
        "weeks": rng.choice(["two", "three", "four"]),
        "words": wording.sequence_signals(slide.sequence),
    }
