"""A new fracture, an old one and a haemangioma in one slice; the place of the new one is read from the slice."""

import random
from typing import Any

from vertebra.models.imaging import exam_images
from vertebra.quiz import wording

SHOWN = {
    "T1": "A T1-weighted picture: fat is bright",
    "STIR": "STIR: fat is silent, and water is bright",
}


def generate(rng: random.Random) -> dict[str, Any]:
    """The number of a slice, from which the picture follows, and what is told about it."""
    number = rng.randrange(1, 1_000_000)
    slide = exam_images.two_fracture_image(number)
    patient = slide.patient
    return {
        "slide": number,
        "person": f"{'woman' if patient.sex == 'female' else 'man'} of {patient.age_years:.0f}",
        "weeks": rng.choice(["two weeks", "three weeks", "a month"]),
        "shown": SHOWN[slide.sequence],
        "words": wording.body_positions(slide),
    }
