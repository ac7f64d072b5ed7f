"""Posture with wedged vertebrae: a bent spine, lost height, and perhaps less breath.

The spine from T7 to L5 is a chain of equal segments with ordinary curves over a fixed pelvis. A wedge pivots on its
back edge, which keeps its height, and everything above it leans forward by its angle. Only the change against the same
spine without wedges is computed. Compensation by muscles, discs, hips and knees is left out: this is the lean without
any of it. See decision 0101.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from vertebra import cache, tables
from vertebra.arguments import checked
from vertebra.errors import InputError, check_range
from vertebra.models.epidemiology.meta_analysis import Estimate
from vertebra.patient import LEVELS, Patient, check_level
from vertebra.texts import _

NORMAL_95 = 1.959964
MAX_WEDGE_DEG = 40.0
MAX_TOTAL_WEDGE_DEG = 90.0
Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Posture:
    """Change of posture by wedged vertebrae, against the same spine without them.

    The height is that of the spine's middle line, which no effort restores; stooping reduces a person's measured height
    further, and straightening up restores that part.

    Parameters
    ----------
    cobb_added_deg : float
        Added kyphosis as a Cobb angle, in degrees.
    height_loss_mm : float
        Lost length of the middle line.
    plumb_line_mm : float
        Forward shift of T7.
    """

    cobb_added_deg: float
    height_loss_mm: float
    plumb_line_mm: float


@dataclass(frozen=True, eq=False)
class SpineGeometry:
    """The spine seen from the side, in mm (forward, up), zero below L5; levels in the order of `LEVELS`.

    Parameters
    ----------
    bodies_mm : array (11, 4, 2)
        Corners of each body: back below, front below, front above, back above.
    chain_mm : array (12, 2)
        The middle line from the top of T7 to the bottom of L5.
    lean_deg : array (11,)
        Forward lean of each body beyond that at rest.
    """

    bodies_mm: Floats
    chain_mm: Floats
    lean_deg: Floats


@dataclass(frozen=True)
class LevelCompression:
    """Compression of one level standing upright, in N: with the spine as it was, and with the wedges uncompensated."""

    before_n: float
    after_n: float

    @property
    def ratio(self) -> float:
        """After over before."""
        return self.after_n / self.before_n


@checked
def spine_geometry(wedges_deg_by_level: Mapping[str, float]) -> SpineGeometry:
    """The spine with wedged vertebrae.

    Parameters
    ----------
    wedges_deg_by_level : mapping
        Wedge angle of 0 to 40 degrees by level (T7 to L5), 90 degrees in all; a missing level has none.

    Raises
    ------
    InputError
        For an unknown level, or an angle or a sum outside its range.

    Source
    ------
    `assets/tables/spine.toml`, `spine_curve.csv` (teaching assumptions).
    """
    wedges = _wedges_rad(wedges_deg_by_level)
    rest = _tilts_rad()
    depth = tables.value("body_depth_thoracolumbar_mm")
    lengths = tables.value("segment_height_thoracolumbar_mm") - depth / 2 * np.tan(wedges)
    # From L5 upwards: what is above a wedge leans by it, the wedged body itself by half.
    above = np.cumsum(wedges)
    steps = lengths[:, None] * _along(rest + above - wedges / 2)
    chain = np.vstack([np.zeros(2), np.cumsum(steps, axis=0)])
    floors = chain[:-1] + tables.value("disc_share_of_segment_fraction") * steps
    across = depth / 2 * np.stack([_across(rest + above - wedges), _across(rest + above)])
    corners = np.stack([floors - across[0], floors + across[0], chain[1:] + across[1], chain[1:] - across[1]], axis=1)
    return SpineGeometry(corners[::-1], chain[::-1], np.degrees(above - wedges / 2)[::-1])


@cache.CONSTANTS.memoize
def _tilts_rad() -> Floats:
    """Tilt of each vertebra in a spine without wedges, from L5 upwards."""
    curve = tables.table("spine_curve")
    return np.radians([float(curve.row("level", level)["tilt_deg"]) for level in reversed(LEVELS)])


@checked
def posture_change(wedges_deg_by_level: Mapping[str, float]) -> Posture:
    """Change of posture by wedges, against the same spine without them. The added Cobb angle is the sum of the wedges.

    Parameters
    ----------
    wedges_deg_by_level : mapping
        As for `spine_geometry`, with the same sources.

    Raises
    ------
    InputError
        For an unknown level, or an angle or a sum outside its range.
    """
    wedges = _wedges_rad(wedges_deg_by_level)
    bent, straight = spine_geometry(wedges_deg_by_level).chain_mm[0], spine_geometry({}).chain_mm[0]
    return Posture(
        cobb_added_deg=float(sum(wedges_deg_by_level.values())),
        height_loss_mm=tables.value("body_depth_thoracolumbar_mm") / 2 * float(np.tan(wedges).sum()),
        plumb_line_mm=float(bent[0] - straight[0]),
    )


@checked
def level_compression(patient: Patient, wedges_deg_by_level: Mapping[str, float], level: str) -> LevelCompression:
    """Compression (N) of a level standing upright, before and after the weight above moves forward with the spine.

    The balance of moments gives an upper bound: nothing compensates for the bend.

    Parameters
    ----------
    patient : Patient
        Sets the weight above the level.
    wedges_deg_by_level : mapping
        As for `spine_geometry`.
    level : str
        T7 to L5.

    Raises
    ------
    InputError
        For an unknown level, or an angle or a sum outside its range.

    Source
    ------
    The free body of `models.mechanics.loads`.
    """
    from vertebra.models.mechanics.loads import TASKS, spinal_load

    upright = spinal_load(patient, TASKS["stand"], level)
    at = LEVELS.index(check_level(level))
    bent, straight = spine_geometry(wedges_deg_by_level), spine_geometry({})
    # The pelvis is fixed: what counts is how far the trunk above moved relative to the level itself.
    shift = (bent.chain_mm[0] - bent.chain_mm[at + 1]) - (straight.chain_mm[0] - straight.chain_mm[at + 1])
    extra = upright.weight_n * max(0.0, float(shift[0])) / tables.value("muscle_arm_mm")
    return LevelCompression(upright.force_n, upright.force_n + extra)


def _wedges_rad(wedges_deg_by_level: Mapping[str, float]) -> Floats:
    """The wedges from L5 upwards, checked."""
    for level, angle in wedges_deg_by_level.items():
        check_range(
            _("The wedge of {check_level}").format(check_level=check_level(level)), angle, 0, MAX_WEDGE_DEG, "degrees"
        )
    check_range(_("The sum of the wedges"), sum(wedges_deg_by_level.values()), 0, MAX_TOTAL_WEDGE_DEG, "degrees")
    return np.radians([wedges_deg_by_level.get(level, 0.0) for level in reversed(LEVELS)])


def _along(lean: Floats) -> Floats:
    """Unit vectors (n, 2) up the axis of segments that lean forward by `lean` (radians)."""
    return np.stack([np.sin(lean), np.cos(lean)], axis=1)


def _across(lean: Floats) -> Floats:
    """Unit vectors (n, 2) from back to front."""
    return np.stack([np.cos(lean), -np.sin(lean)], axis=1)


@checked
def vital_capacity_percent(thoracic_fractures_n: int) -> Estimate:
    """Forced vital capacity in percent of predicted, with the band that holds 95% of single women.

    It rests on one study of 74 women; a larger one found no association.

    Parameters
    ----------
    thoracic_fractures_n : int
        0 to 4 (`lung_max_fractures` of the tables).

    Raises
    ------
    InputError
        For any other number.

    Source
    ------
    Leech1990, TromsoLungs2013.
    """
    most = int(tables.value("lung_max_fractures"))
    if thoracic_fractures_n not in range(most + 1):
        raise InputError(
            _("The number of thoracic fractures is {thoracic_fractures_n}; give a whole number, 0 to {most}.").format(
                thoracic_fractures_n=repr(thoracic_fractures_n), most=most
            )
        )
    mean = tables.value("lung_unfractured_percent")
    mean -= thoracic_fractures_n * tables.value("lung_loss_per_fracture_percent")
    half = NORMAL_95 * tables.value("lung_spread_percent")
    return Estimate(mean, mean - half, mean + half)
