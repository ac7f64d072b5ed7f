"""A needle that is replayed: aimed by what a scan says, advanced, looked at, and judged by its way and by where it
ends."""

import random
from dataclasses import replace
from typing import Any

from vertebra import tables
from vertebra.models import fracture
from vertebra.models.anatomy.adjacent_structures import body_extent_mm
from vertebra.models.procedure import Equipment, Needle, needle
from vertebra.models.procedure.needle_placement import reference_needle
from vertebra.models.procedure.outcome import START_DEPTH_MM
from vertebra.patient import Patient, Vertebra

LEVELS = ("T9", "T12", "L1", "L3")


def generate(rng: random.Random) -> dict[str, Any]:
    """At which level, and how wrong the needle stands."""
    values: dict[str, Any] = {
        "level": rng.choice(LEVELS),
        "side": rng.choice(["right", "left"]),
        "out_mm": rng.choice([-5, -4, 4, 5]),
        "up_mm": rng.choice([-4, -3, 3, 4]),
        "medial_deg": rng.choice([8, 10]),
    }
    # Outwards and pointing outwards, or inwards and inwards: errors that undo each other would be right by chance.
    values["medial_deg"] *= -1 if values["out_mm"] > 0 else 1
    bone = bone_of(values)
    goal = reference_needle(bone, values["side"])
    back, front = body_extent_mm(bone)[1]
    return values | {
        "planned_deg": round(goal.medial_deg),
        "now_deg": round(goal.medial_deg) + values["medial_deg"],
        "to_back_mm": round((back - goal.entry_mm[1]) / goal.direction[1]),
        "to_front_mm": round((front - goal.entry_mm[1]) / goal.direction[1]),
        "to_border_mm": _to_border_mm(bone, goal),
        "depth_mm": round(START_DEPTH_MM),
        "pictures": round(tables.value("pictures_listed_max")),
    }


def _to_border_mm(bone: Vertebra, goal: Needle) -> int:
    """The last whole millimetre at which the tip is not yet across the pedicle's inner border."""
    depth = round(START_DEPTH_MM)
    while not needle.tip_past_medial_wall(bone, replace(goal, depth_mm=depth + 1)):
        depth += 1
    return depth


def bone_of(values: dict[str, Any]) -> Vertebra:
    """The vertebra that is aimed at."""
    return fracture.as_recorded(_patient(), values["level"])


def equipment_of(values: dict[str, Any]) -> Equipment:
    """The needle as the student finds it."""
    return Equipment(values["side"], 13, (values["out_mm"], values["medial_deg"], values["up_mm"], 0.0))


def _patient() -> Patient:
    return Patient(72, "female", t_score=-2.7, seed=4)
