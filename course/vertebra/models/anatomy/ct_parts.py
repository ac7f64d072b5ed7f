"""What a CT's mask does not say: endplates, pedicles, canal, a smooth surface and landmarks, all from the shape."""

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage

from vertebra import tables
from vertebra.models.anatomy.calipers import RIM_INSET_MM, height_points
from vertebra.models.anatomy.dimensions import Point
from vertebra.models.anatomy.distance import redistance
from vertebra.models.anatomy.tissue import filled_share
from vertebra.patient import BONE_PARTS, Part, Vertebra

Spacing = tuple[float, float, float]
Mask = NDArray[np.bool_]

KINDS = ("trabecular body", "cortical body", "trabecular process", "cortical process", "pad", "canal")
BODY = KINDS[:2]
BONE = KINDS[:4]
PROCESS = KINDS[2:4]
SMOOTHING_VOXELS = 1.0
ENDPLATE_SLOPE = 0.7
"""Least vertical part of an endplate's outward direction: within 45 degrees of upright."""
NORMAL_MM = 1.8
PEDICLE_REACH_MM = 8.0


def is_kind(kinds: NDArray[np.uint8], *names: str) -> Mask:
    """Where the mask holds one of the kinds `names`."""
    return np.isin(kinds, [KINDS.index(name) + 1 for name in names])


def smooth_surface(bone: Mask, spacing_mm: Spacing) -> NDArray[np.float32]:
    """Signed distance in mm to a smoothed outline of `bone`, negative in exactly its voxels."""
    level = np.float32(0.5) - ndimage.gaussian_filter(bone.astype(np.float32), SMOOTHING_VOXELS)
    # Smoothing must not drop a thin process nor bridge a narrow gap: every voxel keeps its side.
    level = np.where(bone, np.minimum(level, np.float32(-0.05)), np.maximum(level, np.float32(0.05)))
    return redistance(level, spacing_mm).astype(np.float32)


def parts(kinds: NDArray[np.uint8], surface_mm: NDArray[np.float32], spacing_mm: Spacing) -> NDArray[np.uint8]:
    """`Part` of every voxel."""
    labels = np.zeros(kinds.shape, np.uint8)
    body, process = is_kind(kinds, *BODY), is_kind(kinds, *PROCESS)
    labels[body] = Part.TRABECULAR
    labels[is_kind(kinds, "cortical body")] = Part.CORTICAL_SHELL
    if not is_kind(kinds, "cortical body").any():
        labels[body & (surface_mm >= -1.05 * max(spacing_mm))] = Part.CORTICAL_SHELL
    _label_endplates(labels, body, spacing_mm)
    labels[process] = Part.POSTERIOR_ELEMENTS
    given = is_kind(kinds, "canal")
    canal = given if given.any() else _canal(body, process)
    labels[canal] = Part.CANAL
    labels[_pedicles(body, process, canal, spacing_mm)] = Part.PEDICLE
    labels[is_kind(kinds, "pad")] = Part.PAD
    return labels


def shell_share(labels: NDArray[np.uint8], surface_mm: NDArray[np.float32], spacing_mm: Spacing) -> NDArray[np.float32]:
    """Share of each bone voxel that is shell, endplate or cortex of the arch, by their thickness below the surface."""
    thick = np.full(labels.shape, tables.value("posterior_cortex_thickness_mm"), np.float32)
    thick[np.isin(labels, (Part.TRABECULAR, Part.CORTICAL_SHELL))] = tables.value("shell_thickness_mm")
    thick[np.isin(labels, (Part.SUPERIOR_ENDPLATE, Part.INFERIOR_ENDPLATE))] = tables.value("endplate_thickness_mm")
    step = float(np.prod(spacing_mm)) ** (1 / 3)
    share = filled_share(surface_mm, step) - filled_share(surface_mm + thick, step)
    return np.where(np.isin(labels, BONE_PARTS), share, 0).astype(np.float32)


def body_centre_mm(
    kinds: NDArray[np.uint8], spacing_mm: Spacing, corner_mm: NDArray[np.float64]
) -> NDArray[np.float64]:
    """The middle of the body's extent along each axis; the outermost hundredth on either side does not count."""
    used = np.nonzero(is_kind(kinds, *BODY))
    middle = [np.percentile(at, (1, 99)).mean() for at in used]
    return corner_mm + np.array(middle) * np.array(spacing_mm)


def landmarks(vertebra: Vertebra) -> dict[str, Point]:
    """The named points that a built vertebra also has, as far as the shape shows them."""
    points = {name: point for name, point in height_points(vertebra).items() if np.isfinite(point).all()}
    x, y, z = vertebra.axes_mm()
    for name, side in (("pedicle_right", 1), ("pedicle_left", -1)):
        found = np.nonzero(vertebra.is_part(Part.PEDICLE) & (side * x > 0)[:, None, None])
        if len(found[0]):
            points[name] = (float(x[found[0]].mean()), float(y[found[1]].mean()), float(z[found[2]].mean()))
    behind = np.nonzero(vertebra.is_part(Part.POSTERIOR_ELEMENTS))
    if len(behind[0]):
        tip = int(behind[1].argmin())
        points["spinous_tip"] = (float(x[behind[0][tip]]), float(y[behind[1][tip]]), float(z[behind[2][tip]]))
    if "middle_upper" in points:
        points |= {"upper_endplate": points["middle_upper"], "lower_endplate": points["middle_lower"]}
        above, below = points["posterior_upper"], points["posterior_lower"]
        points["foramen"] = (0.0, above[1] - RIM_INSET_MM, (above[2] + below[2]) / 2)
    return points


def _label_endplates(labels: NDArray[np.uint8], body: Mask, spacing_mm: Spacing) -> None:
    """Cortical voxels of the body that face up or down, by the outward direction of the smoothed body."""
    blurred = ndimage.gaussian_filter(body.astype(np.float32), [NORMAL_MM / step for step in spacing_mm])
    slopes = np.gradient(blurred, *spacing_mm)
    steep = np.sqrt(sum(slope * slope for slope in slopes))
    upright = -slopes[2] / np.maximum(steep, 1e-6)
    wall = labels == Part.CORTICAL_SHELL
    labels[wall & (upright > ENDPLATE_SLOPE)] = Part.SUPERIOR_ENDPLATE
    labels[wall & (upright < -ENDPLATE_SLOPE)] = Part.INFERIOR_ENDPLATE


def _canal(body: Mask, process: Mask) -> Mask:
    """The hole that body and arch enclose in axial slices, drawn out over the height of the body."""
    ring = body | process
    filled = np.stack([ndimage.binary_fill_holes(ring[..., at]) for at in range(ring.shape[2])], axis=-1)
    pieces, count = ndimage.label(filled & ~ring)
    if count == 0 or not process.any():
        return np.zeros_like(body)
    hole = pieces == 1 + int(np.argmax(np.bincount(pieces.ravel())[1:]))
    depth = hole.sum(axis=2)
    section = depth >= 0.5 * depth.max()
    tall = body.any(axis=(0, 1)) | hole.any(axis=(0, 1))
    return (hole | (section[..., None] & tall)) & ~ring


def _pedicles(body: Mask, process: Mask, canal: Mask, spacing_mm: Spacing) -> Mask:
    """The part of the arch beside the front half of the canal; without a canal, what lies close behind the body.

    Forward is from the middle of the canal to the middle of the body, so a turned vertebra is read like a straight one.
    """
    tall = body.any(axis=(0, 1))
    if not canal.any():
        away = ndimage.distance_transform_edt(~body, sampling=spacing_mm)
        return process & tall & (away < PEDICLE_REACH_MM)
    steps = np.array(spacing_mm[:2])
    middle, front = (np.array([at.mean() for at in np.nonzero(mask)[:2]]) * steps for mask in (canal, body))
    forward = (front - middle) / np.linalg.norm(front - middle)
    x, y = (np.arange(count) * step for count, step in zip(body.shape, steps, strict=False))
    ahead = (x[:, None] - middle[0]) * forward[0] + (y[None, :] - middle[1]) * forward[1] > 0
    return process & tall & ahead[..., None]
