"""Places at which the temperature is asked for: in the cement, in the bone beside it, and at structures at risk."""

import numpy as np
from numpy.typing import NDArray

from vertebra import tables
from vertebra.arguments import checked
from vertebra.patient import BODY_PARTS, Part, Vertebra

Point = tuple[float, float, float]
RIM_MM = 1.0


@checked
def probe_positions_mm(vertebra: Vertebra, share: NDArray[np.float32]) -> dict[str, Point]:
    """Return places (x, y, z in mm) at which the temperature is asked for, by name.

    Parameters
    ----------
    vertebra : Vertebra
    share : array (nx, ny, nz)
        Share of each voxel that is cement; somewhere above 0.

    Returns
    -------
    dict
        "cement centre", "bone beside it", "body centre", "upper endplate", "front wall", "back wall", "dura", "cord"
        and "nerve root", without those that the labels do not show (a scan may end at the body).
    """
    axes = vertebra.axes_mm()
    cement = (share > 0.25 * float(share.max())) & np.asarray(vertebra.labels > 0)
    if not cement.any():
        cement = share > 0.25 * float(share.max())
    centre = _deepest(vertebra, cement)
    body = np.asarray(vertebra.is_part(*BODY_PARTS))
    found = {"cement centre": centre, "bone beside it": _adjacent_bone(vertebra, cement, centre)}
    if body.any():
        found["body centre"] = _mean(axes, np.argwhere(body))
    i, j, _ = (int(np.argmin(np.abs(axis - at))) for axis, at in zip(axes, centre, strict=True))
    _, _, k = (int(np.argmin(np.abs(axis))) for axis in axes)
    column = np.flatnonzero(body[i, j])
    if len(column):
        found["upper endplate"] = (float(axes[0][i]), float(axes[1][j]), float(axes[2][column[-1]]))
    middle = int(np.argmin(np.abs(axes[0])))
    row = np.flatnonzero(body[middle, :, k])
    if len(row):
        found["front wall"] = (float(axes[0][middle]), float(axes[1][row[-1]]), float(axes[2][k]))
        found["back wall"] = (float(axes[0][middle]), float(axes[1][row[0]]), float(axes[2][k]))
    canal = np.asarray(vertebra.is_part(Part.CANAL))
    inside = np.flatnonzero(canal[middle, :, k])
    if len(inside):
        found["dura"] = (float(axes[0][middle]), float(axes[1][inside[-1]]) - RIM_MM, float(axes[2][k]))
        found["cord"] = (float(axes[0][middle]), float(axes[1][inside].mean()), float(axes[2][k]))
        found |= _root(vertebra, centre)
    return found


def _mean(axes: tuple[NDArray[np.float64], ...], index: NDArray[np.intp]) -> Point:
    x, y, z = (float(axis[index[:, at]].mean()) for at, axis in enumerate(axes))
    return x, y, z


def _deepest(vertebra: Vertebra, cement: NDArray[np.bool_]) -> Point:
    """The place in the cement farthest from its surface: the middle of the largest lump."""
    from scipy import ndimage

    depth = ndimage.distance_transform_edt(np.pad(cement, 1), sampling=vertebra.spacing_mm)[1:-1, 1:-1, 1:-1]
    index = np.unravel_index(int(np.argmax(depth)), depth.shape)
    x, y, z = (float(axis[at]) for axis, at in zip(vertebra.axes_mm(), index, strict=True))
    return x, y, z


def _adjacent_bone(vertebra: Vertebra, cement: NDArray[np.bool_], centre: Point) -> Point:
    """A millimetre behind that lump: bone, towards the canal."""
    axes = vertebra.axes_mm()
    i, j, k = (int(np.argmin(np.abs(axis - at))) for axis, at in zip(axes, centre, strict=True))
    behind = np.flatnonzero(~cement[i, :j, k])
    y = float(axes[1][behind[-1] + 1 if len(behind) else 0])
    return centre[0], y - vertebra.spacing_mm[1] / 2 - RIM_MM, centre[2]


def _root(vertebra: Vertebra, centre: Point) -> dict[str, Point]:
    """The nerve root below the pedicle on the cement's side."""
    index = np.argwhere(np.asarray(vertebra.is_part(Part.PEDICLE)))
    if len(index) == 0:
        return {}
    axes = vertebra.axes_mm()
    side = index[axes[0][index[:, 0]] * (1 if centre[0] >= 0 else -1) > 0]
    if len(side) == 0:
        return {}
    x, y, _ = _mean(axes, side)
    return {"nerve root": (x, y, float(axes[2][side[:, 2].min()]) - tables.value("root_below_pedicle_mm"))}
