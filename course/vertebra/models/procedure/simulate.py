"""Actions done on a vertebra: the same list gives the same outcome anywhere, and an earlier outcome never changes.

Lists that begin alike are not computed twice: `PREFIXES` keeps the outcomes, within a limit of memory.

See decision 0220.
"""

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from vertebra import cache
from vertebra.arguments import checked
from vertebra.errors import InputError
from vertebra.models.cement import CementField
from vertebra.models.procedure import kyphoplasty, needle_placement, vertebroplasty
from vertebra.models.procedure.action import (
    Action,
    BalloonAction,
    CaseAction,
    CementAction,
    ImpossibleActionError,
    NeedleAction,
)
from vertebra.models.procedure.action_list import MAX_ACTIONS
from vertebra.models.procedure.outcome import Balloons, Equipment, ProcedureOutcome, Steering
from vertebra.models.procedure.prefix_cache import PrefixCache
from vertebra.patient import Vertebra
from vertebra.texts import pgettext

PREFIXES = PrefixCache(cache.PROCEDURES)


@checked
def run(vertebra: Vertebra, actions: Iterable[Any] = (), equipment: Equipment | None = None) -> ProcedureOutcome:
    """Do a list of actions on a vertebra; the shorter list is the undo.

    Parameters
    ----------
    vertebra : Vertebra
        Fractured or not, built or from a CT; it stays as it is.
    actions : iterable of NeedleAction, CementAction, BalloonAction
        At most 400.
    equipment : Equipment, optional
        By default a needle in the right pedicle, ready for cement.

    Returns
    -------
    ProcedureOutcome

    Raises
    ------
    ImpossibleActionError
        For an action that cannot be done when its turn comes, and for more than 400 actions.
    InputError
        For a vertebra that lacks a landmark or pedicles, by name, and for anything in `actions` that is no action.
    FlowError
        If no pressure is found.
    """
    wanted, ready = tuple(actions), equipment or Equipment()
    for one in wanted:  # not by the annotation of `actions`: this error shows what was given
        if not isinstance(one, Action):
            raise InputError(
                pgettext("not-an-action-of-a-procedure", "This is no action of a procedure: {action}.").format(
                    action=repr(one)[:80]
                )
            )
    if len(wanted) > MAX_ACTIONS:
        raise ImpossibleActionError(
            pgettext("too-many-actions", "So many steps ({max_actions}) are kept; press R to start again.").format(
                max_actions=MAX_ACTIONS
            )
        )
    if (known := PREFIXES.latest(vertebra, ready, wanted)) is not None:
        return known
    outcome, left = PREFIXES.longest_prefix((vertebra, ready), wanted)
    if outcome is None:
        outcome = start(vertebra, ready)
        PREFIXES.store((vertebra, ready), (), outcome)
    for at, action in enumerate(left):
        outcome = replace(step(outcome, action), actions=wanted[: len(wanted) - len(left) + at + 1])
        if isinstance(action, CementAction | BalloonAction) or at == len(left) - 1:
            PREFIXES.store((vertebra, ready), outcome.actions, outcome)
    PREFIXES.remember(outcome)
    return outcome


@checked
def start(vertebra: Vertebra, equipment: Equipment) -> ProcedureOutcome:
    """Return the outcome of no action.

    Parameters
    ----------
    vertebra : Vertebra
    equipment : Equipment

    Raises
    ------
    InputError
        For a vertebra that lacks a landmark or pedicles, by name.
    """
    needle = needle_placement.initial_needle(vertebra, equipment)
    balloons = Balloons(equipment.placement, equipment.patient_position)
    return ProcedureOutcome(
        vertebra, equipment, (), needle, needle_placement.with_exposure(Steering(), needle), balloons
    )


@checked
def step(outcome: ProcedureOutcome, action: Action) -> ProcedureOutcome:
    """Do one more action, which joins the log.

    Parameters
    ----------
    outcome : ProcedureOutcome
        It stays as it is.
    action : Action

    Returns
    -------
    ProcedureOutcome

    Raises
    ------
    ImpossibleActionError
        For an action of a case, and one that cannot be done now; any other InputError is turned into this.
    FlowError
        If no pressure is found.
    """
    if isinstance(action, CaseAction):
        raise ImpossibleActionError(
            pgettext("needs-a-patient", "{kind} is done for a patient, not on a vertebra.").format(
                kind=repr(action.kind)
            )
        )
    try:
        after = _apply(outcome, action)
    except ImpossibleActionError:
        raise
    except InputError as error:
        raise ImpossibleActionError(*error.args) from error
    return replace(after, actions=(*outcome.actions, action))


def _apply(outcome: ProcedureOutcome, action: NeedleAction | CementAction | BalloonAction) -> ProcedureOutcome:
    if isinstance(action, NeedleAction):
        return needle_placement.step(outcome, action)
    if isinstance(action, CementAction):
        return vertebroplasty.step(outcome, action)
    return kyphoplasty.step(outcome, action)


@checked
def available_cement(outcome: ProcedureOutcome) -> CementField | None:
    """Return cement at the needle's opening before any has flowed; None beside balloons, and outside spongy bone."""
    if outcome.balloons.removed:
        return kyphoplasty.cement_in_cavities(outcome)
    if outcome.balloons.in_body:
        return None
    try:
        return vertebroplasty.cement_through_needle(outcome.fractured, outcome.equipment, outcome.needle)
    except InputError:
        return None
