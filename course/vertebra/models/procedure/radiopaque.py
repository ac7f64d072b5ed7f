"""Objects that a procedure leaves in the beam: needles, balloons full of contrast medium, and cement."""

import numpy as np
from numpy.typing import NDArray

from vertebra import tables
from vertebra.arguments import checked
from vertebra.models.cement import CementField, cannula
from vertebra.models.imaging.instruments import Cylinder, Ellipsoid, RadiopaqueObject, VolumeObject
from vertebra.models.imaging.projection import Volume
from vertebra.models.procedure import kyphoplasty
from vertebra.models.procedure.cavity import DEPTH_MM, SIDE_NAMES, BalloonSite
from vertebra.models.procedure.needle import BEHIND_MM, Needle, needle_in_pedicle
from vertebra.models.procedure.options import PLACEMENTS
from vertebra.models.procedure.outcome import ProcedureOutcome
from vertebra.patient import Vertebra

SHAFT_MM = 75.0
"""Length of cannula that is drawn behind the pedicle's middle."""
MIN_VISIBLE_ML = 0.005
"""Least volume outside the bone that is seen."""


@checked
def radiopaque_objects(outcome: ProcedureOutcome) -> tuple[RadiopaqueObject, ...]:
    """Return all that the procedure puts into the beam.

    Returns
    -------
    tuple of RadiopaqueObject
        Needles, with balloons full of contrast medium or with cement.

    Raises
    ------
    InputError
        For balloons in a vertebra without room for them.
    """
    if not outcome.balloons.used:
        return (cannula_rod(outcome.needle), *cement_objects(outcome.cement))
    gauge, at = outcome.equipment.gauge, kyphoplasty.site(outcome)
    behind_balloon = DEPTH_MM - tables.value("balloon_length_mm") / 2
    rods = cannulas(outcome.fractured, at.placement, gauge, behind_balloon)
    if outcome.balloons.removed:
        return (*rods, *cement_objects(outcome.cement))
    return (*rods, *_balloons(outcome, at), *balloon_markers(at))


@checked
def cannulas(fractured: Vertebra, placement: str, gauge: int, beyond_mm: float) -> tuple[Cylinder, ...]:
    """Return a cannula on each side of a placement.

    Parameters
    ----------
    fractured : Vertebra
    placement : str
        A key of `PLACEMENTS`.
    gauge : int
        10, 11 or 13.
    beyond_mm : float
        From the pedicle's middle to each tip, -18 to 72 mm.

    Raises
    ------
    InputError
        For a value out of range, and a vertebra without pedicles or a landmark.
    """
    return tuple(
        cannula_rod(needle_in_pedicle(fractured, SIDE_NAMES[side], beyond_mm, gauge)) for side in PLACEMENTS[placement]
    )


@checked
def cannula_rod(needle: Needle) -> Cylinder:
    """Return a needle without its stylet as a hollow cylinder, from behind the patient to its tip."""
    behind = np.asarray(needle.entry_mm) + (BEHIND_MM - SHAFT_MM) * needle.direction
    start = float(behind[0]), float(behind[1]), float(behind[2])
    return Cylinder(start, needle.tip_mm, needle.radius_mm, cannula(needle.gauge).bore_radius_mm)


@checked
def cement_objects(field: CementField | None) -> tuple[RadiopaqueObject, ...]:
    """Return cement in the bone and outside it as objects in the beam; none for None."""
    if field is None:
        return ()
    fraction = field.cement_fraction
    inside = (VolumeObject(_cropped(fraction, field.vertebra)),) if fraction.any() else ()
    return (*inside, *leaked_ellipsoids(field))


@checked
def leaked_ellipsoids(field: CementField) -> list[Ellipsoid]:
    """Return leaked cement as ellipsoids, without small vessels and leaks too small to be seen (under 0.005 mL)."""
    return [
        Ellipsoid(
            one.centre_mm,
            one.axis,
            float(np.clip(one.half_length_mm, 0.2, 45)),
            float(np.clip(one.radius_mm, 0.2, 20)),
            "cement",
        )
        for one in field.leaks()
        if one.volume_ml >= MIN_VISIBLE_ML and one.compartment != "small vessels"
    ]


@checked
def balloon_markers(at: BalloonSite) -> tuple[Cylinder, ...]:
    """Return the two metal bands of each balloon, at its ends.

    Source
    ------
    `assets/tables/balloon.toml`.
    """
    half, long = tables.value("balloon_length_mm") / 2, tables.value("balloon_marker_length_mm") / 2
    radius = tables.value("balloon_marker_radius_mm")
    return tuple(
        Cylinder((x, y + end - long, z), (x, y + end + long, z), radius)
        for x, y, z in at.centres_mm
        for end in (-half, half)
    )


def _cropped(fraction: NDArray[np.float32], body: Vertebra) -> Volume:
    """The part of the grid that holds cement, in a rim of empty voxels."""
    rows = [np.flatnonzero(fraction.any(axis=tuple(a for a in range(3) if a != axis))) for axis in range(3)]
    low, high = np.array([one[0] for one in rows]), np.array([one[-1] + 1 for one in rows])
    inside = fraction[tuple(slice(a, b) for a, b in zip(low, high, strict=True))]
    x, y, z = (float(o + (a - 1) * s) for o, a, s in zip(body.origin_mm, low, body.spacing_mm, strict=True))
    return Volume(np.pad(inside, 1), body.spacing_mm, (x, y, z))


def _balloons(outcome: ProcedureOutcome, at: BalloonSite) -> list[Ellipsoid]:
    """Ellipsoids as the model has them; drawn back, they are as much smaller as there is less in them."""
    now, done = outcome.balloons, kyphoplasty.inflation(outcome)
    shrunk = (now.volume_ml / now.max_volume_ml) ** (1 / 3)
    half = tables.value("balloon_length_mm") / 2
    axes = done.semi_axis_lateral_mm, done.semi_axis_vertical_mm
    side, up = (max(shrunk * float(axis[-1]), 0.5) for axis in axes)
    return [Ellipsoid(centre, (0.0, 1.0, 0.0), half, side, height_mm=up) for centre in at.centres_mm]
