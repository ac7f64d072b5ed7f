"""The key: wait for toothpaste, go to the front third, inject three millilitres slowly."""

from typing import Any

from vertebra.errors import InputError
from vertebra.models import vertebroplasty as vp
from vertebra.patient import Fracture, Patient

VOXEL_MM = 3.0
FRONT_MM = 26


def key(values: dict[str, Any]) -> list[dict[str, Any]]:
    """Wait for toothpaste, go to the front third, inject three millilitres slowly."""
    return [
        {"do": "wait", "minutes": 4},
        {"do": "move", "forward_mm": FRONT_MM - values["depth_mm"]},
        {"do": "inject", "seconds": 30, "flow_ml_per_s": 0.1},
    ]


def replay(values: dict[str, Any], actions: list[dict[str, Any]]) -> dict[str, Any]:
    """Each of the four things that a supervisor looks at is a quarter of the points."""
    person = Patient(
        values["age_years"], values["sex"], t_score=values["t_score"], fractures=(Fracture("L1", grade=1),),
        seed=values["texture"],
    )  # fmt: skip
    setup = vp.Setup(person, "L1", "low", 11, mixed_minutes_ago=values["mixed_min"], voxel_mm=VOXEL_MM)
    acts: tuple[vp.Act, ...] = (vp.Act("move", values["depth_mm"] - vp.START_DEPTH_MM),)
    for action in actions:
        acts = (*acts, _act(action))
    try:
        state = vp.Replay(setup).state(acts)
    except InputError as error:
        return {"share": 0.0, "feedback": str(error), "summary": "refused"}
    found = vp.assess(state)
    told = " ".join(f"{one.name}: {one.words}." for one in found)
    share = sum(one.good for one in found) / len(found) if state.cement.injected_ml > 0 else 0.0
    return {"share": share, "feedback": told, "summary": f"{state.cement.stored_ml:.1f} mL in the bone"}


def _act(action: dict[str, Any]) -> vp.Act:
    if action["do"] == "wait":
        return vp.Act("wait", 60 * action["minutes"])
    if action["do"] == "move":
        return vp.Act("move", action["forward_mm"])
    return vp.Act("inject", action["seconds"], action["flow_ml_per_s"])
