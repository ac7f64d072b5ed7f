"""Cement in a body, in front only or back to its last quarter, from the side."""

import random
from typing import Any

from vertebra.models.experiments import question_scenes as scenes
from vertebra.models.imaging.instruments import Ellipsoid
from vertebra.patient import Patient, Vertebra
from vertebra.views import question_pictures as pictures

UP = (0.0, 0.0, 1.0)
WORDS = {
    "go": "The cement lies in the front half of the body; the back of the body is free.",
    "end": "The cement reaches from the front to just before the back wall.",
}


def generate(rng: random.Random) -> dict[str, Any]:
    """A person, what was given, and where it lies."""
    sex, age_years, which = rng.choice(["female", "male"]), rng.randrange(66, 88), rng.choice(list(WORDS))
    return {
        "_which": which,
        "_sex": sex,
        "_age_years": age_years,
        "_seed": rng.randrange(1, 10_000),
        "person": f"{'woman' if sex == 'female' else 'man'} of {age_years}",
        "given_ml": rng.randrange(22, 33) / 10,
        "words": WORDS[which],
    }


def cement(body: Vertebra, which: str) -> list[Ellipsoid]:
    """A lump in front, and one behind it where the cement has come that far."""
    front, back = (float(body.landmarks_mm[f"{name}_upper"][1]) for name in ("anterior", "posterior"))
    lumps = [Ellipsoid((2.0, 0.45 * front, 0.0), UP, 7.5, 6.0, "cement")]
    return (
        lumps
        if which == "go"
        else [
            *lumps,
            Ellipsoid((0.0, 0.0, -1.0), UP, 6.5, 6.0, "cement"),
            Ellipsoid((2.0, 0.55 * back, 1.0), UP, 6.0, 5.5, "cement"),
        ]
    )


def picture(values: dict[str, Any]) -> Any:
    """The lateral view."""
    patient: Patient = scenes.cement_patient(values["_sex"], values["_age_years"], values["_seed"])
    body = scenes.cement_body(patient)
    return pictures.screens_picture(scenes.radiographs(patient, body, tools=cement(body, values["_which"])))
