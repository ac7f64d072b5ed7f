"""A needle that is replayed: aimed by what a scan says, advanced, and judged by where it ends."""

import random
from functools import lru_cache
from typing import Any

from vertebra.errors import InputError
from vertebra.models import needle, needling
from vertebra.models.beside import extent_mm
from vertebra.patient import Patient

LEVELS = ("T9", "T12", "L1", "L3")
SHALLOW, DEEP = 0.55, 0.9
"""Shares of the way from back wall to front between which the tip may end."""


def generate(rng: random.Random) -> dict[str, Any]:
    """At which level, and how wrong the needle stands."""
    values: dict[str, Any] = {
        "level": rng.choice(LEVELS),
        "side": rng.choice(["right", "left"]),
        "out_mm": rng.choice([-5, -4, 4, 5]),
        "up_mm": rng.choice([-4, -3, 3, 4]),
        "medial_deg": rng.choice([-10, -8, 8, 10]),
    }
    setup = _setup(values)
    goal = needling.planned(setup)
    back, front = extent_mm(setup.vertebra)[1]
    return values | {
        "planned_deg": round(goal.medial_deg),
        "now_deg": round(goal.medial_deg) + values["medial_deg"],
        "to_back_mm": round((back - goal.entry_mm[1]) / goal.along[1]),
        "to_front_mm": round((front - goal.entry_mm[1]) / goal.along[1]),
        "depth_mm": round(needling.START_MM),
    }


def key(values: dict[str, Any]) -> list[dict[str, Any]]:
    """Put it right while it is loose, then three quarters of the way from back wall to front."""
    deep = values["to_back_mm"] + 0.75 * (values["to_front_mm"] - values["to_back_mm"])
    return [
        {"do": "entry", "outwards_mm": -values["out_mm"], "upwards_mm": -values["up_mm"]},
        {"do": "turn", "inwards_deg": -values["medial_deg"]},
        {"do": "advance", "by_mm": round(deep - values["depth_mm"])},
    ]


def replay(values: dict[str, Any], actions: list[dict[str, Any]]) -> dict[str, Any]:
    """Half of the points for no wall, vessel or nerve touched, a quarter each for depth and for the place that was planned."""
    setup = _setup(values)
    state, broken = needling.start(setup), ""
    try:
        for action in actions:
            for deed in _deeds(action):
                state = needling.done(setup, state, deed)
                if not state.loose:
                    broken = broken or needle.margins(setup.vertebra, state.needle).breach
        found = needling.assess(setup, state.needle)
    except InputError as error:
        return {"share": 0.0, "feedback": str(error), "summary": "refused"}
    good = {one.name: one.good for one in found}
    back, front = extent_mm(setup.vertebra)[1]
    deep = SHALLOW <= (state.needle.tip_mm[1] - back) / (front - back) <= DEEP
    safe = not broken and all(fine for name, fine in good.items() if name not in ("Tip", "Planned place"))
    share = 0.5 * (safe and deep) + 0.25 * deep + 0.25 * (good["Planned place"] and deep)
    told = (f"On the way broken: {broken}. " if broken else "") + " ".join(f"{one.name}: {one.words}." for one in found)
    return {"share": share, "feedback": told, "summary": f"{state.needle.depth_mm:.0f} mm deep"}


def _deeds(action: dict[str, Any]) -> list[needling.Deed]:
    if action["do"] == "advance":
        return [needling.Deed("advance", action["by_mm"] / 2)] * 2
    if action["do"] == "turn":
        return [needling.Deed("medial", action["inwards_deg"])]
    return [needling.Deed("out", action["outwards_mm"]), needling.Deed("up", action["upwards_mm"])]


def _setup(values: dict[str, Any]) -> needling.Setup:
    off = (values["out_mm"], values["medial_deg"], values["up_mm"], 0.0)
    return needling.Setup(_patient(), values["level"], values["side"], 13, off)


@lru_cache(maxsize=1)
def _patient() -> Patient:
    return Patient(72, "female", t_score=-2.7, seed=4)
