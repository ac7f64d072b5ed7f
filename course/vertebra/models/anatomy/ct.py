"""A real vertebra from a calibrated CT and its mask, in NIfTI files of any orientation and spacing.

See decision 0023.

Long because every fault of a scan that a reader can put right has its own sentence where it is found.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from vertebra import tables
from vertebra.arguments import checked
from vertebra.errors import CourseError, InputError, check_range
from vertebra.models.anatomy import ct_landmarks, ct_segmentation
from vertebra.models.anatomy.ct_canal import body_and_arch
from vertebra.models.anatomy.ct_grid import Scan, upright
from vertebra.models.anatomy.ct_shell import scanned_wall
from vertebra.models.anatomy.scan_image import ScanImage
from vertebra.patient import Patient, Vertebra, check_level
from vertebra.texts import _, pgettext

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
AIR_HU = -850.0
"""Values so low are air in Hounsfield units; no calibrated density is."""
SECOND_BODY_FRACTION = 0.25
"""A second piece of body mask at least so large is another vertebra, not a splinter."""


@checked
def read_ct(
    image: str | Path | SpatialImage | ScanImage,
    mask: str | Path | SpatialImage | ScanImage,
    labels: Mapping[int, str] | None = None,
    level: str = "L1",
    slope: float | None = None,
    intercept: float | None = None,
    patient: Patient | None = None,
    voxel_mm: float | None = None,
    ignore_other_labels: bool = False,
) -> Vertebra:
    """Read the vertebra that `mask` outlines in `image`, and set it upright on a grid of its own.

    The vertebra's own axes are found from its shape (`ct_upright`), so it may lie turned in the scanner by up to 50
    degrees. Endplates, pedicles, canal and landmarks are derived from the shape, the surface is smoothed to less than a
    voxel, density outside bone and pads is 0 and negative density in bone (fat, noise) too. The centre of the body
    becomes world zero.

    Parameters
    ----------
    image, mask : path, nibabel image or ScanImage
        NIfTI files on the same grid, in any orientation, or such volumes in memory. Voxels of 0.1 to 3 mm.
    labels : mapping, optional
        What each number of the mask is: "trabecular body", "cortical body", "trabecular process", "cortical process",
        "pad", "canal", or "vertebra" for a whole bone in one piece. 0 is always background. By default 1 to 4 in that
        order, 5 and 6 pads.
    level : str
        T7 to L5.
    slope, intercept : float, optional
        Turn the image's values into mg/cm3 of hydroxyapatite. Left out, the image has to be calibrated already.
    patient : Patient, optional
        Whose it is; models that need age or sex ask for it.
    voxel_mm : float, optional
        Edge of the voxels of the result, 0.5 to 3 mm. Left out, a vertebra that stands upright on the image's grid
        keeps its voxels, and another one gets cubes of the same volume.
    ignore_other_labels : bool
        Take numbers of the mask that `labels` does not name for background: other vertebrae, other organs.

    Returns
    -------
    Vertebra
        Of the kind "ct". A landmark that the shape does not show is missing from `landmarks_mm`.

    Raises
    ------
    CourseError
        For a missing file.
    InputError
        For files that are no NIfTI or do not fit together, thick slices, unknown labels, no bone, several vertebrae,
        values that are no numbers, Hounsfield units without calibration, and a mean density outside the range of bone.
    """
    check_level(level)
    names = _names(DEFAULT_LABELS if labels is None else labels)
    picture, outline = _load(image, "image"), _load(mask, "mask")
    _check_fit(picture, outline)
    kinds = _kinds(_values_of(outline, "mask"), names, ignore_other_labels)
    values = _calibrated(_values_of(picture, "image"), kinds, slope, intercept)
    steps = np.linalg.norm(picture.affine[:3, :3], axis=0)
    _check_one_vertebra(kinds, steps)
    scan = upright(Scan(values, kinds, picture.affine), voxel_mm)
    if ct_segmentation.is_kind(scan.kinds, "vertebra").any():
        scan = replace(scan, kinds=_segmented(scan.kinds, scan.spacing_mm))
    return _vertebra(scan, level, patient)


def _segmented(kinds: NDArray[np.uint8], spacing_mm: tuple[float, float, float]) -> NDArray[np.uint8]:
    """A whole bone as body and arch."""
    body, arch = body_and_arch(ct_segmentation.is_kind(kinds, "vertebra"), spacing_mm)
    parted = kinds.copy()
    parted[body] = ct_segmentation.KINDS.index("trabecular body") + 1
    parted[arch] = ct_segmentation.KINDS.index("trabecular process") + 1
    return parted


def _vertebra(scan: Scan, level: str, patient: Patient | None) -> Vertebra:
    kinds, spacing_mm, corner_mm = scan.kinds, scan.spacing_mm, scan.corner_mm
    surface = ct_segmentation.smooth_surface(ct_segmentation.is_kind(kinds, *ct_segmentation.BONE), spacing_mm)
    parts = ct_segmentation.parts(kinds, surface, spacing_mm)
    wall = scanned_wall(scan.values, _density(scan.values, kinds), parts, surface, spacing_mm)
    x, y, z = corner_mm - ct_segmentation.body_centre_mm(kinds, spacing_mm, corner_mm)
    vertebra = Vertebra(
        labels=parts,
        density_mg_cm3=wall.density_mg_cm3,
        shell_fraction=wall.shell_fraction,
        surface_mm=surface,
        spacing_mm=spacing_mm,
        origin_mm=(float(x), float(y), float(z)),
        level=level,
        patient=patient,
        kind="ct",
        scanned=True,
    )
    return replace(vertebra, landmarks_mm=ct_landmarks.landmarks(vertebra))


def _names(labels: Mapping[int, str]) -> dict[int, str]:
    for number, name in labels.items():
        if name not in ct_segmentation.KINDS:
            known = ", ".join(repr(kind) for kind in ct_segmentation.KINDS)
            raise InputError(
                _("Label {number} is said to be {name}; a part of the mask is one of {known}.").format(
                    number=number, name=repr(name), known=known
                )
            )
        if number == 0:
            raise InputError(
                pgettext(
                    "label-of-background", "Label 0 is the background of every mask; give the parts other numbers."
                )
            )
    return dict(labels)


def require_nibabel() -> None:
    """Refuse to go on without the package that reads NIfTI files, which only some installations have.

    Raises
    ------
    CourseError
        If it is not installed; says how to install it.
    """
    try:
        import nibabel  # noqa: F401
    except ModuleNotFoundError as missing:
        raise CourseError(
            pgettext(
                "needs-ct-extra", "Reading a CT needs the package {package}. Install it: pip install {extra}"
            ).format(package="nibabel", extra="'vertebra[ct]'")
        ) from missing


def _load(source: str | Path | SpatialImage | ScanImage, what: str) -> SpatialImage | ScanImage:
    if isinstance(source, ScanImage):
        return _volume(source, what)
    require_nibabel()
    import nibabel as nib
    from nibabel.filebasedimages import ImageFileError

    if not isinstance(source, str | Path):
        found: object = source
    elif Path(source).is_dir():
        raise CourseError(
            _("The {what} {source} is a folder. Export the series in it as one NIfTI file (.nii.gz).").format(
                what=what, source=source
            )
        )
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
                pgettext(
                    "nifti-not-readable",
                    "The {what} {source} can't be read as NIfTI ({error}). Export it again as .nii.gz.",
                ).format(what=what, source=source, error=error)
            ) from error
    if not isinstance(found, nib.spatialimages.SpatialImage):
        raise InputError(
            pgettext("not-an-image", "The {what} is {name}; give a path to a NIfTI file or a nibabel image.").format(
                what=what, name=type(source).__name__
            )
        )
    if found.ndim == 4 and found.shape[3] == 1:
        found = found.slicer[..., 0]
    return _volume(found, what)


def _volume(found: SpatialImage | ScanImage, what: str) -> SpatialImage | ScanImage:
    if found.ndim != 3:
        raise InputError(
            pgettext("not-a-volume", "The {what} has the shape {shape}; a volume has three dimensions.").format(
                what=what, shape=found.shape
            )
        )
    return found


def _check_fit(image: SpatialImage | ScanImage, mask: SpatialImage | ScanImage) -> None:
    if image.shape != mask.shape:
        raise InputError(
            pgettext(
                "mask-shape-differs",
                "The mask has the shape {mask_shape} and the image {image_shape}; they must be "
                "equal. Export the mask on the "
                "grid of the image.",
            ).format(mask_shape=mask.shape, image_shape=image.shape)
        )
    if not np.allclose(image.affine, mask.affine, atol=0.05):
        raise InputError(
            pgettext(
                "mask-lies-elsewhere",
                "Image and mask lie in different places (their affines differ). Export both from the same scan.",
            )
        )
    if not np.isfinite(image.affine).all() or abs(np.linalg.det(image.affine[:3, :3])) < 1e-6:
        raise InputError(
            _("The image's affine has no volume or is not finite; export the scan again with its geometry.")
        )
    limits = tables.quantity("ct_voxel_mm")
    for step in np.linalg.norm(image.affine[:3, :3], axis=0):
        if limits.high is not None and step > limits.high + 1e-3:
            raise InputError(
                _(
                    "The scan's slices or pixels are {step} mm apart; pedicles and endplates show up to {most} mm. "
                    "Ask for a thin reconstruction of the same scan."
                ).format(step=f"{step:.1f}", most=f"{limits.high:g}")
            )
        check_range(_("Voxel spacing of the image"), step, limits.low or 0.1, 5, "mm")


def _values_of(image: SpatialImage | ScanImage, what: str) -> NDArray[np.float32]:
    try:
        return np.asarray(image.dataobj, dtype=np.float32)
    except (OSError, EOFError, ValueError) as error:
        raise InputError(
            pgettext(
                "image-cut-short",
                "The values of {source} can't be read ({error}); the file may be cut short. Export it again.",
            ).format(source=what, error=error)
        ) from error


def _kinds(mask: NDArray[Any], names: Mapping[int, str], ignore_others: bool) -> NDArray[np.uint8]:
    """The mask as numbers of `ct_segmentation.KINDS`, counted from 1."""
    if not np.isfinite(mask).all():
        raise InputError(_("The mask holds values that are no numbers (NaN). Export it again as whole numbers."))
    found = np.unique(mask)
    unknown = [float(number) for number in found if number != 0 and number not in names]
    if unknown and not ignore_others:
        known = ", ".join(f"{number} {name}" for number, name in sorted(names.items()))
        raise InputError(
            pgettext(
                "label-unknown",
                "The mask holds the label {unknown}, which has no meaning. Known are {known}. Pass `labels` to say "
                "what each number is.",
            ).format(unknown=", ".join(f"{number:g}" for number in unknown[:5]), known=known)
        )
    kinds = np.zeros(mask.shape, np.uint8)
    for number, name in names.items():
        kinds[mask == number] = ct_segmentation.KINDS.index(name) + 1
    body = (*ct_segmentation.BODY, "vertebra")
    for kind, part in ((body, pgettext("vertebral-body", "a vertebral body")), (ct_segmentation.BONE, _("bone"))):
        if not ct_segmentation.is_kind(kinds, *kind).any():
            labels = ", ".join(str(number) for number, name in sorted(names.items()) if name in kind) or _("none given")
            raise InputError(
                pgettext(
                    "part-missing-in-mask",
                    "The mask holds no voxel of {part} (labels {labels}). Check the mask and `labels`.",
                ).format(part=part, labels=labels)
            )
    return kinds


def _check_one_vertebra(kinds: NDArray[np.uint8], steps: NDArray[np.float64]) -> None:
    """InputError where the mask outlines several bodies, apart or grown together."""
    from scipy import ndimage

    whole = ct_segmentation.is_kind(kinds, "vertebra")
    body = whole if whole.any() else ct_segmentation.is_kind(kinds, *ct_segmentation.BODY)
    pieces, count = ndimage.label(ndimage.binary_closing(np.pad(body, 2)), np.ones((3, 3, 3)))
    sizes = np.sort(np.bincount(pieces.ravel())[1:])[::-1]
    several = int((sizes >= SECOND_BODY_FRACTION * sizes[0]).sum()) if count else 0
    if several > 1:
        raise InputError(
            pgettext(
                "several-vertebrae",
                "The mask outlines {several} vertebrae or pieces of a body. Pass `labels` with the number of one, or "
                "cut the mask.",
            ).format(several=several)
        )
    volume = float(body.sum() * np.prod(steps)) / 1000
    limits = tables.quantity("ct_vertebra_ml" if whole.any() else "ct_body_ml")
    if limits.low is not None and limits.high is not None and not limits.low <= volume <= limits.high:
        sizes_ml = {"volume": f"{volume:.1f}", "least": f"{limits.low:g}", "most": f"{limits.high:g}"}
        raise InputError(
            pgettext(
                "volume-not-of-a-vertebra",
                "The bone in the mask has {volume} mL; one vertebra's has {least} to {most} mL. Check that the mask "
                "outlines one "
                "whole vertebra and that the files' voxel sizes are right.",
            ).format(**sizes_ml)
        )


def _calibrated(
    values: NDArray[np.float32], kinds: NDArray[np.uint8], slope: float | None, intercept: float | None
) -> NDArray[np.float32]:
    """The values in mg/cm3. Without a calibration, values that only Hounsfield units reach are refused."""
    given = (1.0 if slope is None else slope, 0.0 if intercept is None else intercept)
    if not (np.isfinite(given[0]) and np.isfinite(given[1]) and given[0] > 0):
        raise InputError(
            pgettext(
                "bad-calibration",
                "Calibration is slope {slope}, intercept {intercept}; the slope is a number above 0, both finite.",
            ).format(slope=repr(slope), intercept=repr(intercept))
        )
    solid = ct_segmentation.is_kind(kinds, *ct_segmentation.BONE, "pad")
    wrong = int(np.count_nonzero(~np.isfinite(values[solid])))
    if wrong:
        raise InputError(
            pgettext(
                "image-not-finite",
                "The image holds {wrong} values in the mask that are no finite numbers (NaN). Export it again.",
            ).format(wrong=wrong)
        )
    if slope is None and intercept is None and float(np.nanmin(values)) < AIR_HU:
        raise InputError(
            pgettext(
                "image-in-hounsfield",
                "The image goes down to {least}, which is air in Hounsfield units (HU), and it is read as mg/cm3. "
                "Give the slope and intercept of the scanner's calibration phantom.",
            ).format(least=f"{float(np.nanmin(values)):.0f}")
        )
    return np.nan_to_num(values * np.float32(given[0]) + np.float32(given[1]))


def _density(values: NDArray[np.float32], kinds: NDArray[np.uint8]) -> NDArray[np.float32]:
    solid = ct_segmentation.is_kind(kinds, *ct_segmentation.BONE, "pad")
    density = np.where(solid, values, np.float32(0))
    mean = float(density[ct_segmentation.is_kind(kinds, *ct_segmentation.BONE)].mean(dtype=np.float64))
    limits = tables.quantity("ct_bone_density_mg_cm3")
    if limits.low is not None and limits.high is not None and not limits.low <= mean <= limits.high:
        raise InputError(
            pgettext(
                "density-not-of-bone",
                "The mean density of the bone is {mean} mg/cm3; it must lie from {low} to {high} mg/cm3. Give the "
                "slope and intercept that turn this scanner's HU into mg/cm3 of hydroxyapatite, and check the mask.",
            ).format(mean=f"{mean:.0f}", low=f"{limits.low:g}", high=f"{limits.high:g}")
        )
    return np.maximum(density, 0).astype(np.float32)
