"""A needle that is replayed: aimed by what a scan says, advanced, looked at, and judged by its way and by where it ends."""

import random
from dataclasses import replace
from functools import lru_cache
from typing import Any

from vertebra import tables
from vertebra.errors import InputError
from vertebra.models import conduct, needle, needling
from vertebra.models.beside import extent_mm
from vertebra.patient import Patient

LEVELS = ("T9", "T12", "L1", "L3")
SHALLOW, DEEP = 0.55, 0.9
"""Shares of the way from back wall to front between which the tip may end."""
WORTH = {"walls": 0.4, "depth": 0.15, "rule": 0.2, "place": 0.15, "pictures": 0.1}
"""What each is worth: no wall, vessel or nerve touched; the depth; the rule of the wall; the place that was planned; few pictures."""
VIEWS = {"behind": "AP", "the side": "lateral"}
BEYOND_MM = 2
"""How far past the back wall the right answer looks from the side."""
NEVER_LOOKED = (
    "Wall rule and pictures: this list never looks. Lists for the first version of this question could not say what was looked at; "
    "they are read, and these two parts earn nothing."
)


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
    setup = _setup(values)
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


def key(values: dict[str, Any]) -> list[dict[str, Any]]:
    """Put it right while it is loose, go just past the back wall, look from the side, then three quarters of the way to the front."""
    past = values["to_back_mm"] + BEYOND_MM
    deep = round(values["to_back_mm"] + 0.75 * (values["to_front_mm"] - values["to_back_mm"]))
    return [
        {"do": "entry", "outwards_mm": -values["out_mm"], "upwards_mm": -values["up_mm"]},
        {"do": "turn", "inwards_deg": -values["medial_deg"]},
        {"do": "advance", "by_mm": past - values["depth_mm"]},
        {"do": "look", "from": "the side"},
        {"do": "advance", "by_mm": deep - past},
    ]


def replay(values: dict[str, Any], actions: list[dict[str, Any]]) -> dict[str, Any]:
    """Shares of `WORTH`; none of them for a tip that isn't in the front half of the body."""
    setup = _setup(values)
    state = needling.done(setup, needling.start(setup), needling.Deed("look", what="AP"))
    try:
        for action in actions:
            for deed in _deeds(action):
                state = needling.done(setup, state, deed)
        found = {one.name: one for one in conduct.lying(setup, state.needle)}
    except InputError as error:
        return {"share": 0.0, "feedback": str(error), "summary": "refused"}
    looked = any(action["do"] == "look" for action in actions)
    most = tables.value("pictures_listed_most")
    good = {
        "depth": SHALLOW <= needle.depth_share(setup.vertebra, state.needle.tip_mm) <= DEEP,
        "walls": not state.broken
        and all(one.good for name, one in found.items() if name not in ("Tip", "Advised place")),
        "rule": looked and state.unseen_mm is None,
        "place": found["Advised place"].good,
        "pictures": looked and state.shots <= most,
    }
    share = sum(worth for name, worth in WORTH.items() if good[name] and good["depth"])
    told = [
        *([f"On the way broken: {state.broken}."] if state.broken else []),
        *(f"{one.name}: {one.words}." for one in found.values()),
        *(
            [_rule_told(state), f"Pictures: {state.shots}; up to {most:.0f} count as sparing."]
            if looked
            else [NEVER_LOOKED]
        ),
    ]
    return {"share": round(share, 4), "feedback": " ".join(told), "summary": f"{state.needle.depth_mm:.0f} mm deep"}


def _to_border_mm(setup: needling.Setup, goal: needle.Needle) -> int:
    """The last whole millimetre at which the tip is not yet across the pedicle's inner border."""
    depth = round(needling.START_MM)
    while not needle.crossed(setup.vertebra, replace(goal, depth_mm=depth + 1)):
        depth += 1
    return depth


def _rule_told(state: needling.State) -> str:
    return f"Wall rule: {conduct.wall_rule(state).words}."


def _deeds(action: dict[str, Any]) -> list[needling.Deed]:
    """One deed for an action, so that it costs a picture of each view that is looked at; a long way is two."""
    if action["do"] == "advance":
        steps = 1 if abs(action["by_mm"]) <= needling.MOST_CHANGE else 2
        return [needling.Deed("advance", action["by_mm"] / steps)] * steps
    if action["do"] == "turn":
        return [needling.Deed("medial", action["inwards_deg"])]
    if action["do"] == "look":
        return [needling.Deed("look", what=VIEWS[action["from"]])]
    return [needling.Deed("move", amounts=(action["outwards_mm"], action["upwards_mm"]))]


def _setup(values: dict[str, Any]) -> needling.Setup:
    off = (values["out_mm"], values["medial_deg"], values["up_mm"], 0.0)
    return needling.Setup(_patient(), values["level"], values["side"], 13, off)


@lru_cache(maxsize=1)
def _patient() -> Patient:
    return Patient(72, "female", t_score=-2.7, seed=4)
