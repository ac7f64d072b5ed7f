"""A map of the highest temperatures with a leak, in which the place of danger to nerves is to be marked."""

import random
from typing import Any

import numpy as np

from vertebra.models.experiments.curing_case import curing_case, fractured_body
from vertebra.patient import Part, Patient
from vertebra.views import question_pictures as pictures

PEOPLE = ((74, "female", -2.8, 5), (68, "female", -2.4, 3), (79, "male", -2.6, 8), (83, "female", -2.9, 11))


def generate(rng: random.Random) -> dict[str, Any]:
    """Whose vertebra, at which level, and how much cement lies in it."""
    return {
        "_person": rng.randrange(len(PEOPLE)),
        "_level": rng.choice(["T12", "L1", "L2"]),
        "volume_ml": rng.choice([2, 4, 6]),
    }


def patient_of(values: dict[str, Any]) -> Patient:
    """Whose vertebra it is."""
    age_years, sex, t_score, seed = PEOPLE[values["_person"]]
    return Patient(age_years, sex, t_score=t_score, seed=seed)


def section(values: dict[str, Any]) -> tuple[Any, Any, Any]:
    """Highest temperature, bone and canal in the section through the middle, rows from the front down."""
    patient = patient_of(values)
    found = curing_case(patient, float(values["volume_ml"]), True, True, values["_level"])
    body = fractured_body(patient, values["_level"])
    k = int(np.argmin(np.abs(body.axes_mm()[2])))
    planes = (found.peak_c[:, :, k], body.surface_mm[:, :, k] < 0, np.asarray(body.is_part(Part.CANAL))[:, :, k])
    return tuple(np.ascontiguousarray(plane.T[::-1]) for plane in planes)  # type: ignore[return-value]


def picture(values: dict[str, Any]) -> Any:
    """The map, filling the picture."""
    peak_c, bone, _canal = section(values)
    return pictures.heat_picture(peak_c, bone)
