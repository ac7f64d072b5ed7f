"""The key: put it right while it is loose, go just past the back wall, look from the side, then three quarters of the way to the front."""

from typing import Any

from vertebra import tables
from vertebra.errors import InputError
from vertebra.models import conduct, needle, needling

from .item import setup_of

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
    setup = setup_of(values)
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
