"""A vertebra to be judged by three sequences."""

import random
from typing import Any

from vertebra.models.imaging import exam
from vertebra.views import exam as view

WHY = {
    "new": "The body is dark on T1 and bright on STIR, its posterior wall keeps its hollow, and discs and other bodies are as they should be.",
    "old": "The body is low, but its marrow is that of its neighbours on every sequence: no oedema is left.",
    "metastasis": "All its marrow is replaced, its posterior wall bulges into the canal, and another body is taken as well, with a healthy one between.",
    "infection": "The disc is as bright as fluid, and the endplates on both sides of it are eaten; osteoporotic fractures spare the disc.",
    "haemangioma": "A round place with dark upright lines that isn't dark on T1, since it holds fat, in a body of normal outline.",
}
COMPLAINTS = (
    "back pain for two weeks",
    "back pain for three weeks",
    "pain in the back and round the ribs",
    "back pain, worse on getting up",
)


def generate(rng: random.Random) -> dict[str, Any]:
    """The number of a slice; what is wrong follows from it and is not handed out."""
    number = rng.randrange(1, 1_000_000)
    slide, name = exam.look_alike(number)
    return {
        "slide": number,
        "level": slide.level,
        "person": f"{rng.choice(['woman', 'man'])} of {rng.randrange(62, 89)}",
        "complaint": rng.choice(COMPLAINTS),
        "words": view.looks(slide),
        "why": WHY[name],
    }


def key(values: dict[str, Any]) -> str:
    """The option that names what the slice was drawn with."""
    return exam.look_alike(values["slide"])[1]
