"""A vertebra by three sequences, from which the next step follows."""

import random
from typing import Any

from vertebra.models.experiments.exam_slices import exam_slices
from vertebra.models.experiments.mri_slices import PATIENT
from vertebra.models.imaging import exam_images
from vertebra.quiz import wording
from vertebra.views import question_pictures as pictures
from vertebra.views.exam_images import three_sequences

COMPLAINTS = ("pain in the back for three weeks", "pain in the back for a month, also at night", "pain round the ribs")
ASKED = ("new", "old", "metastasis", "infection")
LARGE = 1_000_000


def generate(rng: random.Random) -> dict[str, Any]:
    """The number of a slice with one of the four findings that are asked for."""
    wanted = rng.choice(ASKED)
    number = rng.randrange(LARGE, 2 * LARGE)
    while exam_images.look_alike_image(number)[1] != wanted:
        number += 1
    slide, _unused = exam_images.look_alike_image(number)
    return {
        "slide": number,
        "level": slide.level,
        "person": f"{rng.choice(['woman', 'man'])} of {rng.randrange(62, 89)}",
        "complaint": rng.choice(COMPLAINTS),
        "words": wording.appearance(slide),
    }


def picture(values: dict[str, Any]) -> Any:
    """The slice by three sequences."""
    slide, _unused = exam_images.look_alike_image(values["slide"])
    return pictures.as_jpeg(three_sequences(exam_slices(slide, PATIENT)))
