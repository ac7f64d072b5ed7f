"""The pedicles of a mask: the narrowest bridges between body and arch, on either side of the canal."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage

from vertebra.arguments import checked

Floats = NDArray[np.float64]
Mask = NDArray[np.bool_]
Spacing = tuple[float, float, float]

REACH_MM = 8.0
"""Without a canal, pedicles are the arch this close behind the body."""
WIDENING = 1.6
"""A pedicle ends where its coronal section has grown to so many times the narrowest."""
SPARE_MM = 2.0
"""How far above and below its narrowest section a pedicle may reach."""


@dataclass(frozen=True, eq=False)
class Pedicle:
    """One pedicle in voxels.

    Parameters
    ----------
    middle : (float, float, float)
        Middle of its isthmus, as an index with fractions.
    where : array (nx, ny, nz) of bool
        Its voxels.
    """

    middle: tuple[float, float, float]
    where: Mask


@checked
def pedicles(body: Mask, process: Mask, canal: Mask, surface_mm: NDArray[np.float32], spacing_mm: Spacing) -> Mask:
    """Return the voxels of both pedicles; without a canal, the arch within 8 mm of the body and at its height.

    Parameters are those of `pedicle`.
    """
    if not canal.any():
        away = ndimage.distance_transform_edt(~body, sampling=spacing_mm)
        return np.asarray(process & body.any(axis=(0, 1)) & (away < REACH_MM))
    found = [pedicle(body, process, canal, surface_mm, spacing_mm, side) for side in (1, -1)]
    return np.logical_or.reduce([np.zeros_like(body), *(one.where for one in found if one is not None)])


@checked
def pedicle(
    body: Mask, process: Mask, canal: Mask, surface_mm: NDArray[np.float32], spacing_mm: Spacing, side: int
) -> Pedicle | None:
    """Find one pedicle.

    Coronal planes from the middle of the canal to its front cut the bridge between body and arch. The isthmus is the
    stretch about its narrowest section in which it has not grown much.

    Parameters
    ----------
    body, process, canal : array (nx, ny, nz) of bool
        Masks of the parts; the canal is not empty.
    surface_mm : array (nx, ny, nz)
        Signed distance, negative inside.
    spacing_mm : (float, float, float)
        Edges of a voxel.
    side : {1, -1}
        1 for the patient's right, -1 for the left.

    Returns
    -------
    Pedicle or None
        None where no bone bridges body and arch beside the canal.
    """
    bone = body | process
    middle = np.argwhere(canal).mean(axis=0)
    beside = side * (np.arange(bone.shape[0]) - middle[0]) > 0
    tall = body.any(axis=(0, 1))
    lateral = bone & beside[:, None, None] & tall
    rows = np.nonzero(canal)[1]
    first, last = round(float(middle[1])), int(np.percentile(rows, 95))
    bridge = [_section(lateral[:, at], canal[:, at]) for at in range(first, last + 1)]
    share = np.clip(0.5 - surface_mm[:, first : last + 1] / min(spacing_mm), 0, 1)
    area = np.array([float((share[:, at] * ndimage.binary_dilation(one)).sum()) for at, one in enumerate(bridge)])
    if not all(one.any() for one in bridge) or len(area) < 2:
        return None
    smooth = ndimage.uniform_filter1d(area, 3, mode="nearest")
    back, front = _stretch(smooth)
    where = np.zeros_like(bone)
    centre = (back + front) / 2
    at = round(centre)
    spare = round(SPARE_MM / spacing_mm[2])
    low, high = (int(edge) for edge in np.flatnonzero(bridge[at].any(axis=0))[[0, -1]])
    kept = slice(max(low - spare, 0), high + spare + 1)
    for row in range(int(np.ceil(back)), int(front) + 1):
        where[:, first + row, kept] = bridge[row][:, kept]
    weights = share[:, at] * bridge[at]
    x, z = (float(np.average(np.arange(weights.shape[axis]), weights=weights.sum(axis=1 - axis))) for axis in (0, 1))
    return Pedicle((x, first + centre, z), where & ~body)


def _stretch(area: Floats) -> tuple[float, float]:
    """Where, in rows about the least area, it passes WIDENING times that, between rows; the ends where it does not."""
    least = int(np.argmin(area))
    limit = WIDENING * area[least]
    ends = []
    for step, last in ((-1, 0), (1, len(area) - 1)):
        at = least
        while at != last and area[at + step] <= limit:
            at += step
        more = 0.0 if at == last else (limit - area[at]) / (area[at + step] - area[at])
        ends.append(at + step * more)
    return ends[0], ends[1]


def _section(bone: Mask, canal: Mask) -> Mask:
    """The piece of a coronal section (x, z) that lies beside the canal: the largest that touches its edge's height."""
    pieces, count = ndimage.label(bone)
    if count == 0:
        return bone
    sizes = np.bincount(pieces.ravel())
    sizes[0] = 0
    return np.asarray(pieces == int(np.argmax(sizes)))
