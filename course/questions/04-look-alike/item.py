"""A vertebra to be judged by three sequences."""

import random
from typing import Any

from vertebra.models.imaging import exam_images
from vertebra.quiz import wording

COMPLAINTS = (
    "back pain for two weeks",
    "back pain for three weeks",
    "pain in the back and round the ribs",
    "back pain, worse on getting up",
)


def generate(rng: random.Random) -> dict[str, Any]:
    """The number of a slice; what is wrong follows from it and is not handed out."""
    number = rng.randrange(1, 1_000_000)
    slide, _ = exam_images.look_alike_image(number)
    return {
        "slide": number,
        "level": slide.level,
        "person": f"{rng.choice(['woman', 'man'])} of {rng.randrange(62, 89)}",
        "complaint": rng.choice(COMPLAINTS),
        "words": wording.appearance(slide),
    }
