"""A new fracture, an old one and a haemangioma in one slice; the place of the new one is read from the slice."""

import random
from typing import Any

from vertebra.models.imaging import exam
from vertebra.views import exam as view

SHOWN = {
    "T1": "A T1-weighted picture: fat is bright",
    "STIR": "STIR: fat is silent, and water is bright",
}
WHY = {
    "T1": "Its marrow is darker than that of all others: water has taken the place of fat.",
    "STIR": "Its marrow is far brighter than that of all others: water has taken the place of fat, and fat is silent here.",
}


def generate(rng: random.Random) -> dict[str, Any]:
    """The number of a slice, from which the picture follows, and what is told about it."""
    number = rng.randrange(1, 1_000_000)
    slide = exam.two_fractures(number)
    patient = slide.patient
    return {
        "slide": number,
        "person": f"{'woman' if patient.sex == 'female' else 'man'} of {patient.age_years:.0f}",
        "weeks": rng.choice(["two weeks", "three weeks", "a month"]),
        "shown": SHOWN[slide.sequence],
        "words": view.places(slide),
        "why": WHY[slide.sequence],
    }


def key(values: dict[str, Any]) -> dict[str, float]:
    """The body with the new fracture."""
    slide = exam.two_fractures(values["slide"])
    return exam.place(slide, slide.level)


def regions(values: dict[str, Any]) -> dict[str, dict[str, float]]:
    """The two other bodies that a reader may take for it."""
    slide = exam.two_fractures(values["slide"])
    return {
        name: exam.place(slide, one.level) for name, one in zip(("old", "haemangioma"), slide.findings[1:], strict=True)
    }
