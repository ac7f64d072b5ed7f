"""A patient from the first question to the follow-up, drawn for each student; what was done is replayed and judged."""

import random
from typing import Any

from vertebra.models import case as patient_case
from vertebra.quiz import wording

NUMBERS = range(1, 200)


def generate(rng: random.Random) -> dict[str, Any]:
    """Whose room it is: the number draws the patient, who has a new fracture and severe pain."""
    number = rng.choice(NUMBERS)
    case = patient_case.sample_case(number, "severe")
    return {
        "number": number,
        "kind": "severe",
        "who": wording.patient_line(case),
        "full_checklist": True,
        "consequences": True,
    }
