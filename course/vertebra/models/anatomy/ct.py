"""A real vertebra from a calibrated CT and its mask, in NIfTI files of any orientation and spacing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from vertebra import tables
from vertebra.errors import CourseError, InputError, check_range
from vertebra.models.anatomy import ct_parts
from vertebra.patient import Patient, Vertebra, check_level
from vertebra.texts import _

if TYPE_CHECKING:
    from nibabel.spatialimages import SpatialImage

DEFAULT_LABELS: Mapping[int, str] = {
    1: "trabecular body",
    2: "cortical body",
    3: "trabecular process",
    4: "cortical process",
    5: "pad",
    6: "pad",
}
MARGIN_MM = 6.0
ALIGNED = 1e-3
"""Largest direction cosine off the axes of an image that counts as aligned with them."""


def read_ct(
    image: str | Path | SpatialImage,
    mask: str | Path | SpatialImage,
    labels: Mapping[int, str] | None = None,
    level: str = "L1",
    slope: float = 1.0,
    intercept: float = 0.0,
    patient: Patient | None = None,
) -> Vertebra:
    """The vertebra that `mask` outlines in `image`, both NIfTI files or nibabel images on the same grid.

    `slope` and `intercept` turn the image's values into mg/cm3 of hydroxyapatite (1 and 0 for an image that is already
    calibrated). `labels` says what each number of the mask is: "trabecular body", "cortical body", "trabecular process",
    "cortical process", "pad" or "canal"; 0 is always background.

    The grid keeps the image's spacing, turned to x right, y anterior, z up; an oblique image is resampled on the axes. The
    centre of the body becomes world zero. Endplates, pedicles and canal are derived from the shape, the surface is smoothed
    to less than a voxel, density outside bone and pads is 0 and negative density in bone (fat, noise) too.

    Raises CourseError for a missing file, InputError for images that don't fit together, unknown labels, no bone, values
    that are no numbers and a mean density outside the range of bone.
    """
    check_level(level)
    names = _names(DEFAULT_LABELS if labels is None else labels)
    picture, outline = _loaded(image, "image"), _loaded(mask, "mask")
    _check_fit(picture, outline)
    picture, outline = _on_axes(picture, outline)
    kinds = _kinds(np.asanyarray(outline.dataobj), names)
    values, kinds, corner = _cropped(_values(picture), kinds, picture)
    density = _density(values, kinds, slope, intercept)
    x, y, z = (float(step) for step in np.abs(np.diag(picture.affine)[:3]))
    return _vertebra(density, kinds, (x, y, z), corner, level, patient)


def _vertebra(
    density: NDArray[np.float32],
    kinds: NDArray[np.uint8],
    spacing_mm: tuple[float, float, float],
    corner_mm: NDArray[np.float64],
    level: str,
    patient: Patient | None,
) -> Vertebra:
    surface = ct_parts.smooth_surface(ct_parts.is_kind(kinds, *ct_parts.BONE), spacing_mm)
    parts = ct_parts.parts(kinds, surface, spacing_mm)
    x, y, z = corner_mm - ct_parts.body_centre_mm(kinds, spacing_mm, corner_mm)
    vertebra = Vertebra(
        labels=parts,
        density_mg_cm3=density,
        shell_fraction=ct_parts.shell_share(parts, surface, spacing_mm),
        surface_mm=surface,
        spacing_mm=spacing_mm,
        origin_mm=(float(x), float(y), float(z)),
        level=level,
        patient=patient,
        kind="ct",
    )
    return replace(vertebra, landmarks_mm=ct_parts.landmarks(vertebra))


def _names(labels: Mapping[int, str]) -> dict[int, str]:
    for number, name in labels.items():
        if name not in ct_parts.KINDS:
            known = ", ".join(repr(kind) for kind in ct_parts.KINDS)
            raise InputError(
                _("Label {number} is said to be {name}; a part of the mask is one of {known}.").format(
                    number=number, name=repr(name), known=known
                )
            )
        if number == 0:
            raise InputError(_("Label 0 is the background of every mask; give the parts other numbers."))
    return dict(labels)


def _loaded(source: str | Path | SpatialImage, what: str) -> SpatialImage:
    import nibabel as nib
    from nibabel.filebasedimages import ImageFileError

    if not isinstance(source, str | Path):
        found: object = source
    elif not Path(source).is_file():
        raise CourseError(
            _("The {what} {source} does not exist. Check the path; a NIfTI file ends in .nii or .nii.gz.").format(
                what=what, source=source
            )
        )
    else:
        try:
            found = nib.load(source)
        except (ImageFileError, OSError, EOFError, ValueError) as error:
            raise InputError(
                _("The {what} {source} can't be read as NIfTI ({error}). Export it again as .nii.gz.").format(
                    what=what, source=source, error=error
                )
            ) from error
    if not isinstance(found, nib.spatialimages.SpatialImage):
        raise InputError(
            _("The {what} is {name}; give a path to a NIfTI file or a nibabel image.").format(
                what=what, name=type(source).__name__
            )
        )
    if found.ndim == 4 and found.shape[3] == 1:
        found = found.slicer[..., 0]
    if found.ndim != 3:
        raise InputError(
            _("The {what} has the shape {shape}; a volume has three dimensions.").format(what=what, shape=found.shape)
        )
    return found


def _check_fit(image: SpatialImage, mask: SpatialImage) -> None:
    if image.shape != mask.shape:
        raise InputError(
            _(
                "The mask has the shape {shape} and the image {shape_2}; they must be equal. Export the mask on the "
                "grid of the image."
            ).format(shape=mask.shape, shape_2=image.shape)
        )
    if not np.allclose(image.affine, mask.affine, atol=0.05):
        raise InputError(
            _("Image and mask lie in different places (their affines differ). Export both from the same scan.")
        )
    if not np.isfinite(image.affine).all() or abs(np.linalg.det(image.affine[:3, :3])) < 1e-6:
        raise InputError(
            _("The image's affine has no volume or is not finite; export the scan again with its geometry.")
        )
    for step in np.linalg.norm(image.affine[:3, :3], axis=0):
        check_range(_("Voxel spacing of the image"), step, 0.1, 5, "mm")


def _on_axes(image: SpatialImage, mask: SpatialImage) -> tuple[SpatialImage, SpatialImage]:
    """Both turned to x right, y anterior, z up; resampled where their axes are oblique."""
    import nibabel as nib
    from nibabel.processing import resample_from_to
    from nibabel.spaces import vox2out_vox

    image, mask = nib.as_closest_canonical(image), nib.as_closest_canonical(mask)
    steps = np.linalg.norm(image.affine[:3, :3], axis=0)
    cosines = image.affine[:3, :3] / steps
    if np.abs(cosines - np.eye(3)).max() <= ALIGNED:
        return image, mask
    space = vox2out_vox(image, voxel_sizes=steps)
    air = float(np.nanmin(_values(image)))
    return resample_from_to(image, space, order=1, cval=air), resample_from_to(mask, space, order=0, cval=0)


def _values(image: SpatialImage) -> NDArray[np.float32]:
    try:
        return np.asarray(image.dataobj, dtype=np.float32)
    except (OSError, EOFError, ValueError) as error:
        raise InputError(
            _("The image's values can't be read ({error}); the file may be cut short. Export it again.").format(
                error=error
            )
        ) from error


def _kinds(mask: NDArray[Any], names: Mapping[int, str]) -> NDArray[np.uint8]:
    """The mask as numbers of `ct_parts.KINDS`, counted from 1."""
    if not np.isfinite(mask).all():
        raise InputError(_("The mask holds values that are no numbers (NaN). Export it again as whole numbers."))
    found = np.unique(mask)
    unknown = [float(number) for number in found if number != 0 and number not in names]
    if unknown:
        known = ", ".join(f"{number} {name}" for number, name in sorted(names.items()))
        raise InputError(
            _(
                "The mask holds the label {unknown}, which has no meaning. Known are {known}. Pass `labels` to say "
                "what each number is."
            ).format(unknown=", ".join(f"{number:g}" for number in unknown[:5]), known=known)
        )
    kinds = np.zeros(mask.shape, np.uint8)
    for number, name in names.items():
        kinds[mask == number] = ct_parts.KINDS.index(name) + 1
    for kind, part in ((("trabecular body", "cortical body"), _("a vertebral body")), (ct_parts.BONE, "bone")):
        if not ct_parts.is_kind(kinds, *kind).any():
            labels = ", ".join(str(number) for number, name in sorted(names.items()) if name in kind) or _("none given")
            raise InputError(
                _("The mask holds no voxel of {part} (labels {labels}). Check the mask and `labels`.").format(
                    part=part, labels=labels
                )
            )
    return kinds


def _cropped(
    values: NDArray[np.float32], kinds: NDArray[np.uint8], image: SpatialImage
) -> tuple[NDArray[np.float32], NDArray[np.uint8], NDArray[np.float64]]:
    """Both cut to the labelled voxels and a margin all round, added where the scan ends; and the first voxel's place."""
    steps = np.abs(np.diag(image.affine)[:3])
    spare = np.maximum(2, np.ceil(MARGIN_MM / steps)).astype(int)
    used = np.nonzero(kinds)
    first = np.array([at.min() for at in used])
    last = np.array([at.max() for at in used])
    box = tuple(slice(a, b + 1) for a, b in zip(first, last, strict=True))
    around = [(int(n), int(n)) for n in spare]
    corner = image.affine[:3, 3] + steps * (first - spare)
    return np.pad(values[box], around), np.pad(kinds[box], around), corner


def _density(
    values: NDArray[np.float32], kinds: NDArray[np.uint8], slope: float, intercept: float
) -> NDArray[np.float32]:
    solid = ct_parts.is_kind(kinds, *ct_parts.BONE, "pad")
    wrong = int(np.count_nonzero(~np.isfinite(values[solid])))
    if wrong:
        raise InputError(
            _("The image holds {wrong} values in the mask that are no finite numbers (NaN). Export it again.").format(
                wrong=wrong
            )
        )
    if not (np.isfinite(slope) and np.isfinite(intercept) and slope > 0):
        raise InputError(
            _(
                "Calibration is slope {slope}, intercept {intercept}; the slope is a number above 0, both finite."
            ).format(slope=repr(slope), intercept=repr(intercept))
        )
    density = np.where(solid, values * np.float32(slope) + np.float32(intercept), np.float32(0))
    mean = float(density[ct_parts.is_kind(kinds, *ct_parts.BONE)].mean(dtype=np.float64))
    limits = tables.quantity("ct_bone_density_mg_cm3")
    if limits.low is not None and limits.high is not None and not limits.low <= mean <= limits.high:
        raise InputError(
            _(
                "The mean density of the bone is {mean} mg/cm3; it must lie from {low} to {high} mg/cm3. Give the "
                "slope and intercept that turn this scanner's HU into mg/cm3 of hydroxyapatite, and check the mask."
            ).format(mean=f"{mean:.0f}", low=f"{limits.low:g}", high=f"{limits.high:g}")
        )
    return np.maximum(density, 0).astype(np.float32)
