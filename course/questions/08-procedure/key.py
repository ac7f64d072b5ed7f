"""The key: wait for toothpaste, go to the front third, inject three millilitres slowly."""

from typing import Any

from vertebra.errors import InputError
from vertebra.models import fracture, procedure
from vertebra.models.procedure import CementAction, Equipment
from vertebra.models.procedure.needle import IN_BODY_MM
from vertebra.patient import Fracture, Patient
from vertebra.quiz import wording

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
        values["age_years"],
        values["sex"],
        t_score=values["t_score"],
        fractures=(Fracture("L1", grade=1),),
        seed=values["texture"],
    )
    bone, equipment = fracture.of_patient(person, "L1", VOXEL_MM), Equipment(mixed_minutes_ago=values["mixed_min"])
    lies = CementAction("move", values["depth_mm"] - IN_BODY_MM)
    try:
        outcome = procedure.run(bone, [lies, *map(_action, actions)], equipment)
    except InputError as error:
        return {"share": 0.0, "feedback": error.text, "summary": "refused"}
    found = procedure.assess(outcome)
    share = sum(one.passed for one in found) / len(found) if outcome.cement_given else 0.0
    stored = outcome.injected.stored_ml if outcome.injected is not None else 0.0
    return {"share": share, "feedback": wording.assessment_sentences(found), "summary": f"{stored:.1f} mL in the bone"}


def _action(action: dict[str, Any]) -> CementAction:
    if action["do"] == "wait":
        return CementAction("wait", 60 * action["minutes"])
    if action["do"] == "move":
        return CementAction("move", action["forward_mm"])
    return CementAction("inject", action["seconds"], action["flow_ml_per_s"])
