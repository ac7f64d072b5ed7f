"""A procedure is a value: actions are done on a vertebra, and the outcome can be looked at, compressed and assessed.

`run(fractured, actions)` is all that widgets, questions, case room and grader need.
"""

from vertebra.models.procedure.action import (
    Action,
    BalloonAction,
    CaseAction,
    CementAction,
    ImpossibleActionError,
    NeedleAction,
)
from vertebra.models.procedure.action_list import MAX_ACTIONS, append_action, from_json, schema
from vertebra.models.procedure.action_log import ActionFileError, ActionLog, Subject, dump, load
from vertebra.models.procedure.assessment import assess
from vertebra.models.procedure.needle import Needle
from vertebra.models.procedure.outcome import (
    INITIAL_ERROR,
    KYPHOPLASTY,
    STEERING,
    Assessment,
    Balloons,
    Equipment,
    ProcedureOutcome,
    Steering,
)
from vertebra.models.procedure.radiopaque import radiopaque_objects
from vertebra.models.procedure.simulate import run, step

__all__ = [
    "INITIAL_ERROR",
    "KYPHOPLASTY",
    "MAX_ACTIONS",
    "STEERING",
    "Action",
    "ActionFileError",
    "ActionLog",
    "Assessment",
    "BalloonAction",
    "Balloons",
    "CaseAction",
    "CementAction",
    "Equipment",
    "ImpossibleActionError",
    "Needle",
    "NeedleAction",
    "ProcedureOutcome",
    "Steering",
    "Subject",
    "append_action",
    "assess",
    "dump",
    "from_json",
    "load",
    "radiopaque_objects",
    "run",
    "schema",
    "step",
]
