"""The key: put it right while it is loose, go just past the back wall, look from the side, then three quarters of the
way to the front."""

from typing import Any

from vertebra import tables
from vertebra.errors import InputError
from vertebra.models import procedure
from vertebra.models.procedure import NeedleAction, needle, needle_assessment
from vertebra.quiz import wording
from vertebra.texts import Text, join

from .item import bone_of, equipment_of

SHALLOW, DEEP = 0.55, 0.9
"""Shares of the way from back wall to front between which the tip may end."""
WORTH = {"walls": 0.4, "depth": 0.15, "rule": 0.2, "place": 0.15, "pictures": 0.1}
"""What each is worth: no wall, vessel or nerve touched; the depth; the rule of the wall; the place that was planned;
few pictures."""
VIEWS = {"behind": "AP", "the side": "lateral"}
BEYOND_MM = 2
"""How far past the back wall the right answer looks from the side."""
NEVER_LOOKED = Text(
    "Wall rule and pictures: this list never looks. Lists for the first version of this question could not say "
    "what was looked at; "
    "they are read, and these two parts earn nothing.",
    "never-looked",
)
PICTURES_TAKEN = Text("Pictures: {taken}; up to {most} count as sparing.", "pictures-taken")


def key(values: dict[str, Any]) -> list[dict[str, Any]]:
    """Put it right while it is loose, go just past the back wall, look from the side, then three quarters of the way to
    the front."""
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
    bone = bone_of(values)
    steps = [NeedleAction("look", option="AP"), *(one for action in actions for one in _needle_actions(action))]
    try:
        outcome = procedure.run(bone, steps, equipment_of(values))
        found = {one.criterion: one for one in needle_assessment.assess_position(bone, outcome.needle)}
    except InputError as error:
        return {"share": 0.0, "feedback": error.text, "summary": "refused"}
    steering = outcome.steering
    looked = any(action["do"] == "look" for action in actions)
    most = tables.value("pictures_listed_max")
    good = {
        "depth": SHALLOW <= needle.depth_fraction(bone, outcome.needle.tip_mm) <= DEEP,
        "walls": not steering.breach
        and all(one.passed for name, one in found.items() if name not in ("tip_depth", "suggested_place")),
        "rule": looked and steering.rule_broken_at_mm is None,
        "place": found["suggested_place"].passed,
        "pictures": looked and steering.exposures <= most,
    }
    share = sum(worth for name, worth in WORTH.items() if good[name] and good["depth"])
    told = [
        *([f"On the way broken: {wording.structure_name(steering.breach)}."] if steering.breach else []),
        wording.assessment_sentences(found.values()),
        *(
            [
                wording.assessment_sentences([needle_assessment.assess_wall_rule(outcome)]),
                PICTURES_TAKEN.format(taken=steering.exposures, most=f"{most:.0f}"),
            ]
            if looked
            else [NEVER_LOOKED]
        ),
    ]
    return {"share": round(share, 4), "feedback": join(*told), "summary": f"{outcome.needle.depth_mm:.0f} mm deep"}


def _needle_actions(action: dict[str, Any]) -> list[NeedleAction]:
    """One needle action for an action of the list, so that it costs a picture of each view that is looked at; a long
    way is two."""
    if action["do"] == "advance":
        steps = 1 if abs(action["by_mm"]) <= NeedleAction.MAX_CHANGE else 2
        return [NeedleAction("advance", action["by_mm"] / steps)] * steps
    if action["do"] == "turn":
        return [NeedleAction("medial", action["inwards_deg"])]
    if action["do"] == "look":
        return [NeedleAction("look", option=VIEWS[action["from"]])]
    return [NeedleAction("move", amounts=(action["outwards_mm"], action["upwards_mm"]))]
