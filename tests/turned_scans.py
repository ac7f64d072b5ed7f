"""A built vertebra as a scanner would have it: turned, in other voxels, with noise and a rough outline."""

import nibabel as nib
import numpy as np
from scipy import ndimage

from vertebra.patient import BONE_PARTS, Part, Vertebra

CENTRE_MM = np.array([12.0, -30.0, 410.0])
"""Where the bone lies in the scanner."""
WHOLE = 20
"""Label of a bone in one piece."""


def turning(turn: float, tilt: float, list_: float) -> np.ndarray:
    """A rotation by three angles (degrees): about z, then x, then y."""
    a, b, c = np.radians((turn, tilt, list_))
    about_z = np.array([[np.cos(a), -np.sin(a), 0], [np.sin(a), np.cos(a), 0], [0, 0, 1]])
    about_x = np.array([[1, 0, 0], [0, np.cos(b), -np.sin(b)], [0, np.sin(b), np.cos(b)]])
    about_y = np.array([[np.cos(c), 0, np.sin(c)], [0, 1, 0], [-np.sin(c), 0, np.cos(c)]])
    return about_z @ about_x @ about_y


def scanned(bone: Vertebra, turn: np.ndarray, whole: bool, seed: int) -> tuple[nib.Nifti1Image, nib.Nifti1Image]:
    """The bone lying turned in a scanner with voxels of 0.8 x 0.8 x 1.25 mm: density with noise, a mask with a rough outline."""
    draw, step = np.random.default_rng(seed), np.array([0.8, 0.8, 1.25])
    low, own_step = np.array(bone.origin_mm), np.array(bone.spacing_mm)
    ends = np.array(np.meshgrid(*zip(low, low + own_step * (np.array(bone.shape) - 1), strict=True))).reshape(3, 8)
    first, last = (turn @ ends).min(axis=1) - 5, (turn @ ends).max(axis=1) + 5
    axes = [first[i] + step[i] * np.arange(int((last[i] - first[i]) / step[i]) + 1) for i in range(3)]
    own = np.tensordot(turn.T, np.stack(np.meshgrid(*axes, indexing="ij")), 1)
    index = (own - low[:, None, None, None]) / own_step[:, None, None, None]
    nearest = ndimage.distance_transform_edt(~bone.is_part(*BONE_PARTS), return_indices=True)[1]
    part = ndimage.map_coordinates(bone.labels[tuple(nearest)], index, order=0, mode="nearest")
    outside = ndimage.map_coordinates(bone.surface_mm, index, order=1, cval=9.0)
    solid = outside + draw.normal(0, 0.15, outside.shape) < 0
    mask = np.where(
        solid,
        WHOLE
        if whole
        else np.where(np.isin(part, (Part.PEDICLE, Part.POSTERIOR_ELEMENTS)), 3, np.where(part > 1, 2, 1)),
        0,
    )
    density = ndimage.map_coordinates(bone.density_mg_cm3, index, order=1, cval=0.0) + draw.normal(0, 40, mask.shape)
    affine = np.diag([*step, 1.0])
    affine[:3, 3] = first + CENTRE_MM
    return nib.Nifti1Image(density.astype(np.float32), affine), nib.Nifti1Image(mask.astype(np.uint8), affine)
