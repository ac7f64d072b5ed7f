"""What can be done for a patient, and what can't be done yet.

A case is a list of actions of the same union as a procedure: `CaseAction` for what is asked, ordered, decided and told,
and the procedure's own actions as they were done. See decision 0151.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from vertebra.arguments import checked
from vertebra.models.case.sampling import Case
from vertebra.models.imaging.reading_cases import VERDICTS
from vertebra.models.preparation import checklist
from vertebra.models.procedure.action import (
    Action,
    BalloonAction,
    CaseAction,
    CementAction,
    ImpossibleActionError,
    NeedleAction,
)
from vertebra.models.procedure.former_actions import former_case_actions
from vertebra.models.procedure.options import AXIAL_LOAD_BY_POSITION, PLACEMENTS
from vertebra.texts import _, pgettext

ANAESTHESIA = ("local", "light", "deep")
"""Steps of the preparation that are felt: lidocaine on skin and periosteum, a little sedation, much sedation."""
CONSEQUENCES = {"prepare": ANAESTHESIA, "act": ("rouse",)}
"""By kind, the options that are there only where emergencies follow from what was done."""
ACTIONS: dict[str, tuple[str, ...]] = {
    "ask": ("onset", "course", "cancer", "fever", "legs", "medicines", "fractures", "illnesses"),
    "examine": ("percussion", "legs"),
    "image": ("radiograph", "MRI", "CT", "bloods", "DXA"),
    "call": VERDICTS,
    "decide": ("wait", "vertebroplasty", "kyphoplasty", "oncology", "infection", "surgeon"),
    "prepare": (*checklist.STEPS, *ANAESTHESIA),
    "tell": ("trials", "leaks", "grave", "alternatives", "bone", "hers", "cure", "protects", "longer", "harmless"),
    "act": (
        "stop",
        "feet",
        "wait",
        "lateral",
        "oxygen",
        "listen",
        "image",
        "surgeon",
        "watch",
        "tell",
        "inject",
        "morning",
        "rouse",
    ),
    "give": ("alendronate", "zoledronate", "denosumab", "teriparatide", "romosozumab", "nothing"),
    "follow": ("vitamin D", "falls", "causes", "liaison", "review", "minerals", "bed"),
}
"""By kind of `CaseAction`, its options."""
ANSWER_OPTIONS: dict[str, tuple[str, ...]] = ACTIONS | {
    "cement": CementAction.KINDS,
    "balloon": (*PLACEMENTS, *list(AXIAL_LOAD_BY_POSITION)[:2], "inflate", "down", "cement", "wait"),
}
"""What the question of a case declares: the words of `to_answer`. Nobody living lies without a load."""
SINGLE_USE = ("call", "decide", "give")
OPERATIONS = ("vertebroplasty", "kyphoplasty")
PROCEDURE_TYPES = (CementAction, BalloonAction)
PROCEDURE_KINDS = ("cement", "balloon")
"""The procedure's actions among the stages of a case: as often as one likes."""
MAX_ACTIONS = 200


@checked
def is_procedural(action: Action) -> bool:
    """Return whether an action is done with the patient's vertebra, not for the patient."""
    return isinstance(action, PROCEDURE_TYPES)


@checked
def kind_of(action: Action) -> str:
    """Return the kind by which a case's stages count an action: its own, or the type of a procedure's action."""
    return action.TYPE if is_procedural(action) else action.kind


@checked
def option_of(action: Action) -> str:
    """Return the option that an action chose; the kind of a procedure's action."""
    return action.option if isinstance(action, CaseAction) else action.kind


@checked
def procedural(actions: Sequence[Action]) -> tuple[Action, ...]:
    """Return the actions of the procedure among those of a case."""
    return tuple(one for one in actions if is_procedural(one))


@checked
def decision_of(actions: Sequence[Action]) -> str:
    """Return the first decision among the actions; empty without one."""
    return next((option_of(one) for one in actions if kind_of(one) == "decide"), "")


@checked
def to_answer(action: Action) -> dict[str, Any]:
    """Return the action in the words that the question of a case declares, in which students' answers are kept."""
    if isinstance(action, CementAction):
        return {"do": "cement", "what": action.kind, "amount": action.amount, "flow": action.flow_ml_per_s}
    if isinstance(action, BalloonAction):
        what = action.option or {"deflate": "down"}.get(action.kind, action.kind)
        return {"do": "balloon", "what": what, "amount": action.amount, "flow": 0.0}
    return {"do": action.kind, "what": option_of(action)}


@checked
def from_answers(answers: Sequence[Mapping[str, Any]]) -> tuple[Action, ...]:
    """Return the actions that `to_answer` put into words."""
    return former_case_actions(
        [(one["do"], one["what"], one.get("amount", 0.0), one.get("flow", 0.0)) for one in answers]
    )


@checked
def check(case: Case, actions: Sequence[Action]) -> None:
    """Check that every action of a case was possible when it was done.

    Parameters
    ----------
    case : Case
    actions : sequence of Action
        In their order, at most 200.

    Raises
    ------
    ImpossibleActionError
        For too many actions; otherwise it names the first that was not possible.
    """
    if len(actions) > MAX_ACTIONS:
        raise ImpossibleActionError(
            _("No more than {max_actions} actions are kept for a patient; take some back.").format(
                max_actions=MAX_ACTIONS
            )
        )
    for at, action in enumerate(actions):
        _possible(actions[:at], action)


def _possible(before: Sequence[Action], action: Action) -> None:
    kind, option = kind_of(action), option_of(action)
    if isinstance(action, NeedleAction):
        raise ImpossibleActionError(
            pgettext("no-steering-in-case", "No needle is steered here; it lies in the pedicle already.")
        )
    if isinstance(action, CaseAction) and option not in ACTIONS[kind]:
        raise ImpossibleActionError(
            _("There is no {kind} {option}; give one of {options}.").format(
                kind=kind, option=repr(option), options=", ".join(ACTIONS[kind])
            )
        )
    done = {(kind_of(one), option_of(one)) for one in before}
    kinds = {one for one, _unused in done}
    if kind in SINGLE_USE and kind in kinds:
        raise ImpossibleActionError(
            pgettext("already-committed", "You have committed yourself to this; take it back first.")
        )
    if kind == "call" and not done & {("image", "MRI"), ("image", "CT"), ("image", "radiograph")}:
        raise ImpossibleActionError(pgettext("no-picture-yet", "There is no picture yet to say this by; order one."))
    if kind == "cement" and decision_of(before) not in OPERATIONS:
        raise ImpossibleActionError(
            pgettext("no-decision-for-cement", "No cement without a decision for it; decide first.")
        )
    if kind == "balloon" and decision_of(before) != "kyphoplasty":
        raise ImpossibleActionError(
            pgettext("no-decision-for-balloon", "No balloon without a decision for kyphoplasty; decide first.")
        )
    if kind == "act" and not kinds & set(PROCEDURE_KINDS):
        raise ImpossibleActionError(
            pgettext("nothing-happened-yet", "Nothing has happened yet that would ask for this.")
        )
    if kind not in (*PROCEDURE_KINDS, "act") and (kind, option) in done:
        raise ImpossibleActionError(
            pgettext("done-before", "This has been done: {kind} {option}.").format(kind=kind, option=option)
        )
