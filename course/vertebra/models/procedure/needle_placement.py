"""Steering a needle: turned and moved while it is loose, advanced, and looked at.

The needle stands on the bone, a little off and pointing wrongly. The place for its tip is marked on the pictures. There
is one C-arm, that shows one view at a time, or two (biplane). Every picture counts, and so does when a scan showed the
truth.

See decision 0143.
"""

from dataclasses import replace

import numpy as np

from vertebra import cache
from vertebra.arguments import checked
from vertebra.models.anatomy.adjacent_structures import body_extent_mm
from vertebra.models.procedure import needle as needles
from vertebra.models.procedure.action import ImpossibleActionError, NeedleAction
from vertebra.models.procedure.needle import Needle
from vertebra.models.procedure.options import VIEWS, Approach
from vertebra.models.procedure.outcome import (
    START_DEPTH_MM,
    STEERABLE_DEPTH_MM,
    Equipment,
    ProcedureOutcome,
    Steering,
)
from vertebra.patient import Vertebra
from vertebra.texts import pgettext

MOVING = ("medial", "caudal", "out", "up", "turn", "move", "advance", "gauge", "approach")


@checked
@cache.BONES.memoize
def reference_needle(vertebra: Vertebra, side: str, approach: Approach = "transpedicular", gauge: int = 11) -> Needle:
    """Return the needle as it should lie in the end.

    Parameters
    ----------
    vertebra : Vertebra
    side : str
        "right" or "left".
    approach : str
        A member of `APPROACHES`.
    gauge : int
        10, 11 or 13.

    Raises
    ------
    InputError
        As `planned_needle`.
    """
    return needles.planned_needle(vertebra, side, gauge, approach)


@checked
def initial_needle(vertebra: Vertebra, equipment: Equipment) -> Needle:
    """Return the needle at the start: on the bone and off its aim, or in the body where the equipment has no offset.

    Parameters
    ----------
    vertebra : Vertebra
    equipment : Equipment

    Raises
    ------
    InputError
        For a vertebra that lacks a landmark or pedicles, by name.
    """
    if equipment.needle_offset is None:
        return needles.needle_in_pedicle(vertebra, equipment.side, needles.IN_BODY_MM, equipment.gauge)
    return _initial_needle(vertebra, equipment, "transpedicular", equipment.gauge)


@checked
def step(outcome: ProcedureOutcome, action: NeedleAction) -> ProcedureOutcome:
    """Do one more action with the needle; the caller keeps the log.

    Parameters
    ----------
    outcome : ProcedureOutcome
        It stays as it is.
    action : NeedleAction

    Returns
    -------
    ProcedureOutcome

    Raises
    ------
    ImpossibleActionError
        For a mark or a turn while the needle is fast in the bone, steering after balloons, and an opening that would
        leave the bone with cement flowing.
    InputError
        For a scan of a needle that misses the bone, an angle or a depth out of range, and a vertebra without pedicles.
    """
    steering, now = outcome.steering, outcome.needle
    if action.kind == "look":
        return _with(outcome, now, with_exposure(replace(steering, view=action.option), now))
    if action.kind == "shot":
        return _with(outcome, now, with_exposure(steering, now))
    if action.kind == "scan":
        needles.margins(outcome.fractured, now)
        return _with(outcome, now, replace(steering, scanned_needle=now))
    if action.kind == "target":
        if not outcome.is_steerable:
            raise ImpossibleActionError(
                pgettext(
                    "mark-before-needle",
                    "The place for the tip is marked before the needle goes in; draw it back to mark another.",
                )
            )
        x, y, z = action.amounts
        return _with(outcome, now, replace(steering, target_mm=(x, y, z)))
    if outcome.balloons.used:
        raise ImpossibleActionError(
            pgettext(
                "no-steering-after-balloons", "Balloons have been where the needle was; it is not steered any more."
            )
        )
    then = steered(outcome, action)
    return _with(outcome, then, with_exposure(_with_observations(outcome, then), then))


@checked
def with_exposure(steering: Steering, needle: Needle) -> Steering:
    """Record a picture of each view that is looked at; before the first, of both views.

    Parameters
    ----------
    steering : Steering
        It stays as it is.
    needle : Needle
        The needle that the picture shows.
    """
    now = VIEWS if steering.view == "both" or not steering.last_seen else (steering.view,)
    seen = {**steering.last_seen, **dict.fromkeys(now, needle)}
    return replace(steering, exposures=steering.exposures + len(now), last_seen=seen)


@checked
def wall_rule_ok(outcome: ProcedureOutcome, needle: Needle) -> bool:
    """Return whether a needle keeps the rule of the wall, as far as it had been looked at.

    It may be across the inner border of the pedicle only after a picture from the side has shown this very aim past the
    back wall.

    Parameters
    ----------
    outcome : ProcedureOutcome
        With the pictures taken so far.
    needle : Needle
        The needle as it would lie next.

    Raises
    ------
    InputError
        For a vertebra without pedicles.
    """
    seen = outcome.steering.last_seen["lateral"]
    aimed = replace(seen, depth_mm=needle.depth_mm) == needle
    bone = outcome.fractured
    return not needles.tip_past_medial_wall(bone, needle) or (aimed and needles.tip_past_posterior_wall(bone, seen))


def _with(outcome: ProcedureOutcome, needle: Needle, steering: Steering) -> ProcedureOutcome:
    from vertebra.models.procedure import vertebroplasty

    if outcome.injected is not None and needle != outcome.needle:
        outcome = replace(outcome, injected=vertebroplasty.follow_needle(outcome.injected, needle))
    return replace(outcome, needle=needle, steering=steering)


@checked
def steered(outcome: ProcedureOutcome, action: NeedleAction) -> Needle:
    """Return the needle after it was advanced, turned, moved or exchanged.

    Raises
    ------
    ImpossibleActionError
        For a turn while the needle is fast in the bone.
    """
    now = outcome.needle
    if action.kind == "advance":
        return replace(now, depth_mm=float(np.clip(now.depth_mm + action.amount, 0, needles.MAX_DEPTH_MM)))
    if not outcome.is_steerable:
        raise ImpossibleActionError(
            pgettext(
                "needle-fast-in-bone", "The needle is fast in the bone and can't be turned there; draw it back first."
            )
        )
    if action.kind == "approach":
        return _initial_needle(outcome.fractured, outcome.equipment, action.option, now.gauge)  # type: ignore[arg-type]
    if action.kind == "gauge":
        return replace(now, gauge=int(action.amount))
    return _view_changed(now, action)


def _view_changed(now: Needle, action: NeedleAction) -> Needle:
    both = action.amounts if action.kind in ("turn", "move") else (action.amount, 0.0)
    if action.kind in ("caudal", "up"):
        both = (0.0, action.amount)
    if action.kind in ("turn", "medial", "caudal"):
        return replace(now, medial_deg=now.medial_deg + both[0], caudal_deg=now.caudal_deg + both[1])
    x, y, z = now.entry_mm
    return replace(now, entry_mm=(x + needles.SIDES[now.side] * both[0], y, z + both[1]))


def _with_observations(outcome: ProcedureOutcome, then: Needle) -> Steering:
    """The record with the needle there, and what of the way to there stays on it."""
    steering, before = outcome.steering, outcome.needle
    moved_on = steering.advanced_after_scan or (steering.scanned_needle is not None and then != before)
    breach = breach_of(outcome.fractured, then)
    broken_at = steering.rule_broken_at_mm
    if broken_at is None and then.depth_mm > before.depth_mm and not wall_rule_ok(outcome, then):
        broken_at = then.depth_mm
    return replace(
        steering, advanced_after_scan=moved_on, breach=steering.breach or breach, rule_broken_at_mm=broken_at
    )


@checked
def breach_of(bone: Vertebra, needle: Needle) -> str:
    """Return the wall or structure that the needle breaks, "" for none.

    It is read only once the needle must have met bone: deeper than it can be steered and, beside a pedicle, past the
    body's back wall.

    Raises
    ------
    InputError
        For a needle that misses the bone, and a vertebra without a canal or pedicles.
    """
    beside = needle.approach == "parapedicular" and needle.tip_mm[1] < body_extent_mm(bone)[1][0]
    if needle.depth_mm <= START_DEPTH_MM + STEERABLE_DEPTH_MM or beside:
        return ""
    return needles.margins(bone, needle).breached_structure


def _initial_needle(vertebra: Vertebra, equipment: Equipment, approach: Approach, gauge: int) -> Needle:
    """Where a needle stands at first: beside the suggested entry, pointing wrongly."""
    good = reference_needle(vertebra, equipment.side, approach, gauge)
    out, medial, up, caudal = equipment.needle_offset or (0.0, 0.0, 0.0, 0.0)
    x, y, z = good.entry_mm
    return replace(
        good,
        entry_mm=(x + needles.SIDES[equipment.side] * out, y, z + up),
        medial_deg=good.medial_deg + medial,
        caudal_deg=good.caudal_deg - caudal,
        depth_mm=START_DEPTH_MM,
    )
