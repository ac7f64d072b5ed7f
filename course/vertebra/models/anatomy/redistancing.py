"""A genuine distance to a surface that is only known as the zero of some function on the grid."""

from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage

from vertebra.arguments import checked

Array = NDArray[np.floating[Any]]

PROJECTIONS = 2
"""Newton steps from a voxel to the surface; the second halves the error of the first."""


@checked
def signed_distance(level: Array, spacing_mm: tuple[float, float, float], mirrored: bool = False) -> Array:
    """Signed distance in mm to the zero of a function, to sub-voxel accuracy.

    Voxels beside the surface are projected on it along the gradient; every other voxel takes its distance from the
    surface point of its nearest such voxel.

    Parameters
    ----------
    level : array (nx, ny, nz)
        Negative inside.
    spacing_mm : (float, float, float)
        Edges of a voxel.
    mirrored : bool
        Whether `level` is one half of a symmetric function, whose plane of symmetry passes through the first voxels of
        axis 0.

    Raises
    ------
    ValueError
        If the function has no zero on the grid.
    """
    near = surface_band(level)
    if not near.any():
        raise ValueError("The function has no zero on the grid.")
    points, normals = _surface_points(level, near, spacing_mm, mirrored)
    nearest = ndimage.distance_transform_edt(~near, sampling=spacing_mm, return_distances=False, return_indices=True)
    at = np.zeros(level.shape, np.int32)
    at[near] = np.arange(len(points), dtype=np.int32)
    seed = at[tuple(nearest)]
    square = np.zeros(level.shape, np.float32)
    plane = np.zeros(level.shape, np.float32)
    for axis, (count, step) in enumerate(zip(level.shape, spacing_mm, strict=True)):
        line = (np.arange(count, dtype=np.float32) * step).reshape([-1 if a == axis else 1 for a in range(3)])
        offset = line - points[:, axis][seed]
        square += offset * offset
        plane += offset * normals[:, axis][seed]
    # The stored point lies up to about a voxel beside the foot of the perpendicular, merely because voxels are coarse.
    # So height above the tangent plane is the distance there; only what lies further aside (beyond an edge) adds to it.
    aside = np.sqrt(np.maximum(square - plane * plane, 0))
    aside = np.maximum(aside - np.float32(max(spacing_mm)), 0)
    return np.where(level < 0, np.float32(-1), np.float32(1)) * np.sqrt(plane * plane + aside * aside)


@checked
def surface_band(level: Array) -> NDArray[np.bool_]:
    """The voxels on either side that share a face with one of the other sign."""
    inside = level < 0
    near = np.zeros(level.shape, bool)
    for axis in range(3):
        before = tuple(slice(None, -1) if a == axis else slice(None) for a in range(3))
        after = tuple(slice(1, None) if a == axis else slice(None) for a in range(3))
        change = inside[before] != inside[after]
        near[before] |= change
        near[after] |= change
    return near


def _surface_points(
    level: Array, near: NDArray[np.bool_], spacing_mm: tuple[float, float, float], mirrored: bool
) -> tuple[Array, Array]:
    """For each voxel of `near` a point of the surface, in mm from voxel (0, 0, 0), and the outward direction there."""
    at = np.nonzero(near)
    steps = np.array(spacing_mm, np.float32)
    slope = np.empty((len(at[0]), 3), np.float32)
    for axis, (count, step) in enumerate(zip(level.shape, steps, strict=True)):
        low = tuple(np.maximum(i - 1, 0) if a == axis else i for a, i in enumerate(at))
        high = tuple(np.minimum(i + 1, count - 1) if a == axis else i for a, i in enumerate(at))
        slope[:, axis] = (level[high] - level[low]) / ((high[axis] - low[axis]) * step)
    if mirrored:
        slope[at[0] == 0, 0] = 0
    steep = np.maximum(np.linalg.norm(slope, axis=1), 1e-3)
    normal = slope / steep[:, None]
    point = np.stack(at, axis=1).astype(np.float32) * steps
    value = level[at]
    for _ in range(PROJECTIONS):
        point = point - normal * np.clip(value / steep, -steps.max(), steps.max())[:, None]
        value = ndimage.map_coordinates(level, (point / steps).T, order=1, mode="mirror" if mirrored else "nearest")
    return point, normal
