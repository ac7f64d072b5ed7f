"""Balloons in a fractured body: where they lie, the body that they leave with its cavities,
and the height that stays."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from vertebra import cache, tables
from vertebra.arguments import checked
from vertebra.errors import InputError, check_range
from vertebra.models import fracture
from vertebra.models.fracture import VertebralHeights, heights_before_fracture, morphometry_heights
from vertebra.models.procedure.balloon_inflation import (
    MAX_VOLUME_ML,
    Inflation,
    crush_plateau_stress_mpa,
    deflation,
    inflate,
    truncate_at_volume,
)
from vertebra.models.procedure.needle import needle_in_pedicle
from vertebra.models.procedure.options import PLACEMENTS, axial_load_n, check_placement
from vertebra.patient import Part, Vertebra
from vertebra.texts import _

Floats = NDArray[np.float64]

DEPTH_MM = 22.0
"""From the pedicle's middle to the balloon's centre, along the needle."""
RIM_MM = 2.5
DISTRACTION_BAND_MM = 8.0
"""Height over which the bone between the raised and the resting half is stretched."""
DENSITY_SAMPLING_RADIUS_MM = 9.0
MIN_VOLUME_ML = 0.04
"""Least volume of a balloon that leaves a cavity: smaller ones would not fill a voxel."""
MIN_ANTERIOR_FRACTION = 0.2
"""Balloons nearer to the hinge at the back wall lift as those at this place: the lever has some length."""
SIDE_NAMES = {1: "right", -1: "left"}


@dataclass(frozen=True, eq=False)
class BalloonSite:
    """Surroundings of balloons in a fractured body.

    Parameters
    ----------
    body : Vertebra
        The fractured body.
    placement : str
        A key of `PLACEMENTS`.
    centres_mm : tuple of (x, y, z)
        Middle of each balloon.
    half_height_mm : float
        From there to the endplates.
    density_mg_cm3 : float
        Mean of the spongy bone around.
    anterior_fraction : float
        How far in front of the hinge at the back wall they lie, 0.2 to 1.1.
    before, collapsed : VertebralHeights
        Heights before and after the fracture.
    """

    body: Vertebra
    placement: str
    centres_mm: tuple[tuple[float, float, float], ...]
    half_height_mm: float
    density_mg_cm3: float
    anterior_fraction: float
    before: VertebralHeights
    collapsed: VertebralHeights


@checked
@cache.BONES.memoize
def balloon_site(fractured: Vertebra, placement: str = "both sides") -> BalloonSite:
    """Find where balloons lie in a fractured vertebra.

    Parameters
    ----------
    fractured : Vertebra
    placement : str
        "both sides" or "one side".

    Returns
    -------
    BalloonSite

    Raises
    ------
    InputError
        For an unknown placement, a vertebra without the pedicles or landmarks that a needle needs, and endplates that
        leave no room.
    """
    sides = PLACEMENTS[check_placement(placement)]
    tips = [needle_in_pedicle(fractured, SIDE_NAMES[side], DEPTH_MM).tip_mm for side in sides]
    middle, half = _clearance(fractured, tips)
    return BalloonSite(
        fractured,
        placement,
        tuple((x, y, middle) for x, y, _unused in tips),
        half,
        _density_near(fractured, tips),
        max(float(_anterior_fraction(fractured, np.array([tips[0][1]]))[0]), MIN_ANTERIOR_FRACTION),
        heights_before_fracture(fractured),
        morphometry_heights(fractured),
    )


@checked
def possible_placements(fractured: Vertebra) -> tuple[str, ...]:
    """Return the placements of balloons that a vertebra's pedicles and endplates allow.

    Raises
    ------
    InputError
        Where there is none, with the reason why the first of `PLACEMENTS` fails, by name.
    """
    possible: list[str] = []
    problems: list[InputError] = []
    for placement in PLACEMENTS:
        try:
            balloon_site(fractured, placement)
        except InputError as error:
            problems.append(error)
        else:
            possible.append(placement)
    if not possible:
        raise problems[0]
    return tuple(possible)


@checked
@cache.BONES.memoize
def full_inflation(site: BalloonSite, load_n: float | None = None) -> Inflation:
    """Fill the balloons until their volume or pressure ends it; every smaller filling is its beginning.

    Parameters
    ----------
    site : BalloonSite
    load_n : float, optional
        Along the spine, 0 to 2000 N; by default that of a patient who lies prone.

    Raises
    ------
    InputError
        For a load or a site out of the range of `inflate`.
    """
    lost = max(site.before.anterior_mm - site.collapsed.anterior_mm, 0.0)
    return inflate(
        crush_plateau_stress_mpa(site.density_mg_cm3),
        site.half_height_mm,
        site.density_mg_cm3,
        MAX_VOLUME_ML,
        load_n=load_n,
        max_lift_mm=max(lost * site.anterior_fraction, 0.1),
        balloons=len(site.centres_mm),
    )


@checked
def with_cavities(site: BalloonSite, inflation: Inflation, lift_retained: float = 1.0) -> Vertebra:
    """Return the body with the cavities of an inflation.

    Parameters
    ----------
    site : BalloonSite
    inflation : Inflation
    lift_retained : float
        Share of the lift that stays, 0 to 1.

    Returns
    -------
    Vertebra
        Without cavities for balloons of less than 0.04 mL.

    Raises
    ------
    InputError
        For a share out of range.
    """
    check_range(_("The share of the lift that stays"), lift_retained, 0, 1)
    lift = lift_retained * float(inflation.lift_mm[-1]) / site.anterior_fraction
    body = _raised(site.body, site.centres_mm[0][2], lift)
    return _with_cavities(body, site.centres_mm, inflation) if inflation.volume_ml[-1] >= MIN_VOLUME_ML else body


@checked
@cache.BONES.memoize
def body_with_balloons(
    fractured: Vertebra, placement: str, position: str, max_volume_ml: float, lift_retained: float
) -> Vertebra:
    """Return the body after balloons have been filled and drawn back.

    Parameters
    ----------
    fractured : Vertebra
    placement, position : str
        Keys of `PLACEMENTS` and `AXIAL_LOAD_BY_POSITION`.
    max_volume_ml : float
        Largest volume that was in each balloon, 0 to 6 mL.
    lift_retained : float
        Share of the lift that stays, 0 to 1.

    Raises
    ------
    InputError
        For an unknown placement or position, a volume out of range, and no room for balloons.
    """
    site = balloon_site(fractured, placement)
    inflation = truncate_at_volume(full_inflation(site, axial_load_n(position)), max_volume_ml)
    return with_cavities(site, inflation, lift_retained)


@checked
def cavity_ml(body: Vertebra) -> float:
    """Return the volume of all cavities (mL)."""
    return float(np.asarray(body.is_part(Part.CAVITY)).sum()) * body.voxel_ml


@dataclass(frozen=True, eq=False)
class CavityCreation:
    """A body after balloons.

    Parameters
    ----------
    inflation : Inflation
    vertebra : Vertebra
        After deflation, with cavities (`Part.CAVITY`) in a rim of packed bone.
    inflated : Vertebra
        Before deflation.
    heights : tuple of VertebralHeights
        Before the fracture, collapsed, at full inflation, and after deflation.
    cavity_ml : float
        Volume of all cavities after deflation.
    """

    inflation: Inflation
    vertebra: Vertebra
    inflated: Vertebra
    heights: tuple[VertebralHeights, VertebralHeights, VertebralHeights, VertebralHeights]
    cavity_ml: float


@checked
@cache.BONES.memoize
def create_cavity(
    fractured: Vertebra, volume_ml: float = 2.4, placement: str = "both sides", load_n: float | None = None
) -> CavityCreation:
    """Inflate balloons in a fractured vertebra, let them down, and measure.

    Parameters
    ----------
    fractured : Vertebra
    volume_ml : float
        Of each balloon, 0 to 6 mL.
    placement : str
        "both sides" or "one side".
    load_n : float, optional
        Along the spine, 0 to 2000 N; by default that of a patient who lies prone.

    Returns
    -------
    CavityCreation

    Raises
    ------
    InputError
        For a value out of range, an unknown placement, and no room for balloons.

    Source
    ------
    `assets/tables/balloon.toml`.
    """
    site = balloon_site(fractured, placement)
    inflation = truncate_at_volume(full_inflation(site, load_n), volume_ml)
    retained, _unused = deflation(inflation, 0.0, 1.0 if load_n is None else load_n)
    full, after = with_cavities(site, inflation), with_cavities(site, inflation, retained)
    heights = site.before, site.collapsed, morphometry_heights(full), morphometry_heights(after)
    return CavityCreation(inflation, after, full, heights, cavity_ml(after))


def _clearance(body: Vertebra, centres: list[tuple[float, float, float]]) -> tuple[float, float]:
    """The height of the balloon's centre, half-way between the endplates there, and the distance to them (mm)."""
    x, y, z = body.axes_mm()
    inside = body.spongy_bone(Part.BASIVERTEBRAL_VEIN)
    spans = []
    for at_x, at_y, _unused in centres:
        column = np.flatnonzero(inside[int(np.argmin(np.abs(x - at_x))), int(np.argmin(np.abs(y - at_y)))])
        if len(column) < 3:
            raise InputError(_("There is no room for a balloon in this body: its endplates touch."))
        spans.append((z[column[0]], z[column[-1]]))
    low, high = np.mean(spans, axis=0)
    return float((low + high) / 2), float((high - low) / 2 + body.spacing_mm[2] / 2)


def _density_near(body: Vertebra, centres: list[tuple[float, float, float]]) -> float:
    """Mean density of the spongy bone that the balloons push aside."""
    near = _distance(body, centres, (1.0, 1.0, 1.0)) < DENSITY_SAMPLING_RADIUS_MM
    return float(body.density_mg_cm3[near & body.spongy_bone()].mean())


def _distance(
    body: Vertebra, centres: Sequence[tuple[float, float, float]], scale_mm: tuple[float, float, float]
) -> Floats:
    """Distance of each voxel from the nearest of the centres, along each axis in units of `scale_mm`."""
    squared = []
    for centre in centres:
        x, y, z = (
            np.square((axis - at) / unit) for axis, at, unit in zip(body.axes_mm(), centre, scale_mm, strict=True)
        )
        squared.append(x[:, None, None] + y[None, :, None] + z[None, None, :])
    return np.asarray(np.sqrt(np.minimum.reduce(squared)))


def _anterior_fraction(body: Vertebra, y: Floats) -> Floats:
    """How far in front a place lies: 0 at the back wall, which is the hinge, 1 at the front."""
    rows = np.flatnonzero(body.spongy_bone().any(axis=(0, 2)))
    axis = body.axes_mm()[1]
    return np.asarray(np.clip((y - axis[rows[0]]) / (axis[rows[-1]] - axis[rows[0]]), 0, 1.1))


def _raised(body: Vertebra, middle_mm: float, front_lift_mm: float) -> Vertebra:
    """The upper half turned up about the back wall; the bone between is stretched over DISTRACTION_BAND_MM.

    Mineral is kept.
    """
    if front_lift_mm < 1e-6:
        return body
    _unused, y, z = body.axes_mm()

    def raised(at_y: Floats, at_z: Floats) -> Floats:
        share = np.clip((at_z - middle_mm) / DISTRACTION_BAND_MM + 0.5, 0, 1)
        return np.asarray(at_z + front_lift_mm * _anterior_fraction(body, at_y) * share)

    moved = np.broadcast_to(raised(y[:, None], z[None, :]), body.shape)
    first = np.flatnonzero(body.spongy_bone().any(axis=(0, 2)))[0]
    moved = np.where((y < y[first])[None, :, None], np.broadcast_to(z, body.shape), moved)
    return fracture.remap_columns(body, np.ascontiguousarray(moved), np.array(body.shell_fraction))


def _with_cavities(body: Vertebra, centres: Sequence[tuple[float, float, float]], inflation: Inflation) -> Vertebra:
    """Hollows where the balloons were; the mineral of what they pushed aside lies in a rim of packed bone."""
    long = tables.value("balloon_length_mm") / 2
    semi_axes_mm = float(inflation.semi_axis_lateral_mm[-1]), long, float(inflation.semi_axis_vertical_mm[-1])
    away = _distance(body, centres, semi_axes_mm)
    soft = body.spongy_bone(Part.BASIVERTEBRAL_VEIN)
    hollow = (away < 1) & soft
    reach = 1 + RIM_MM / min(semi_axes_mm)
    rim = (away >= 1) & (away < reach) & soft
    density = np.array(body.density_mg_cm3)
    if rim.any():
        density[rim] += density[hollow].sum() / rim.sum()
    density[hollow] = 0
    labels = np.where(hollow, Part.CAVITY, body.labels).astype(np.uint8)
    return replace(body, labels=labels, density_mg_cm3=density, kind="treated")
