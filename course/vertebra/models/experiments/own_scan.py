"""A fractured vertebra from a user's own CT, ready for practice; and a scan to try this with."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from vertebra.arguments import checked
from vertebra.errors import InputError
from vertebra.models import anatomy, fracture
from vertebra.models.anatomy.scan_image import ScanImage
from vertebra.models.bone.measure import hounsfield_calibration
from vertebra.models.imaging.synthetic_scan import synthetic_scan
from vertebra.patient import Patient, Vertebra
from vertebra.texts import _

if TYPE_CHECKING:
    from nibabel.spatialimages import SpatialImage

VOXEL_MM, COARSE_MM = 1.0, 1.5
PRACTICE_PATIENT = Patient(68, "male", 176, 78, -2.6, seed=5)
PRACTICE_LEVEL = "L2"
"""Whose scan `practice_scan` is; the mask has the bone in one piece, as label 20."""


def practice_scan() -> tuple[ScanImage, ScanImage]:
    """Return a CT and its mask, made from a built vertebra that lies turned in the scanner."""
    return synthetic_scan(anatomy.build(PRACTICE_PATIENT, PRACTICE_LEVEL, VOXEL_MM))


@checked
def calibration(
    patient: Patient, slope: float | None, intercept: float | None, hounsfield: bool
) -> tuple[float | None, float | None]:
    """Return slope and intercept of a scan: those given, or for Hounsfield units those usual for age and sex.

    Raises
    ------
    InputError
        For both at once.
    """
    if not hounsfield:
        return slope, intercept
    if slope is not None or intercept is not None:
        raise InputError(_("Give either --hounsfield or the phantom's --slope and --intercept."))
    return hounsfield_calibration(patient)


@checked
def fractured_from_scan(
    image: str | Path | SpatialImage | ScanImage,
    mask: str | Path | SpatialImage | ScanImage,
    patient: Patient,
    level: str = "L1",
    *,
    labels: Mapping[int, str] | None = None,
    slope: float | None = None,
    intercept: float | None = None,
    hounsfield: bool = False,
    grade: int = 2,
    ignore_other_labels: bool = False,
    voxel_mm: float = VOXEL_MM,
) -> Vertebra:
    """Read a vertebra from a CT and break it.

    Parameters
    ----------
    image, mask, level, labels, slope, intercept, ignore_other_labels, voxel_mm
        As for `anatomy.read_ct`.
    patient : Patient
        Whose it is; neighbours, marrow and soft tissue are built for them.
    hounsfield : bool
        The image is in HU, and no phantom was scanned with it.
    grade : int
        Genant's grade of the fracture, 1 to 3; 0 for a vertebra that is broken already.

    Returns
    -------
    Vertebra
        What the shape does not show is missing from its landmarks.

    Raises
    ------
    InputError
        For a scan that can't be read, by what is wrong with it.
    """
    slope, intercept = calibration(patient, slope, intercept, hounsfield)
    read = anatomy.read_ct(
        image,
        mask,
        labels,
        level,
        slope=slope,
        intercept=intercept,
        patient=patient,
        voxel_mm=voxel_mm,
        ignore_other_labels=ignore_other_labels,
    )
    return fracture.of_vertebra(read, grade=grade).fractured if grade else read
