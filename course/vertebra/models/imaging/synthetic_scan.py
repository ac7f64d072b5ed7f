"""A CT of a built vertebra as a scanner would make it, with its mask: turned, in other voxels, with noise and a rough
outline."""

import numpy as np
from numpy.typing import NDArray

from vertebra.arguments import checked
from vertebra.errors import check_range
from vertebra.models.anatomy.scan_image import ScanImage
from vertebra.patient import BONE_PARTS, Part, Vertebra
from vertebra.texts import _, pgettext

CENTRE_MM = np.array([12.0, -30.0, 410.0])
"""Where the bone lies in the scanner."""
VOXEL_MM = (0.8, 0.8, 1.25)
MARGIN_MM = 5.0
NOISE_MG_CM3 = 40.0
OUTLINE_NOISE_MM = 0.15
FULL_WIDTH_SD = 2.3548
"""Full width at half the height of a normal distribution, in standard deviations."""
WHOLE = 20
"""Label of a bone in one piece."""
TRABECULAR_BODY, CORTICAL_BODY, ARCH = 1, 2, 3
"""Labels of a bone in parts, as `read_ct` takes them by default."""


@checked
def rotation(turn_deg: float, tilt_deg: float, list_deg: float) -> NDArray[np.float64]:
    """Return the rotation (3, 3) by three angles: about z, then x, then y."""
    a, b, c = np.radians((turn_deg, tilt_deg, list_deg))
    about_z = np.array([[np.cos(a), -np.sin(a), 0], [np.sin(a), np.cos(a), 0], [0, 0, 1]])
    about_x = np.array([[1, 0, 0], [0, np.cos(b), -np.sin(b)], [0, np.sin(b), np.cos(b)]])
    about_y = np.array([[np.cos(c), 0, np.sin(c)], [0, 1, 0], [-np.sin(c), 0, np.cos(c)]])
    return np.asarray(about_z @ about_x @ about_y)


@checked
def synthetic_scan(
    bone: Vertebra,
    turned_deg: tuple[float, float, float] = (12.0, -20.0, 8.0),
    whole: bool = True,
    seed: int = 0,
    *,
    voxel_mm: tuple[float, float, float] = VOXEL_MM,
    blur_mm: float = 0.0,
    noise_mg_cm3: float = NOISE_MG_CM3,
) -> tuple[ScanImage, ScanImage]:
    """Scan a vertebra that lies turned.

    Parameters
    ----------
    bone : Vertebra
    turned_deg : (float, float, float)
        Its turn about z, then x, then y.
    whole : bool
        A mask of the bone in one piece (`WHOLE`), or of its parts.
    seed : int
        Of the noise.
    voxel_mm : (float, float, float)
        Edges of the scan's voxels, each 0.2 to 3 mm.
    blur_mm : float
        Width of the scanner's point spread at half its height, 0 to 3 mm. Above 0, each voxel is also a mean over
        itself; at 0 the density is read at its middle.
    noise_mg_cm3 : float
        Standard deviation, 0 to 500 mg/cm3.

    Returns
    -------
    image, mask : ScanImage
        Density in mg/cm3 with noise, and an outline that is rough by 0.15 mm.

    Raises
    ------
    InputError
        For a value out of range.
    """
    for edge in voxel_mm:
        check_range(pgettext("voxel-size", "Voxel size"), edge, 0.2, 3, "mm")
    check_range(_("The blur"), blur_mm, 0, 3, "mm")
    check_range(_("The noise"), noise_mg_cm3, 0, 500, "mg/cm3")
    from scipy import ndimage

    draw, turn = np.random.default_rng(seed), rotation(*turned_deg)
    first, own = _grid(bone, turn, voxel_mm)
    low, own_step = np.array(bone.origin_mm), np.array(bone.spacing_mm)
    index = (own - low[:, None, None, None]) / own_step[:, None, None, None]
    nearest = ndimage.distance_transform_edt(~bone.is_part(*BONE_PARTS), return_indices=True)[1]
    part = ndimage.map_coordinates(bone.labels[tuple(nearest)], index, order=0, mode="nearest")
    outside = ndimage.map_coordinates(bone.surface_mm, index, order=1, cval=9.0)
    solid = outside + draw.normal(0, OUTLINE_NOISE_MM, outside.shape) < 0
    arch = np.isin(part, (Part.PEDICLE, Part.POSTERIOR_ELEMENTS))
    parts = np.where(arch, ARCH, np.where(part > Part.TRABECULAR, CORTICAL_BODY, TRABECULAR_BODY))
    mask = np.where(solid, WHOLE if whole else parts, 0).astype(np.uint8)
    sharp = bone.density_mg_cm3
    if blur_mm > 0:
        spread = (blur_mm / FULL_WIDTH_SD) ** 2 + turn.T**2 @ np.square(voxel_mm) / 12
        sharp = ndimage.gaussian_filter(sharp, np.sqrt(spread) / own_step)
    density = ndimage.map_coordinates(sharp, index, order=1, cval=0.0)
    density = (density + draw.normal(0, noise_mg_cm3, mask.shape)).astype(np.float32)
    affine = np.diag([*voxel_mm, 1.0])
    affine[:3, 3] = first + CENTRE_MM
    return ScanImage(density, affine), ScanImage(mask, affine)


def _grid(
    bone: Vertebra, turn: NDArray[np.float64], voxel_mm: tuple[float, float, float]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """The first voxel of a box round the turned bone (mm), and each voxel's place (3, i, j, k) in the bone's own
    axes."""
    low, step = np.array(bone.origin_mm), np.array(voxel_mm)
    high = low + np.array(bone.spacing_mm) * (np.array(bone.shape) - 1)
    ends = np.array(np.meshgrid(*zip(low, high, strict=True))).reshape(3, 8)
    first, last = (turn @ ends).min(axis=1) - MARGIN_MM, (turn @ ends).max(axis=1) + MARGIN_MM
    axes = [first[i] + step[i] * np.arange(int((last[i] - first[i]) / step[i]) + 1) for i in range(3)]
    return first, np.tensordot(turn.T, np.stack(np.meshgrid(*axes, indexing="ij")), 1)
