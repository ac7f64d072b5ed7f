"""A slice of a vertebra drawn on a finer grid than it was computed on, so that its edges are sharp.

Nothing is added to what was computed: the surface is the zero of its signed distance, which is smooth between voxels,
and cement and cavities end where they fill half.

See decision 0420.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage

from vertebra.patient import BODY_PARTS, Part, Vertebra

STEP_MM = 0.4
MAX_DENSITY_SHOWN_MG_CM3 = 500.0
TISSUE, MIN_BONE, MAX_BONE, CORTEX, CEMENT = 0, 46, 196, 222, 255
"""Grey levels."""
CORTEX_MM = 0.8
"""Thickness at which shell and endplates are drawn, which are thinner than a voxel."""
EDGE_MM = 0.25
MIN_SOLID_FRACTION, MAX_LOOSE_FRACTION = 0.25, 0.55
"""Share of cement below which a place is drawn by its share alone, and from which on it is drawn as cement."""
SIGMA_VOXELS = 0.8
"""Over which the steps of voxels are smoothed away."""
MARGIN_MM = 6.0
Floats = NDArray[np.float32]


@dataclass(frozen=True)
class Plane:
    """A plane of a body, and the finer grid on which it is drawn.

    Parameters
    ----------
    body : Vertebra
    axis : int
        0 sagittal, 1 coronal, 2 axial.
    at_mm : float
        Its place along that axis.
    step_mm : float, optional
        Side of a pixel.
    """

    body: Vertebra
    axis: int
    at_mm: float
    step_mm: float = STEP_MM

    def fine(self, volume: NDArray[np.generic], order: int = 1) -> Floats:
        """Return the plane of a volume of the body's shape, interpolated; rows and columns in the order of its axes.

        Parameters
        ----------
        volume : array (nx, ny, nz)
        order : int, optional
            1 linear, 3 cubic.
        """
        body = self.body
        place = (self.at_mm - body.origin_mm[self.axis]) / body.spacing_mm[self.axis]
        low = int(np.clip(np.floor(place), 0, body.shape[self.axis] - 2))
        part = float(np.clip(place - low, 0, 1))
        first, second = (np.take(volume, at, self.axis).astype(np.float32) for at in (low, low + 1))
        across = [axis for axis in range(3) if axis != self.axis]
        counts = [round((body.shape[axis] - 1) * body.spacing_mm[axis] / self.step_mm) + 1 for axis in across]
        lines = [
            np.arange(count) * self.step_mm / body.spacing_mm[axis] for count, axis in zip(counts, across, strict=True)
        ]
        places = np.meshgrid(*lines, indexing="ij")
        mixed = first + part * (second - first)
        return np.asarray(ndimage.map_coordinates(mixed, places, order=order, mode="nearest"), np.float32)


def fine_slice(plane: Plane, cement_fraction: NDArray[np.floating] | None = None) -> NDArray[np.uint8]:
    """Return grey levels of a plane: soft tissue dark, bone grey, its shell light, cavities black, cement white.

    Parameters
    ----------
    plane : Plane
    cement_fraction : array of float, optional
        Cement that is not yet among the body's parts: 0 to 1, of the body's shape.

    Returns
    -------
    array of uint8
        Rows and columns in the order of the body's axes; see `seen_from_right` and `seen_from_above`.
    """
    body = plane.body
    surface = plane.fine(body.surface_mm, 3)
    share = np.clip(plane.fine(body.density_mg_cm3, 1) / MAX_DENSITY_SHOWN_MG_CM3, 0, 1)
    bone = MIN_BONE + share * (MAX_BONE - MIN_BONE)
    shell = np.clip((surface + CORTEX_MM) / EDGE_MM, 0, 1)
    bone += shell * (np.maximum(CORTEX, bone) - bone)
    inside = np.clip(0.5 - surface / (2 * EDGE_MM), 0, 1)
    grey = TISSUE + inside * (bone - TISSUE)
    cavity = np.asarray(body.labels == Part.CAVITY)
    if cavity.any():
        grey *= 1 - _step(_smooth(plane, cavity), 0.4, 0.6)
    cement = np.asarray(body.labels == Part.CEMENT)
    filled = _smooth(plane, cement) if cement.any() else np.zeros_like(grey)
    if cement_fraction is not None:
        filled = np.maximum(filled, _smooth(plane, cement_fraction))
    solid = np.maximum(filled, _step(filled, MIN_SOLID_FRACTION, MAX_LOOSE_FRACTION))
    return np.asarray(np.clip(grey + np.clip(solid, 0, 1) * (CEMENT - grey), 0, 255), np.uint8)


def seen_from_right(plane: NDArray[Any]) -> NDArray[Any]:
    """Return a sagittal plane (y, z) as a picture: rows from above to below, front on the left."""
    return np.ascontiguousarray(plane.T[::-1, ::-1])


def seen_from_above(plane: NDArray[Any]) -> NDArray[Any]:
    """Return an axial plane (x, y) as a picture: front on top, the patient's left on the left."""
    return np.ascontiguousarray(plane.T[::-1])


def around_body(plane: Plane, behind_mm: float = MARGIN_MM) -> tuple[slice, slice]:
    """Return the part of a sagittal plane (y, z), on the fine grid, that holds the body with a rim round it.

    Parameters
    ----------
    plane : Plane
        A sagittal one.
    behind_mm : float, optional
        How far it reaches behind the body; what lies there besides the canal is the arch.
    """
    mask = plane.body.is_part(*BODY_PARTS)
    return _range(plane, mask, 1, behind_mm), _range(plane, mask, 2, MARGIN_MM)


def around_canal(plane: Plane) -> tuple[slice, slice]:
    """Return the part of an axial plane (x, y), on the fine grid, that holds body and canal with a rim round them."""
    mask = plane.body.is_part(*BODY_PARTS, Part.CANAL)
    return _range(plane, mask, 0, MARGIN_MM), _range(plane, mask, 1, MARGIN_MM)


def _range(plane: Plane, mask: NDArray[np.bool_], axis: int, before_mm: float) -> slice:
    """Where a mask lies along an axis, on the fine grid, with a rim."""
    rows = np.flatnonzero(mask.any(axis=tuple(other for other in range(3) if other != axis)))
    low, high = rows[0] * plane.body.spacing_mm[axis], rows[-1] * plane.body.spacing_mm[axis]
    return slice(max(0, round((low - before_mm) / plane.step_mm)), round((high + MARGIN_MM) / plane.step_mm) + 1)


def _smooth(plane: Plane, share: NDArray[np.generic]) -> Floats:
    """The plane of a mask or of shares, without the steps of its voxels."""
    return plane.fine(ndimage.gaussian_filter(share.astype(np.float32), SIGMA_VOXELS))


def _step(values: Floats, low: float, high: float) -> Floats:
    """0 below `low`, 1 above `high`, smooth between."""
    t = np.clip((values - low) / (high - low), 0, 1)
    return np.asarray(t * t * (3 - 2 * t), np.float32)
