"""A needle that is replayed: aimed by what a scan says, advanced, looked at, and judged by its way and by where it ends."""

import random
from dataclasses import replace
from functools import lru_cache
from typing import Any

from vertebra import tables
from vertebra.models import needle, needling
from vertebra.models.beside import extent_mm
from vertebra.patient import Patient

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
    setup = setup_of(values)
    goal = needling.advised(setup)
    back, front = extent_mm(setup.vertebra)[1]
    return values | {
        "planned_deg": round(goal.medial_deg),
        "now_deg": round(goal.medial_deg) + values["medial_deg"],
        "to_back_mm": round((back - goal.entry_mm[1]) / goal.along[1]),
        "to_front_mm": round((front - goal.entry_mm[1]) / goal.along[1]),
        "to_border_mm": _to_border_mm(setup, goal),
        "depth_mm": round(needling.START_MM),
        "pictures": round(tables.value("pictures_listed_most")),
    }


def _to_border_mm(setup: needling.Setup, goal: needle.Needle) -> int:
    """The last whole millimetre at which the tip is not yet across the pedicle's inner border."""
    depth = round(needling.START_MM)
    while not needle.crossed(setup.vertebra, replace(goal, depth_mm=depth + 1)):
        depth += 1
    return depth


def setup_of(values: dict[str, Any]) -> needling.Setup:
    """The needle as the student finds it."""
    off = (values["out_mm"], values["medial_deg"], values["up_mm"], 0.0)
    return needling.Setup(_patient(), values["level"], values["side"], 13, off)


@lru_cache(maxsize=1)
def _patient() -> Patient:
    return Patient(72, "female", t_score=-2.7, seed=4)
