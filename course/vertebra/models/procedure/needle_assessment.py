"""Assessment of a needle: its place by the scan, the place that was planned, and the way there.

All of it is read from the outcome: walls that were broken on the way, and pictures taken before the needle went on, are
as much on record as where it ended.

See decision 0417.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np

from vertebra import tables
from vertebra.arguments import checked
from vertebra.errors import InputError
from vertebra.models.anatomy.adjacent_structures import BODY, FAR_MM, body_extent_mm, distance_to_surface_mm
from vertebra.models.procedure import needle as needles
from vertebra.models.procedure import needle_placement
from vertebra.models.procedure.action import NeedleAction
from vertebra.models.procedure.needle import Needle, Point
from vertebra.models.procedure.outcome import Assessment, ProcedureOutcome
from vertebra.patient import Part, Vertebra

FAR_IN_FRONT_MM = 20.0
"""More bone than this before the tip, and the front wall counts as not reached."""


@dataclass(frozen=True)
class Breach:
    """The first wall or structure that a needle broke.

    Parameters
    ----------
    structure : str
        As `Margins.breached_structure`.
    depth_mm : float
        How deep the needle was.
    place_mm : (x, y, z)
    """

    structure: str
    depth_mm: float
    place_mm: Point


@checked
def assess_needle(outcome: ProcedureOutcome) -> tuple[Assessment, ...]:
    """Assess a needle: its position by the scan, the place that was marked, and the way there.

    A needle that was drawn out of the bone has no position in it: the only criterion is then that it touches bone.
    """
    if needles.touches_bone(outcome.fractured, outcome.needle):
        position = assess_position(outcome.fractured, outcome.needle)
    else:
        position = (Assessment("bone_contact", False),)
    return (*position, *assess_target(outcome), *assess_trajectory(outcome))


@checked
def assess_position(bone: Vertebra, needle: Needle) -> tuple[Assessment, ...]:
    """Assess a needle by a scan: walls, canal, root, vessels, lung, depth, and distance from the suggested place.

    Parameters
    ----------
    bone : Vertebra
    needle : Needle

    Returns
    -------
    tuple of Assessment
        Without the vessels and the lung where there are none.

    Raises
    ------
    InputError
        For a needle that never touches the bone, and a vertebra that lacks canal, pedicles or a landmark.

    Source
    ------
    `assets/tables/needle.toml`.
    """
    found = needles.margins(bone, needle)
    back = body_extent_mm(bone)[1][0]
    depth = needles.depth_fraction(bone, needle.tip_mm)
    low, high = tables.value("tip_from_fraction"), tables.value("tip_to_fraction")
    away, near = distance_to_reference_mm(bone, needle), tables.value("on_mark_mm")
    wall = {"wall": found.wall_side, "approach": needle.approach}
    beside = {name.replace(" ", "_"): mm for name, mm in found.clearance_by_structure_mm.items() if mm < FAR_MM}
    tip = {"fraction": depth, "min_fraction": low, "max_fraction": high, "behind_mm": back - needle.tip_mm[1]}
    return (
        _clearance("canal", found.canal_mm),
        _clearance("pedicle", found.wall_mm, wall),
        _clearance("nerve_root", found.nerve_root_mm),
        _clearance("anterior_wall", found.front_mm, {"wall": found.body_wall}, FAR_IN_FRONT_MM),
        Assessment("tip_depth", low <= depth <= high, tip),
        *(_clearance(name, mm) for name, mm in beside.items()),
        Assessment("suggested_place", away <= near, {"distance_mm": away, "max_mm": near}),
    )


def _clearance(
    criterion: str, margin_mm: float, values: Mapping[str, float | str] | None = None, far_mm: float = FAR_MM
) -> Assessment:
    """Room that is left beside a structure; without a `margin_mm` where the needle has not come to it."""
    reached: dict[str, float | str] = {"margin_mm": margin_mm} if margin_mm < far_mm else {}
    near = margin_mm < tables.value(f"{criterion}_near_mm")
    return Assessment(criterion, margin_mm > 0, {**(values or {}), **reached}, near and margin_mm > 0)


@checked
def first_breach(outcome: ProcedureOutcome) -> Breach | None:
    """Return what the needle broke first on its way, at what depth and where; None for nothing.

    The needle's actions are followed once more, without what else was done.
    """
    if not outcome.steering.breach:
        return None
    bone, current = outcome.fractured, replace(outcome, injected=None, balloons=outcome.balloons)
    current = replace(current, needle=needle_placement.initial_needle(bone, outcome.equipment))
    for action in outcome.actions:
        if not isinstance(action, NeedleAction) or action.kind not in needle_placement.MOVING:
            continue
        current = replace(current, needle=needle_placement.steered(current, action))
        if structure := needle_placement.breach_of(bone, current.needle):
            return Breach(structure, current.needle.depth_mm, needles.breach_place_mm(bone, current.needle))
    return None


@checked
def assess_target(outcome: ProcedureOutcome) -> tuple[Assessment, ...]:
    """Assess the learner's own plan: whether the marked place is a good one, and the tip's distance from it.

    It is empty without a mark.
    """
    target = outcome.steering.target_mm
    if target is None:
        return ()
    fault = target_problem(outcome.fractured, target, outcome.needle)
    away, near = float(np.linalg.norm(np.subtract(outcome.needle.tip_mm, target))), tables.value("on_mark_mm")
    return (
        Assessment("target", fault is None, {} if fault is None else fault),
        Assessment("target_distance", away <= near, {"distance_mm": away, "max_mm": near}),
    )


@checked
def assess_trajectory(outcome: ProcedureOutcome) -> tuple[Assessment, ...]:
    """Assess the way there: the rule of the wall, broken walls, pictures, and whether it was moved after a scan."""
    steering, most = outcome.steering, tables.value("pictures_max")
    moved_on = (Assessment("moved_after_scan", False),) if steering.advanced_after_scan else ()
    return (
        assess_wall_rule(outcome),
        Assessment("breach", not steering.breach, {"structure": steering.breach}),
        Assessment("exposures", steering.exposures <= most, {"count": steering.exposures, "max": most}),
        *moved_on,
    )


@checked
def assess_wall_rule(outcome: ProcedureOutcome) -> Assessment:
    """Assess whether the rule of the wall was kept all the way, by what had been seen when the needle was advanced."""
    depth = outcome.steering.rule_broken_at_mm
    return Assessment("wall_rule", depth is None, {} if depth is None else {"depth_mm": depth})


@checked
def distance_to_reference_mm(bone: Vertebra, needle: Needle) -> float:
    """Return the distance (mm) of the tip from where it should lie, by the same approach.

    Raises
    ------
    InputError
        As `planned_needle`.
    """
    goal = needle_placement.reference_needle(bone, needle.side, needle.approach, needle.gauge).tip_mm
    return float(np.linalg.norm(np.subtract(needle.tip_mm, goal)))


@checked
def target_problem(bone: Vertebra, place_mm: Point, needle: Needle) -> dict[str, float | str] | None:
    """Return the fault of a place marked for the tip, None for a good one.

    Parameters
    ----------
    bone : Vertebra
    place_mm : (x, y, z)
    needle : Needle
        It gives side, gauge and approach.

    Returns
    -------
    dict or None
        `fault` is "in_arch", "in_canal", "outside", "posterior", "anterior", "across_midline", "superficial" or
        "no_way"; the other keys are its numbers.

    Source
    ------
    `assets/tables/needle.toml`.
    """
    outside = _outside(bone, place_mm)
    if outside is not None:
        return outside
    depth = needles.depth_fraction(bone, place_mm)
    low, high = tables.value("tip_from_fraction"), tables.value("tip_to_fraction")
    if depth < low:
        return {"fault": "posterior", "fraction": depth, "min_fraction": low}
    if depth > high:
        return {"fault": "anterior", "fraction": depth, "max_fraction": high}
    across = -needles.SIDES[needle.side] * place_mm[0]
    if across > tables.value("mark_across_mm"):
        return {"fault": "across_midline", "across_mm": across, "side": needle.side}
    cover = -float(distance_to_surface_mm(bone, np.array([place_mm]))[0])
    if cover < tables.value("mark_cover_mm"):
        return {"fault": "superficial", "cover_mm": cover}
    return _unreachable(bone, place_mm, needle)


def _outside(bone: Vertebra, place_mm: Point) -> dict[str, float | str] | None:
    """Where a place is if it isn't in the body."""
    index = tuple(int(np.argmin(np.abs(axis - one))) for axis, one in zip(bone.axes_mm(), place_mm, strict=True))
    label = int(bone.labels[index])
    if label in BODY:
        return None
    beyond = float(distance_to_surface_mm(bone, np.array([place_mm]))[0])
    if beyond <= 0:
        return {"fault": "in_arch"}
    return {"fault": "in_canal"} if label == Part.CANAL else {"fault": "outside", "beyond_mm": beyond}


def _unreachable(bone: Vertebra, place_mm: Point, needle: Needle) -> dict[str, float | str] | None:
    """What the straight way to a place breaks, through the pedicle's middle or past its outer border."""
    try:
        there = needles.planned_needle(bone, needle.side, needle.gauge, needle.approach, place_mm)
        breach = needles.margins(bone, there).breached_structure
    except InputError:
        breach = "no way"
    return {"fault": "no_way", "approach": needle.approach, "structure": breach} if breach else None
