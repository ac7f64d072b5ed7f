"""A needle in two views, across the inner border before it has passed the back wall."""

import random
from dataclasses import replace
from typing import Any

from vertebra.models import anatomy
from vertebra.models.experiments import question_scenes as scenes
from vertebra.models.procedure.needle import Needle, planned_needle
from vertebra.models.procedure.radiopaque import cannula_rod
from vertebra.patient import Patient, Vertebra
from vertebra.views import question_pictures as pictures

BEHIND_WALL_MM = (-4.0, -3.0, -2.0)
TOO_STEEP_DEG = 22.0


def generate(rng: random.Random) -> dict[str, Any]:
    """Whose vertebra it is, and how far the tip is behind the wall."""
    return {"_seed": rng.randrange(1, 10_000), "_behind_mm": rng.choice(BEHIND_WALL_MM)}


def patient_of(values: dict[str, Any]) -> Patient:
    """Whose spine it is."""
    return Patient(73, "female", t_score=-2.3, seed=values["_seed"])


def needle_of(values: dict[str, Any], body: Vertebra) -> Needle:
    """A needle that points too far inwards."""
    planned = planned_needle(body, "right", 11)
    planned = replace(planned, medial_deg=planned.medial_deg + TOO_STEEP_DEG)
    wall_mm = body.landmarks_mm["posterior_upper"][1]
    to_wall = (wall_mm - planned.entry_mm[1]) / planned.direction[1]
    return replace(planned, depth_mm=float(to_wall + values["_behind_mm"]))


def picture(values: dict[str, Any]) -> Any:
    """Both views with the needle."""
    patient = patient_of(values)
    body = anatomy.build(patient, "L1", 1.5)
    tool = cannula_rod(needle_of(values, body))
    return pictures.screens_picture(scenes.radiographs(patient, body, "AP+lateral", (tool,)))
