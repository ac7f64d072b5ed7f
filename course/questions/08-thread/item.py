"""Cement in a body, and a thread of it behind the back wall, from the side."""

import random
from typing import Any

from vertebra.models import anatomy
from vertebra.models.imaging.instruments import Ellipsoid
from vertebra.patient import Patient, Vertebra
from vertebra.views import question_pictures as pictures

BEHIND_MM = 3.0


def generate(rng: random.Random) -> dict[str, Any]:
    """A person, what was given, and where the thread lies."""
    sex = rng.choice(["female", "male"])
    age_years = rng.randrange(66, 88)
    return {
        "_sex": sex,
        "_age_years": age_years,
        "_seed": rng.randrange(1, 10_000),
        "_up_mm": rng.randrange(-8, 9),
        "_half_mm": rng.randrange(50, 80) / 10,
        "given_ml": rng.randrange(12, 26) / 10,
    }


def patient_of(values: dict[str, Any]) -> Patient:
    """Whose spine it is."""
    return Patient(values["_age_years"], values["_sex"], t_score=-2.4, seed=values["_seed"])


def body_of(values: dict[str, Any]) -> Vertebra:
    """The vertebra."""
    return anatomy.build(patient_of(values), "L1", 1.5)


def cement(values: dict[str, Any], body: Vertebra) -> dict[str, Ellipsoid]:
    """The cement by place: in the body and in the canal."""
    back, front = (body.landmarks_mm[f"{name}_upper"][1] for name in ("posterior", "anterior"))
    up = (0.0, 0.0, 1.0)
    found = {
        "body": Ellipsoid((3.0, 0.25 * front, 0.0), up, 8.0, 7.0, "cement"),
        "canal": Ellipsoid((0.0, back - BEHIND_MM, float(values["_up_mm"])), up, values["_half_mm"], 1.6, "cement"),
    }
    return found


def picture(values: dict[str, Any]) -> Any:
    """The lateral view."""
    body = body_of(values)
    return pictures.fluoroscopy_picture(patient_of(values), body, tools=tuple(cement(values, body).values()))
