"""The vertebral canal of a mask: the hole that body and arch enclose in axial slices; it also parts the body from the
arch."""

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage

from vertebra.arguments import checked
from vertebra.errors import InputError
from vertebra.texts import pgettext

Mask = NDArray[np.bool_]
SECTION_FRACTION = 0.5
"""A column belongs to the canal from this share of the height over which the arch encloses it."""
CANDIDATES = 4
MIN_OPEN_FRACTION = 0.5
"""A tunnel is open above and below in this share of its columns; near its edge, arch and wall overhang it."""
MIN_CANAL_MM3 = 200.0
"""Smaller holes are pores, or the channel of the vein."""
FRONT_PERCENTILE = 95
"""The canal's front, which is the posterior wall of the body: few voxels reach farther, into the hollow of the wall."""


@checked
def enclosed_canal(bone: Mask) -> Mask:
    """Return the largest tunnel that the bone encloses in axial slices; empty without one.

    The hollow of an endplate within its rim is enclosed too, but closed at one end.

    Parameters
    ----------
    bone : array (nx, ny, nz) of bool
        Standing about upright.

    Returns
    -------
    array (nx, ny, nz) of bool
    """
    filled = np.stack([ndimage.binary_fill_holes(bone[..., at]) for at in range(bone.shape[2])], axis=-1)
    pieces = ndimage.label(filled & ~bone)[0]
    sizes = np.bincount(pieces.ravel())
    sizes[0] = 0
    for at in np.argsort(sizes)[::-1][:CANDIDATES]:
        hole = pieces == at
        if sizes[at] and _open_fraction(hole, bone) >= MIN_OPEN_FRACTION:
            return np.asarray(hole)
    return np.zeros_like(bone)


def _open_fraction(hole: Mask, bone: Mask) -> float:
    """The share of a hole's columns that no bone closes right above or below."""
    padded = np.pad(bone, ((0, 0), (0, 0), (1, 1)))
    columns = hole.any(axis=2)
    closed = (hole & (padded[..., 2:] | padded[..., :-2])).any(axis=2)
    return 1 - float(closed.sum() / columns.sum())


@checked
def canal_between(body: Mask, process: Mask) -> Mask:
    """Return the canal (nx, ny, nz) between body and arch; empty if they enclose none.

    It is extended over the height of the body.
    """
    ring = body | process
    hole = enclosed_canal(ring) if process.any() else np.zeros_like(body)
    if not hole.any():
        return hole
    depth = hole.sum(axis=2)
    section = depth >= SECTION_FRACTION * depth.max()
    tall = body.any(axis=(0, 1)) | hole.any(axis=(0, 1))
    return np.asarray((hole | (section[..., None] & tall)) & ~ring)


@checked
def body_and_arch(bone: Mask, spacing_mm: tuple[float, float, float]) -> tuple[Mask, Mask]:
    """Divide a whole bone into the body, in front of its canal, and the arch, which is the rest.

    Behind the hollow of the posterior wall the canal reaches farther forward than at the rims: directly in front of the
    canal all bone belongs to the body, beside it the bone in front of the canal's foremost part.

    Parameters
    ----------
    bone : array (nx, ny, nz) of bool
        Standing about upright.
    spacing_mm : (float, float, float)
        Edges of a voxel.

    Returns
    -------
    tuple of two arrays (nx, ny, nz) of bool
        Body and arch.

    Raises
    ------
    InputError
        If the bone encloses no canal of at least 200 mm3.
    """
    hole = enclosed_canal(bone)
    if hole.sum() * np.prod(spacing_mm) < MIN_CANAL_MM3:
        raise InputError(
            pgettext(
                "no-canal-in-mask",
                "The mask outlines the vertebra as one piece and encloses no canal, so body and arch can't be told "
                "apart. "
                "Give a mask that labels body and arch (process) on their own, or mend gaps in the arch.",
            )
        )
    front = int(np.percentile(np.nonzero(hole)[1], FRONT_PERCENTILE))
    across = hole.sum(axis=(1, 2))
    before = across >= SECTION_FRACTION * across.max()
    rows = np.arange(bone.shape[1])
    limit = np.where(before, float(np.nonzero(hole)[1].mean()), front)
    ahead = rows[None, :] > limit[:, None]
    pieces = ndimage.label(bone & ahead[:, :, None])[0]
    body = pieces == 1 + int(np.argmax(np.bincount(pieces.ravel())[1:]))
    return np.asarray(body), np.asarray(bone & ~body)
