"""Risk without a drug, the drug's ratio, and how many take it."""

import random
from typing import Any

from vertebra.views import question_pictures as pictures


def generate(rng: random.Random) -> dict[str, Any]:
    """Fractures of 1000, risk ratio and per cent."""
    return {
        "untreated": rng.randrange(120, 300, 10),
        "ratio": rng.choice([0.3, 0.35, 0.4, 0.5, 0.55]),
        "taking_percent": rng.randrange(40, 90, 5),
    }


def picture(values: dict[str, Any]) -> Any:
    """A hundred of those who take no drug."""
    return pictures.people_picture([("new fracture in 2 years, no drug", round(values["untreated"] / 10), 100)])
