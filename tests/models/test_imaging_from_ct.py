"""A vertebra read from a CT takes the built one's place in every picture."""

import nibabel as nib
import numpy as np
import pytest

from vertebra.models import anatomy
from vertebra.models.imaging import ct, densitometry, fluoroscopy, mri, xray_scene
from vertebra.models.imaging.geometry import CArm
from vertebra.patient import BODY_PARTS, Part, Patient

PERSON = Patient(74, "female", 158, 58, -2.8, seed=1)
NUMBERS = {1: "trabecular body", 2: "cortical body", 3: "trabecular process"}


@pytest.fixture(scope="module")
def pair():
    """The built L1, and the same read back from an image with voxels of unequal edges."""
    built = anatomy.build(PERSON, "L1", 1.0)
    mask = np.zeros(built.shape, np.uint8)
    mask[built.is_part(*BODY_PARTS)] = 1
    mask[built.is_part(Part.CORTICAL_SHELL, Part.SUPERIOR_ENDPLATE, Part.INFERIOR_ENDPLATE)] = 2
    mask[built.is_part(Part.PEDICLE, Part.POSTERIOR_ELEMENTS)] = 3
    affine = np.diag([*built.spacing_mm, 1.0])
    image = nib.Nifti1Image(built.density_mg_cm3[:, :, ::2].copy(), affine @ np.diag([1, 1, 2, 1]))
    outline = nib.Nifti1Image(mask[:, :, ::2].copy(), affine @ np.diag([1, 1, 2, 1]))
    return built, anatomy.read_ct(image, outline, NUMBERS, "L1", patient=PERSON)


def test_it_throws_the_same_shadow(pair):
    shadows = [
        fluoroscopy.expose(xray_scene.xray_scene(PERSON, "L1", 0, {"L1": one}), CArm(pixels=128), seed=None).primary
        for one in pair
    ]
    depth = [np.log(one.max() / one) for one in shadows]
    assert np.corrcoef(depth[0].ravel(), depth[1].ravel())[0, 1] > 0.97
    assert depth[1].sum() == pytest.approx(depth[0].sum(), rel=0.1)


def test_it_stands_in_the_column_and_is_seen_by_mri(pair):
    scenes = [mri.sagittal_scene(PERSON, (), ("T12", "L2"), {"L1": one}) for one in pair]
    sizes = [one.body("L1", 0).sum() for one in scenes]
    assert sizes[1] == pytest.approx(sizes[0], rel=0.1)
    t1, stir = (
        [mri.roi_mean(mri.acquire(one, mri.preset(name), seed=None), one.body("L1")) for one in scenes]
        for name in ("T1", "STIR")
    )
    assert t1[1] == pytest.approx(t1[0], rel=0.1)
    # A mask names no vein, which is what shines in STIR; marrow itself hardly does.
    assert 0.5 * stir[0] < stir[1] < stir[0]


def test_ct_and_dxa_read_it(pair):
    readings = [densitometry.dxa_scan(one) for one in pair]
    assert readings[1].areal_g_cm2 == pytest.approx(readings[0].areal_g_cm2, rel=0.1)
    assert readings[1].hounsfield_hu == pytest.approx(readings[0].hounsfield_hu, abs=12)
    assert ct.opportunistic_screening(pair[1]).verdict == ct.opportunistic_screening(pair[0]).verdict
    assert ct.axial_slice(pair[1], 2.0, seed=None).hounsfield_hu.max() > 200
