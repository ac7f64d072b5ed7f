"""Balloons that raise a fractured body, and cement in the cavities that they leave.

They are filled, drawn back, let down and filled again; bone that was crushed stays crushed. When they are out, cement
goes into the cavities, as much on each side.
"""

from dataclasses import replace

import numpy as np

from vertebra import tables
from vertebra.arguments import checked
from vertebra.models import cement
from vertebra.models.cement import CementField
from vertebra.models.procedure.action import BalloonAction, ImpossibleActionError
from vertebra.models.procedure.balloon_inflation import Inflation, deflation, truncate_at_volume
from vertebra.models.procedure.cavity import BalloonSite, balloon_site, body_with_balloons, full_inflation
from vertebra.models.procedure.options import axial_load_n
from vertebra.models.procedure.outcome import Balloons, ProcedureOutcome
from vertebra.models.procedure.vertebroplasty import porous_medium
from vertebra.patient import Part, Vertebra
from vertebra.texts import pgettext

FLOW_ML_PER_S = 0.1


@checked
def step(outcome: ProcedureOutcome, action: BalloonAction) -> ProcedureOutcome:
    """Do one more action with balloons; the caller keeps the log.

    Parameters
    ----------
    outcome : ProcedureOutcome
        It stays as it is.
    action : BalloonAction

    Returns
    -------
    ProcedureOutcome

    Raises
    ------
    ImpossibleActionError
        For cement or time before the balloons are out, balloons after cement, another placement or position once they
        were filled, and letting down what is empty or out.
    InputError
        For a vertebra without room for balloons.
    FlowError
        If no pressure is found.
    """
    if action.kind in ("cement", "wait"):
        if not outcome.balloons.removed:
            raise ImpossibleActionError(
                pgettext("balloons-in-the-way", "The balloons lie in the way of the cement; let them down first.")
            )
        return replace(outcome, injected=_with_cement(outcome, action))
    if outcome.cement_given:
        raise ImpossibleActionError(
            pgettext(
                "balloon-after-cement",
                "There is cement in the body; no balloon can be filled there any more. Undo it first.",
            )
        )
    if action.kind in ("position", "placement"):
        return replace(outcome, balloons=_placed(outcome.balloons, action))
    return replace(outcome, balloons=_inflated(outcome, action), injected=None)


def _placed(balloons: Balloons, action: BalloonAction) -> Balloons:
    """The balloons with the patient, or they themselves, lying another way."""
    if balloons.used:
        raise ImpossibleActionError(
            pgettext(
                "balloons-already-filled", "The balloons have been filled; place them, and the patient, before that."
            )
        )
    if action.kind == "position":
        return replace(balloons, patient_position=action.option)
    return replace(balloons, placement=action.option)


def _inflated(outcome: ProcedureOutcome, action: BalloonAction) -> Balloons:
    """The balloons after one more filling, or let down."""
    now = outcome.balloons
    if action.kind == "deflate":
        if not now.used:
            raise ImpossibleActionError(
                pgettext("balloons-empty", "The balloons are empty; fill them before you let them down.")
            )
        if now.removed:
            raise ImpossibleActionError(
                pgettext("balloons-already-out", "The balloons have been let down and are out already.")
            )
        return replace(now, volume_ml=0.0, stopped="wanted", removed=True)
    full = full_inflation(site(outcome), load_n(outcome))
    limit = round(float(full.volume_ml[-1]), 6)
    volume = round(min(max(now.volume_ml + action.amount, 0.0), limit), 6)
    stopped = full.stopped if now.volume_ml + action.amount > limit + 1e-9 else "wanted"
    return replace(now, volume_ml=volume, max_volume_ml=max(now.max_volume_ml, volume), stopped=stopped, removed=False)


@checked
def cement_in_cavities(outcome: ProcedureOutcome) -> CementField:
    """Return cement at hand, with a needle where the middle of each balloon was.

    Raises
    ------
    InputError
        As `cement_at_balloons`.
    """
    return cement_at_balloons(outcome.body, site(outcome), outcome)


@checked
def cement_at_balloons(body: Vertebra, at: BalloonSite, outcome: ProcedureOutcome) -> CementField:
    """Return cement at hand in a body, with a needle where the middle of each balloon is or was.

    Parameters
    ----------
    body : Vertebra
    at : BalloonSite
    outcome : ProcedureOutcome
        Its equipment gives gauge, cement and device.

    Raises
    ------
    InputError
        For a middle that lies outside spongy bone and cavities.
    """
    equipment = outcome.equipment
    return cement.begin(
        body,
        equipment.cement,
        at.centres_mm,
        gauge=equipment.gauge,
        device=equipment.device,
        mixed_minutes_ago=equipment.mixed_minutes_ago,
        medium=porous_medium(body),
    )


def _with_cement(outcome: ProcedureOutcome, action: BalloonAction) -> CementField:
    """Cement by turns on each side, or time."""
    field = outcome.cement
    assert field is not None  # Balloons that are out leave cavities, and needles in them.
    if action.kind == "wait":
        return cement.wait(field, action.amount)
    step_ml = BalloonAction.CEMENT_STEP_ML
    for _unused in range(round(action.amount / step_ml)):
        for needle in range(len(field.tips_mm)):
            field = cement.inject(field, step_ml / FLOW_ML_PER_S, FLOW_ML_PER_S, needle)
    return field


# What can be known of an outcome.


@checked
def site(outcome: ProcedureOutcome) -> BalloonSite:
    """Return the surroundings of the balloons.

    Raises
    ------
    InputError
        For a vertebra without room for them.
    """
    return balloon_site(outcome.fractured, outcome.balloons.placement)


@checked
def load_n(outcome: ProcedureOutcome) -> float:
    """Return the load (N) along the spine, by the patient's position."""
    return axial_load_n(outcome.balloons.patient_position)


@checked
def inflation(outcome: ProcedureOutcome) -> Inflation:
    """Return the balloons' inflation up to their largest filling.

    Raises
    ------
    InputError
        As `site`.
    """
    return truncate_at_volume(full_inflation(site(outcome), load_n(outcome)), outcome.balloons.max_volume_ml)


@checked
def pressure_mpa(outcome: ProcedureOutcome) -> float:
    """Return the pressure (MPa) that the gauge shows now.

    Raises
    ------
    InputError
        As `site`.
    """
    return deflation(inflation(outcome), outcome.balloons.volume_ml, load_n(outcome))[1]


@checked
def lift_retained_fraction(outcome: ProcedureOutcome) -> float:
    """Return the share (0 to 1) of the largest lift that is there now.

    Raises
    ------
    InputError
        As `site`.
    """
    return deflation(inflation(outcome), outcome.balloons.volume_ml, load_n(outcome))[0]


@checked
def lift_mm(outcome: ProcedureOutcome) -> float:
    """Return how much higher (mm) the front is than after the fracture.

    Raises
    ------
    InputError
        As `site`.
    """
    return outcome.heights.anterior_mm - site(outcome).collapsed.anterior_mm


@checked
def body(outcome: ProcedureOutcome) -> Vertebra:
    """Return the body without its cement: with the balloons' cavities, at the height that they hold or have left."""
    balloons = outcome.balloons
    if not balloons.used:
        return outcome.fractured
    return body_with_balloons(
        outcome.fractured,
        balloons.placement,
        balloons.patient_position,
        balloons.max_volume_ml,
        round(lift_retained_fraction(outcome), 4),
    )


@checked
def cavity_fill_fraction(field: CementField) -> float:
    """Return the share of the cavities (0 to 1) that holds cement; 0 without cavities."""
    cavity = np.asarray(field.vertebra.is_part(Part.CAVITY))
    return float(field.saturation[cavity].mean()) if cavity.any() else 0.0


@checked
def extracavitary_cement_ml(field: CementField) -> float:
    """Return the cement (mL) in the bone outside the cavities."""
    cavity = np.asarray(field.vertebra.is_part(Part.CAVITY))
    return field.stored_ml - float(field.cement_fraction[cavity].sum()) * field.vertebra.voxel_ml


@checked
def max_pressure_mpa(outcome: ProcedureOutcome) -> float:
    """Return the pressure (MPa) in the balloons at their largest filling.

    Raises
    ------
    InputError
        As `site`.
    """
    return float(inflation(outcome).pressure_mpa[-1])


def pressure_limit_mpa() -> float:
    """Return the highest pressure (MPa) that balloons bear.

    Source
    ------
    `assets/tables/balloon.toml`.
    """
    return tables.value("balloon_pressure_limit_mpa")
