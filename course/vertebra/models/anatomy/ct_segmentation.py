"""What a CT's mask does not say: endplates, pedicles, canal, body and arch of a whole bone, a smooth surface; all from
the shape.

The masks stand upright on the grid (`ct_upright`): x right, y forward, z up.
"""

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage

from vertebra import tables
from vertebra.arguments import checked
from vertebra.models.anatomy.ct_canal import canal_between
from vertebra.models.anatomy.ct_pedicles import pedicles
from vertebra.models.anatomy.redistancing import signed_distance
from vertebra.models.anatomy.tissue import partial_volume
from vertebra.patient import BONE_PARTS, Part

Spacing = tuple[float, float, float]
Mask = NDArray[np.bool_]

KINDS = ("trabecular body", "cortical body", "trabecular process", "cortical process", "pad", "canal", "vertebra")
BODY = KINDS[:2]
BONE = (*KINDS[:4], KINDS[6])
PROCESS = KINDS[2:4]
SMOOTHING_VOXELS = 1.0
ENDPLATE_SLOPE = 0.7
"""Least vertical part of an endplate's outward direction: within 45 degrees of upright."""
NORMAL_MM = 1.8


@checked
def is_kind(kinds: NDArray[np.uint8], *names: str) -> Mask:
    """Mask of the voxels that are one of the kinds `names`, members of `KINDS`."""
    return np.isin(kinds, [KINDS.index(name) + 1 for name in names])


@checked
def smooth_surface(bone: Mask, spacing_mm: Spacing) -> NDArray[np.float32]:
    """Signed distance in mm to a smoothed outline of `bone`, negative in exactly its voxels."""
    level = np.float32(0.5) - ndimage.gaussian_filter(bone.astype(np.float32), SMOOTHING_VOXELS)
    # Smoothing must not drop a thin process nor bridge a narrow gap: every voxel keeps its side.
    level = np.where(bone, np.minimum(level, np.float32(-0.05)), np.maximum(level, np.float32(0.05)))
    return signed_distance(level, spacing_mm).astype(np.float32)


@checked
def parts(kinds: NDArray[np.uint8], surface_mm: NDArray[np.float32], spacing_mm: Spacing) -> NDArray[np.uint8]:
    """Derive the `Part` of every voxel from the mask's kinds and the shape.

    Parameters
    ----------
    kinds : array (nx, ny, nz) of uint8
        Places in `KINDS`, counted from 1; 0 is background.
    surface_mm : array (nx, ny, nz)
        Signed distance, negative inside.
    spacing_mm : (float, float, float)
        Edges of a voxel.

    Returns
    -------
    array (nx, ny, nz) of uint8
    """
    labels = np.zeros(kinds.shape, np.uint8)
    body, process = is_kind(kinds, *BODY), is_kind(kinds, *PROCESS)
    labels[body] = Part.TRABECULAR
    labels[is_kind(kinds, "cortical body")] = Part.CORTICAL_SHELL
    if not is_kind(kinds, "cortical body").any():
        labels[body & (surface_mm >= -1.05 * max(spacing_mm))] = Part.CORTICAL_SHELL
    _label_endplates(labels, body, spacing_mm)
    labels[process] = Part.POSTERIOR_ELEMENTS
    given = is_kind(kinds, "canal")
    canal = given if given.any() else canal_between(body, process)
    labels[canal] = Part.CANAL
    labels[pedicles(body, process, canal, surface_mm, spacing_mm)] = Part.PEDICLE
    labels[is_kind(kinds, "pad")] = Part.PAD
    return labels


@checked
def shell_fraction(
    labels: NDArray[np.uint8], surface_mm: NDArray[np.float32], spacing_mm: Spacing
) -> NDArray[np.float32]:
    """Share of each bone voxel that is shell, endplate or cortex of the arch, by their thickness below the surface."""
    thick = np.full(labels.shape, tables.value("posterior_cortex_thickness_mm"), np.float32)
    thick[np.isin(labels, (Part.TRABECULAR, Part.CORTICAL_SHELL))] = tables.value("shell_thickness_mm")
    thick[np.isin(labels, (Part.SUPERIOR_ENDPLATE, Part.INFERIOR_ENDPLATE))] = tables.value("endplate_thickness_mm")
    step = float(np.prod(spacing_mm)) ** (1 / 3)
    share = partial_volume(surface_mm, step) - partial_volume(surface_mm + thick, step)
    return np.where(np.isin(labels, BONE_PARTS), share, 0).astype(np.float32)


@checked
def body_centre_mm(
    kinds: NDArray[np.uint8], spacing_mm: Spacing, corner_mm: NDArray[np.float64]
) -> NDArray[np.float64]:
    """The middle (3,) of the body's extent along each axis, in mm.

    The outermost hundredth on either side does not count.
    """
    used = np.nonzero(is_kind(kinds, *BODY))
    middle = [np.percentile(at, (1, 99)).mean() for at in used]
    return corner_mm + np.array(middle) * np.array(spacing_mm)


def _label_endplates(labels: NDArray[np.uint8], body: Mask, spacing_mm: Spacing) -> None:
    """Cortical voxels of the body that face up or down, by the outward direction of the smoothed body."""
    blurred = ndimage.gaussian_filter(body.astype(np.float32), [NORMAL_MM / step for step in spacing_mm])
    slopes = np.gradient(blurred, *spacing_mm)
    steep = np.sqrt(sum(slope * slope for slope in slopes))
    upright = -slopes[2] / np.maximum(steep, 1e-6)
    wall = labels == Part.CORTICAL_SHELL
    labels[wall & (upright > ENDPLATE_SLOPE)] = Part.SUPERIOR_ENDPLATE
    labels[wall & (upright < -ENDPLATE_SLOPE)] = Part.INFERIOR_ENDPLATE
