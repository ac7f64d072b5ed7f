"""Cement through the needle: injected, waited for, and injected again, from one side or the other."""

from dataclasses import replace

from vertebra import cache
from vertebra.arguments import checked
from vertebra.errors import InputError
from vertebra.models import cement
from vertebra.models.cement import CementField, PorousMedium
from vertebra.models.procedure.action import CementAction, ImpossibleActionError
from vertebra.models.procedure.needle import IN_BODY_MM, Needle, needle_in_pedicle
from vertebra.models.procedure.outcome import Equipment, ProcedureOutcome
from vertebra.patient import Vertebra
from vertebra.texts import pgettext


@checked
@cache.BONES.memoize
def porous_medium(vertebra: Vertebra) -> PorousMedium:
    """Return the pores of a body, which are computed once while it is in use.

    Raises
    ------
    InputError
        For a body without enough spongy bone.
    """
    return cement.porous_medium(vertebra)


@checked
def cement_through_needle(vertebra: Vertebra, equipment: Equipment, needle: Needle) -> CementField:
    """Return cement at hand at the opening of a needle.

    Parameters
    ----------
    vertebra : Vertebra
    equipment : Equipment
        It gives cement, device and the cement's age.
    needle : Needle

    Raises
    ------
    InputError
        For an opening that is not in the body's spongy bone.
    """
    return cement.begin(
        vertebra,
        equipment.cement,
        [needle.tip_mm],
        _direction(needle),
        gauge=needle.gauge,
        device=equipment.device,
        mixed_minutes_ago=equipment.mixed_minutes_ago,
        medium=porous_medium(vertebra),
    )


@checked
def follow_needle(field: CementField, needle: Needle) -> CementField:
    """Move the opening of the field's needle to where a needle is.

    Raises
    ------
    ImpossibleActionError
        For an opening outside the body's spongy bone.
    """
    try:
        return cement.move_needle(field, needle.tip_mm, direction=_direction(needle))
    except InputError as error:
        raise ImpossibleActionError(
            pgettext(
                "opening-would-leave-bone",
                "There the needle's opening would lie outside the body's spongy bone; keep it inside.",
            )
        ) from error


@checked
def step(outcome: ProcedureOutcome, action: CementAction) -> ProcedureOutcome:
    """Do one more action with cement; the caller keeps the log.

    Parameters
    ----------
    outcome : ProcedureOutcome
        It stays as it is.
    action : CementAction

    Returns
    -------
    ProcedureOutcome

    Raises
    ------
    ImpossibleActionError
        For cement beside balloons, an opening outside spongy bone, and a needle that would be moved in a cavity or to a
        side without one.
    InputError
        For a depth out of range, and a vertebra without pedicles.
    FlowError
        If no pressure is found.
    """
    if outcome.balloons.in_body:
        raise ImpossibleActionError(
            pgettext("balloons-in-the-way", "The balloons lie in the way of the cement; let them down first.")
        )
    if action.kind in ("inject", "wait"):
        flow = action.flow_ml_per_s if action.kind == "inject" else 0.0
        return replace(outcome, injected=cement.inject(_available(outcome), action.amount, flow))
    if outcome.balloons.removed:
        return _other_cavity(outcome, action)
    if action.kind == "side":
        side = "right" if action.amount > 0 else "left"
        needle = needle_in_pedicle(outcome.fractured, side, IN_BODY_MM, outcome.needle.gauge)
    else:
        needle = replace(outcome.needle, depth_mm=outcome.needle.depth_mm + action.amount)
    field = outcome.cement
    if field is None:
        return replace(outcome, needle=needle)
    return replace(outcome, needle=needle, injected=follow_needle(field, needle))


def _available(outcome: ProcedureOutcome) -> CementField:
    if outcome.cement is None:
        raise ImpossibleActionError(
            pgettext(
                "opening-not-in-bone-yet",
                "The needle's opening doesn't lie in the body's spongy bone yet, so no cement can flow; bring it "
                "there first.",
            )
        )
    return outcome.cement


def _other_cavity(outcome: ProcedureOutcome, action: CementAction) -> ProcedureOutcome:
    """After balloons there is a needle in each cavity, and none is moved."""
    if action.kind == "move":
        raise ImpossibleActionError(
            pgettext("needles-in-cavities", "The needles lie in the cavities; they are not moved. Choose a side.")
        )
    field, number = _available(outcome), 0 if action.amount > 0 else 1
    if number >= len(field.tips_mm):
        raise ImpossibleActionError(
            pgettext(
                "no-cavity-on-this-side", "There was a balloon on one side only, so there is no cavity on the other."
            )
        )
    return replace(outcome, injected=cement.inject(field, 0.0, 0.0, number))


def _direction(needle: Needle) -> tuple[float, float, float]:
    x, y, z = map(float, needle.direction)
    return x, y, z
