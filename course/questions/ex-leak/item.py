"""Cement in a body and outside it, from the side; that in the canal is to be marked."""

import random
from typing import Any

from vertebra.models.experiments import question_scenes as scenes
from vertebra.models.imaging.instruments import Ellipsoid
from vertebra.patient import Patient
from vertebra.views import question_pictures as pictures


def generate(rng: random.Random) -> dict[str, Any]:
    """A person, where the thread in the canal lies, and whether there is another leak in front."""
    sex = rng.choice(["female", "male"])
    age_years = rng.randrange(66, 88)
    front = rng.random() < 0.6
    where = "There is another thread in front of the body. " if front else ""
    return {
        "_sex": sex,
        "_age_years": age_years,
        "_seed": rng.randrange(1, 10_000),
        "_up_mm": rng.randrange(-8, 9),
        "_half_mm": rng.randrange(50, 80) / 10,
        "_front": front,
        "person": f"{'woman' if sex == 'female' else 'man'} of {age_years}",
        "words": f"{where}A thin dark thread runs upright behind the back wall.",
    }


def cement(values: dict[str, Any]) -> dict[str, Ellipsoid]:
    """The cement by place."""
    body = scenes.cement_body(_patient(values))
    return scenes.cement_by_place(body, values["_up_mm"], values["_half_mm"], in_front=values["_front"])


def picture(values: dict[str, Any]) -> Any:
    """The lateral view."""
    patient = _patient(values)
    tools = tuple(cement(values).values())
    return pictures.screens_picture(scenes.radiographs(patient, scenes.cement_body(patient), tools=tools))


def _patient(values: dict[str, Any]) -> Patient:
    return scenes.cement_patient(values["_sex"], values["_age_years"], values["_seed"])
