"""The wall of a scanned body, its thickness measured from the mineral that the scan shows near the surface.

A scanner spreads a wall of less than half a millimetre over a millimetre or two, inside and outside the outline. What
lies there beyond the spongy bone next to it, per area of wall, is the wall's mineral; divided by the density of such
bone it is the wall's thickness. The mineral is then put where it came from, and is counted once: in the wall.

See decision 0391.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage

from vertebra import tables
from vertebra.arguments import checked
from vertebra.models.anatomy.tissue import partial_volume
from vertebra.patient import BODY_PARTS, Part

Spacing = tuple[float, float, float]
Singles = NDArray[np.float32]
Mask = NDArray[np.bool_]

WALLS = (Part.CORTICAL_SHELL, Part.SUPERIOR_ENDPLATE, Part.INFERIOR_ENDPLATE)
ARCH = (Part.PEDICLE, Part.POSTERIOR_ELEMENTS)
MIN_REACH_MM, REACH_VOXELS = 1.0, 1.65
"""How far a scan spreads the wall beyond its own thickness: 2.5 standard deviations, in which a point spread as wide as
a voxel at half its height, the mean over a voxel and linear interpolation add up (1/5.55 + 1/12 + 1/6 of a voxel
squared); and at least a millimetre."""
BESIDE_MM = 2.5
"""Spongy bone and soft tissue are read as far as this beyond the reach."""
PATCH_MM = 2.0
"""Standard deviation of the patch over which thickness, spongy bone and soft tissue are averaged, against noise."""
MAX_THICKNESS_MM = 2.0


class ScannedWall(NamedTuple):
    """A body whose wall was measured.

    Parameters
    ----------
    shell_fraction : array (nx, ny, nz)
        Share of each voxel that is wall, 0 to 1.
    density_mg_cm3 : array (nx, ny, nz)
        Of bone, wall and spongy bone together; a voxel just outside the outline carries what reaches into it.
    thickness_mm : array (nx, ny, nz)
        Of the nearest wall; 0 where the body has none near.
    """

    shell_fraction: Singles
    density_mg_cm3: Singles
    thickness_mm: Singles


@checked
def scanned_wall(
    values_mg_cm3: Singles, density_mg_cm3: Singles, labels: NDArray[np.uint8], surface_mm: Singles, spacing_mm: Spacing
) -> ScannedWall:
    """Measure the wall of a scanned body, and take its mineral out of the voxels beside it.

    Parameters
    ----------
    values_mg_cm3 : array (nx, ny, nz)
        As scanned, also outside the bone.
    density_mg_cm3 : array (nx, ny, nz)
        The same in bone, 0 elsewhere.
    labels : array (nx, ny, nz) of uint8
        Values of `Part`.
    surface_mm : array (nx, ny, nz)
        Signed distance, negative inside.
    spacing_mm : (float, float, float)
        Edges of a voxel.

    Returns
    -------
    ScannedWall
        Where the body is too small to have spongy bone beyond the reach of its wall, the wall has no more mineral than
        its voxels hold, and the density stays.
    """
    cortical = np.float32(tables.value("cortical_density_mg_cm3"))
    step = float(np.prod(spacing_mm)) ** (1 / 3)
    reach = max(MIN_REACH_MM, REACH_VOXELS * max(spacing_mm))
    body = np.isin(labels, BODY_PARTS)
    walls = body & (np.isin(labels, WALLS) | (surface_mm > -step))
    others = np.isin(labels, (*ARCH, Part.CANAL, Part.PAD)) & ~body
    nominal = np.where(np.isin(labels, WALLS[1:]), *(_usual_mm("endplate"), _usual_mm("shell"))).astype(np.float32)
    away, nearest = ndimage.distance_transform_edt(~walls, spacing_mm, return_indices=True)
    thick = nominal[tuple(nearest)]
    inside = partial_volume(surface_mm, step)
    held = density_mg_cm3 / cortical
    is_arch = np.isin(labels, ARCH)
    deep = body & (surface_mm < -(thick + reach)) & (surface_mm > -(thick + reach + BESIDE_MM))
    far = (labels == Part.BACKGROUND) & (surface_mm > reach) & (surface_mm < reach + BESIDE_MM)
    if not deep.any() or not walls.any():
        limited = np.minimum(_layer(surface_mm, nominal, step), held) * (body | is_arch)
        return ScannedWall(limited.astype(np.float32), density_mg_cm3, np.where(walls, nominal, 0))
    spongy, soft = (_around(values_mg_cm3, one, spacing_mm) for one in (deep, far))
    spongy = np.maximum(spongy, 0)
    near = ~others & (np.abs(surface_mm + thick / 2) <= thick / 2 + reach) & (away <= thick + reach + step)
    beyond = values_mg_cm3 - inside * spongy - (1 - inside) * soft
    owner = np.zeros(labels.shape, np.intp)
    owner[walls] = np.arange(np.count_nonzero(walls))
    owners = owner[tuple(one[near] for one in nearest)]
    mineral, area = np.zeros(labels.shape, np.float32), np.zeros(labels.shape, np.float32)
    for grid, weights in ((mineral, beyond), (area, _layer(surface_mm, thick, step) / thick)):
        grid[walls] = np.bincount(owners, weights[near], minlength=np.count_nonzero(walls))
    spread = [PATCH_MM / one for one in spacing_mm]
    mineral, area = (ndimage.gaussian_filter(one, spread, mode="constant", truncate=3) for one in (mineral, area))
    # The wall stands where spongy bone was subtracted too.
    measured = mineral / np.maximum(area, 1e-6) / np.maximum(cortical - spongy, cortical / 4)
    measured = np.clip(measured, 0, MAX_THICKNESS_MM)
    thickness = np.where(away <= thick + reach + step, measured[tuple(nearest)], 0).astype(np.float32)
    own = body | ((labels == Part.BACKGROUND) & (away <= 1.5 * step))
    wall = np.where(own, _layer(surface_mm, thickness, step), 0)
    arch = np.minimum(_layer(surface_mm, np.full_like(thick, _usual_mm("posterior_cortex")), step), held) * is_arch
    beside = own & (surface_mm > -(thick + reach))
    density = np.where(beside, wall * cortical + (inside - wall) * spongy, density_mg_cm3)
    return ScannedWall((wall + arch).astype(np.float32), density.astype(np.float32), thickness)


def _usual_mm(part: str) -> float:
    return tables.value(f"{part}_thickness_mm")


def _layer(surface_mm: Singles, thick_mm: NDArray, step_mm: float) -> NDArray:
    """Share of each voxel between the surface and a depth below it."""
    return partial_volume(surface_mm, step_mm) - partial_volume(surface_mm + thick_mm, step_mm)


def _around(values: Singles, there: Mask, spacing_mm: Spacing) -> Singles:
    """Mean of the values in `there` round each voxel, patch by patch; of the nearest ones where none are near."""
    if not there.any():
        return np.zeros_like(values)
    spread = [PATCH_MM / one for one in spacing_mm]
    sums, weights = (
        ndimage.gaussian_filter(np.where(there, one, 0).astype(np.float32), spread, mode="constant", truncate=4)
        for one in (values, np.ones_like(values))
    )
    known = weights > 1e-3
    mean = np.divide(sums, weights, out=np.zeros_like(sums), where=known)
    nearest = ndimage.distance_transform_edt(~known, spacing_mm, return_distances=False, return_indices=True)
    return np.asarray(mean[tuple(nearest)], np.float32)
