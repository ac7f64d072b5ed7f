"""How a vertebra lies in a scan: its own axes, found from the shape of the mask alone.

The median plane is the plane of best mirror symmetry of the bone. In it, up is halfway between the normals of the two
endplates. Both hold for a bone that lies turned, in voxels of any shape; what the scanner calls up and right only
chooses the sign.

See decision 0211.
"""

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage

from vertebra.arguments import checked
from vertebra.errors import InputError
from vertebra.models.anatomy.ct_canal import enclosed_canal
from vertebra.texts import _, pgettext

Floats = NDArray[np.float64]
Mask = NDArray[np.bool_]

WORKING_MM = 1.5
"""Edge of the voxels that the axes are sought on; they are found to a fraction of it."""
MAX_TURN_DEG = 50.0
"""Farthest that a vertebra may lie turned in the scanner about any axis."""
STARTS_DEG = (-25.0, 0.0, 25.0)
TILTS_DEG = tuple(range(-50, 51, 10))
FAR_MM = 4.0
"""Distance from which a point of the mirror image counts as simply missing."""
CENTRE_FRACTION = 0.7
"""The endplates are read within this share of the body's half axes, inside the rim."""
MIN_COLUMNS = 12
ROUNDS = 5


@checked
def own_axes(bone_mm: Floats, body_mm: Floats, whole: bool) -> Floats:
    """Return the vertebra's axes as the rows of a rotation: right, forward, up, in the scanner's coordinates.

    Parameters
    ----------
    bone_mm, body_mm : array (n, 3)
        Places of the voxels of all bone and of the body, in mm (x right, y anterior, z up).
    whole : bool
        Whether `body_mm` is the whole bone, body and arch not being told apart; the body is then what lies in front of
        the canal.

    Raises
    ------
    InputError
        Where the bone is too small or lies turned by more than 50 degrees.
    """
    median = _median_plane(bone_mm)
    tilt = _tilt_of_canal(bone_mm, median)
    axes = _axes(median, 0.0 if tilt is None else tilt)
    for _round in range(ROUNDS):
        part = _in_front_of_canal(bone_mm, axes) if whole else body_mm
        more = _endplate_tilt(part, axes)
        axes = _turned(axes, more)
        if abs(more) < 0.1:
            break
    turn = np.degrees(np.arccos(np.clip(np.diag(axes), -1, 1)))
    if turn.max() > MAX_TURN_DEG:
        raise InputError(
            pgettext(
                "vertebra-turned",
                "The vertebra in the mask seems to lie turned by {turn} degrees; up to {most} can be read. Check the "
                "orientation "
                "in the files' headers (affine), and that the mask holds one vertebra.",
            ).format(turn=f"{turn.max():.0f}", most=f"{MAX_TURN_DEG:.0f}")
        )
    return axes


def _median_plane(bone_mm: Floats) -> Floats:
    """Unit normal, to the right, of the plane in which the bone is most like its mirror image."""
    from scipy import optimize  # Half a second to import, and of no use to a course without a CT.

    grid, low = _on_grid(bone_mm)
    inside, outside = (ndimage.distance_transform_edt(one) * WORKING_MM for one in (grid, ~grid))
    away = np.where(grid, inside, outside) - WORKING_MM / 2
    points = (np.argwhere(grid & (inside <= WORKING_MM)) * WORKING_MM) + low
    middle = points.mean(axis=0)

    def cost(which: Floats) -> float:
        normal = _normal(which[0], which[1])
        mirrored = points - 2 * ((points - middle) @ normal - which[2])[:, None] * normal
        found = ndimage.map_coordinates(away, ((mirrored - low) / WORKING_MM).T, order=1, cval=FAR_MM)
        return float(np.minimum(found, FAR_MM).mean())

    step = np.array([[0, 0, 0], [8, 0, 0], [0, 8, 0], [0, 0, 3]], float)
    options = {"xatol": 0.02, "fatol": 1e-4, "maxiter": 60}
    trials = [
        optimize.minimize(cost, start, method="Nelder-Mead", options={**options, "initial_simplex": start + step})
        for start in (np.array([turn, list_, 0.0]) for turn in STARTS_DEG for list_ in STARTS_DEG)
    ]
    best = min(trials, key=lambda one: float(one.fun))
    fine = {**options, "maxiter": 200, "initial_simplex": best.x + step / 4}
    found = optimize.minimize(cost, best.x, method="Nelder-Mead", options=fine)
    return _normal(found.x[0], found.x[1])


def _on_grid(points_mm: Floats) -> tuple[Mask, Floats]:
    """The points as a mask of WORKING_MM voxels with an empty rim, and the place of its first voxel."""
    rim = 4
    low = np.floor(points_mm.min(axis=0) / WORKING_MM) * WORKING_MM - rim * WORKING_MM
    index = np.round((points_mm - low) / WORKING_MM).astype(int)
    grid = np.zeros(index.max(axis=0) + 1 + rim, bool)
    grid[tuple(index.T)] = True
    return ndimage.binary_closing(grid, iterations=1), low


def _normal(turn_deg: float, list_deg: float) -> Floats:
    """The direction that is right after a turn about z and a list about y."""
    turn, lean = np.radians((turn_deg, list_deg))
    return np.array([np.cos(turn) * np.cos(lean), np.sin(turn) * np.cos(lean), np.sin(lean)])


def _axes(median: Floats, tilt_deg: float) -> Floats:
    """Rows right, forward, up: `median` is right, and up is the scanner's, turned forward by `tilt_deg` in the median
    plane."""
    up = np.array([0.0, 0.0, 1.0]) - median[2] * median
    up /= np.linalg.norm(up)
    return _turned(np.array([median, np.cross(up, median), up]), tilt_deg)


def _turned(axes: Floats, tilt_deg: float) -> Floats:
    """The axes with up tilted forward by so much about the axis to the right."""
    right, forward, up = axes
    c, s = np.cos(np.radians(tilt_deg)), np.sin(np.radians(tilt_deg))
    return np.array([right, c * forward - s * up, c * up + s * forward])


def _tilt_of_canal(bone_mm: Floats, median: Floats) -> float | None:
    """The tilt at which axial slices enclose most of the canal; None where none encloses any."""
    sizes = [float(enclosed_canal(_on_grid(bone_mm @ _axes(median, tilt).T)[0]).sum()) for tilt in TILTS_DEG]
    if max(sizes) == 0:
        return None
    near = np.array(sizes) > 0.7 * max(sizes)
    return float(np.average(np.array(TILTS_DEG)[near], weights=np.array(sizes)[near]))


def _in_front_of_canal(bone_mm: Floats, axes: Floats) -> Floats:
    """The points of the bone in front of the canal: the body, of a mask that does not tell body from arch."""
    own = bone_mm @ axes.T
    grid, low = _on_grid(own)
    canal = enclosed_canal(grid)
    if not canal.any():
        return bone_mm
    front = low[1] + WORKING_MM * np.percentile(np.nonzero(canal)[1], 97)
    return bone_mm[own[:, 1] > front + WORKING_MM]


def _endplate_tilt(body_mm: Floats, axes: Floats) -> float:
    """By how much (degrees, forward) the endplates' common normal is tilted from up, in the median plane."""
    own = body_mm @ axes.T
    low, high = np.percentile(own, (1, 99), axis=0)
    middle, half = (low + high) / 2, (high - low) / 2
    near = (((own - middle) / half)[:, :2] ** 2).sum(axis=1) < CENTRE_FRACTION**2
    cell = np.round(own[near][:, :2] / WORKING_MM).astype(int)
    column = np.unique(cell, axis=0, return_inverse=True)[1]
    column = column.ravel()
    count = column.max() + 1 if len(column) else 0
    if count < MIN_COLUMNS:
        raise InputError(
            _(
                "The mask's vertebral body is too small for its endplates to be seen. Check that the mask outlines "
                "one whole "
                "vertebra."
            )
        )
    z, places = own[near][:, 2], np.zeros((count, 2))
    top, bottom = np.full(count, -np.inf), np.full(count, np.inf)
    np.maximum.at(top, column, z)
    np.minimum.at(bottom, column, z)
    places[column] = own[near][:, :2]
    slopes = [_slope(places, edge) for edge in (top, bottom)]
    return float(-np.degrees(np.arctan(np.mean(slopes))))


def _slope(places: Floats, height: Floats) -> float:
    """How steeply a surface rises forward, by a plane through it that leaves out what lies off it."""
    design = np.column_stack([places, np.ones(len(places))])
    kept = np.ones(len(places), bool)
    found: Floats = np.zeros(3)
    for _round in range(3):
        found = np.asarray(np.linalg.lstsq(design[kept], height[kept], rcond=None)[0])
        off = np.abs(height - design @ found)
        kept = off <= max(2.5 * np.median(off[kept]), WORKING_MM)
    return float(found[1])
