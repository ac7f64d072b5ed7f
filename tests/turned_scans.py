"""A built vertebra as a scanner would have it, as NIfTI images."""

import nibabel as nib

from vertebra.models.imaging.synthetic_scan import WHOLE, synthetic_scan
from vertebra.patient import Vertebra

__all__ = ["WHOLE", "scanned"]


def scanned(
    bone: Vertebra, turned_deg: tuple[float, float, float], whole: bool, seed: int
) -> tuple[nib.Nifti1Image, nib.Nifti1Image]:
    """The bone lying turned in a scanner: density with noise, a mask with a rough outline."""
    image, mask = synthetic_scan(bone, turned_deg, whole, seed)
    return nib.Nifti1Image(image.dataobj, image.affine), nib.Nifti1Image(mask.dataobj, mask.affine)
