"""A scan and its mask put on the vertebra's own axes."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage

from vertebra.arguments import checked
from vertebra.errors import check_range
from vertebra.models.anatomy import ct_segmentation
from vertebra.models.anatomy.ct_upright import own_axes
from vertebra.texts import pgettext

Floats = NDArray[np.float64]
MARGIN_MM = 6.0
MAX_TILT_KEPT_DEG = 3.0
"""A bone that stands so nearly upright on the image's grid keeps its voxels: resampling would blur it for nothing."""
MAX_VOXEL_MM, MIN_VOXEL_MM = 3.0, 0.5


@dataclass(frozen=True, eq=False)
class Scan:
    """A scan and its mask on one grid.

    Parameters
    ----------
    values : array (nx, ny, nz) of float32
        Densities in mg/cm3.
    kinds : array (nx, ny, nz) of uint8
        Places in `ct_segmentation.KINDS`, counted from 1; 0 is background.
    affine : array (4, 4)
        From voxel indices to mm.
    """

    values: NDArray[np.float32]
    kinds: NDArray[np.uint8]
    affine: Floats

    @property
    def spacing_mm(self) -> tuple[float, float, float]:
        """Edges of a voxel."""
        x, y, z = (float(step) for step in np.linalg.norm(self.affine[:3, :3], axis=0))
        return x, y, z

    @property
    def corner_mm(self) -> Floats:
        """Place of the first voxel."""
        return np.asarray(self.affine[:3, 3])


@checked
def upright(scan: Scan, voxel_mm: float | None = None) -> Scan:
    """Turn a scan to the vertebra's own axes (x right, y forward, z up), cut to its labelled voxels and a margin.

    Parameters
    ----------
    scan : Scan
    voxel_mm : float, optional
        Edge of cubic voxels, 0.5 to 3 mm. By default a bone within 3 degrees of the image's grid keeps the image's
        voxels.

    Raises
    ------
    InputError
        For a voxel size outside its range.
    """
    if voxel_mm is not None:
        check_range(pgettext("voxel-size", "Voxel size"), voxel_mm, MIN_VOXEL_MM, MAX_VOXEL_MM, "mm")
    whole = ct_segmentation.is_kind(scan.kinds, "vertebra").any()
    bone = _positions_mm(scan, *ct_segmentation.BONE)
    body = _positions_mm(scan, *ct_segmentation.BODY, "vertebra")
    axes = own_axes(bone, body, bool(whole))
    turned = _along_axes(scan, axes)
    if turned is not None and voxel_mm is None:
        return _cropped(turned)
    edge = voxel_mm or float(np.clip(np.prod(scan.spacing_mm) ** (1 / 3), MIN_VOXEL_MM, MAX_VOXEL_MM))
    return _resampled(scan, axes, edge)


def _positions_mm(scan: Scan, *kinds: str) -> Floats:
    index = np.argwhere(ct_segmentation.is_kind(scan.kinds, *kinds))
    return np.asarray(index @ scan.affine[:3, :3].T + scan.affine[:3, 3])


def _along_axes(scan: Scan, axes: Floats) -> Scan | None:
    """The scan with its axes swapped and flipped to right, forward and up;
    None where the bone lies turned on the grid."""
    steps = np.array(scan.spacing_mm)
    cosines = axes @ (scan.affine[:3, :3] / steps)
    order = np.abs(cosines).argmax(axis=1)
    if len(set(order)) < 3 or np.abs(cosines).max(axis=1).min() < np.cos(np.radians(MAX_TILT_KEPT_DEG)):
        return None
    backwards = [axis for axis, at in enumerate(order) if cosines[axis, at] < 0]
    values, kinds = (np.flip(np.transpose(one, order), tuple(backwards)) for one in (scan.values, scan.kinds))
    return Scan(values, kinds.astype(np.uint8), np.diag([*steps[order], 1.0]))


def _cropped(scan: Scan) -> Scan:
    """The labelled voxels and a margin all round, added where the scan ends."""
    steps = np.array(scan.spacing_mm)
    spare = [(int(n), int(n)) for n in np.maximum(2, np.ceil(MARGIN_MM / steps))]
    used = np.nonzero(scan.kinds)
    box = tuple(slice(int(at.min()), int(at.max()) + 1) for at in used)
    affine = scan.affine.copy()
    affine[:3, 3] += steps * [one.start - n for one, (n, _) in zip(box, spare, strict=True)]
    return Scan(np.pad(scan.values[box], spare), np.pad(scan.kinds[box], spare), affine)


def _resampled(scan: Scan, axes: Floats, edge_mm: float) -> Scan:
    """Cubes along `axes`: values interpolated, each voxel of the kind that takes up most of it."""
    own = _positions_mm(scan, *ct_segmentation.KINDS) @ axes.T
    low = np.floor((own.min(axis=0) - MARGIN_MM) / edge_mm) * edge_mm
    shape = np.ceil((own.max(axis=0) + MARGIN_MM - low) / edge_mm).astype(int) + 1
    grid = np.stack(np.meshgrid(*(o + edge_mm * np.arange(n) for o, n in zip(low, shape, strict=True)), indexing="ij"))
    index = np.tensordot(
        np.linalg.inv(scan.affine[:3, :3]), np.tensordot(axes.T, grid, 1) - scan.affine[:3, 3, None, None, None], 1
    )
    blur = [max(0.0, (edge_mm / step) ** 2 - 1) ** 0.5 / 2.355 for step in scan.spacing_mm]

    def at_grid(values: NDArray[np.float32]) -> NDArray[np.float32]:
        smooth = ndimage.gaussian_filter(values, blur) if any(blur) else values
        return np.asarray(ndimage.map_coordinates(smooth, index, np.float32, order=1, mode="nearest"))

    kinds, best = np.zeros(shape, np.uint8), np.zeros(shape, np.float32)
    empty = at_grid((scan.kinds == 0).astype(np.float32))
    for kind in np.unique(scan.kinds[scan.kinds > 0]):
        share = at_grid((scan.kinds == kind).astype(np.float32))
        kinds[share > best] = kind
        best = np.maximum(best, share)
    kinds[empty >= 0.5] = 0
    affine = np.diag([edge_mm, edge_mm, edge_mm, 1.0])
    affine[:3, 3] = low
    return Scan(at_grid(scan.values), kinds, affine)
