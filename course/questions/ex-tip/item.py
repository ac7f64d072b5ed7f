"""A needle in two views: short of the wall, past it, or across the inner border too early."""

import random
from dataclasses import replace
from typing import Any

from vertebra.models import anatomy
from vertebra.models.experiments import question_scenes as scenes
from vertebra.models.procedure.needle import Needle, planned_needle
from vertebra.models.procedure.radiopaque import cannula_rod
from vertebra.patient import Patient, Vertebra
from vertebra.views import question_pictures as pictures

WORDS = {
    "watch": "From behind the tip is within the ring of the pedicle; from the side it is behind the back wall.",
    "on": "From behind the tip is at the inner border of the pedicle; from the side it is just past the back wall.",
    "back": "From behind the tip is far inside of the inner border; from the side it is behind the back wall.",
}
BEYOND_WALL_MM = {"watch": -8.0, "on": 4.0, "back": -3.0}
TOO_STEEP_DEG = 22.0


def generate(rng: random.Random) -> dict[str, Any]:
    """Where the tip stands, and whose vertebra it is."""
    state = rng.choice(list(WORDS))
    return {"_state": state, "_seed": rng.randrange(1, 10_000), "words": WORDS[state]}


def patient_of(values: dict[str, Any]) -> Patient:
    """Whose spine it is."""
    return Patient(73, "female", t_score=-2.3, seed=values["_seed"])


def needle_of(values: dict[str, Any], body: Vertebra) -> Needle:
    """The planned needle as deep as the state says, or one that points too far inwards."""
    planned = planned_needle(body, "right", 11)
    if values["_state"] == "back":
        planned = replace(planned, medial_deg=planned.medial_deg + TOO_STEEP_DEG)
    wall_mm = body.landmarks_mm["posterior_upper"][1]
    to_wall = (wall_mm - planned.entry_mm[1]) / planned.direction[1]
    return replace(planned, depth_mm=float(to_wall + BEYOND_WALL_MM[values["_state"]]))


def picture(values: dict[str, Any]) -> Any:
    """Both views with the needle."""
    patient = patient_of(values)
    body = anatomy.build(patient, "L1", 1.5)
    tool = cannula_rod(needle_of(values, body))
    return pictures.screens_picture(scenes.radiographs(patient, body, "AP+lateral", (tool,)))
