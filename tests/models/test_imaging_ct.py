"""CT slices, L1 read by the way, and what makes DXA read too much."""

from dataclasses import replace

import numpy as np
import pytest
from refusals import refused
from rows import each_row

from vertebra.errors import InputError
from vertebra.lab import mrs_a
from vertebra.models import anatomy, bone, fracture, mechanics
from vertebra.models.imaging import ct, densitometry
from vertebra.models.imaging.xray_scene import trunk_ellipse
from vertebra.patient import Part


@pytest.fixture(scope="module")
def l1():
    return anatomy.build(mrs_a())


@pytest.fixture(scope="module")
def plain(l1):
    return ct.axial_slice(l1, 5.0, seed=None)


def test_the_slice_shows_flesh_fat_air_and_the_bone_where_it_is(l1, plain):
    middle = trunk_ellipse(mrs_a()).middle_y_mm
    flesh, air = plain.disc(70, 0, 8), plain.disc(0, 150, 5)
    fat = plain.disc(trunk_ellipse(mrs_a()).half_width_mm - 8, 0, 3)
    assert plain.hounsfield_hu[flesh].mean() == pytest.approx(53, abs=8)
    assert plain.hounsfield_hu[air].mean() < -950
    assert -120 < plain.hounsfield_hu[fat].mean() < -40
    x, y, z = l1.axes_mm()
    plane = ct.voxel_hounsfield_hu(l1)[:, :, int(np.argmin(np.abs(z - 5.0)))]
    core = np.hypot(x[:, None], y[None, :] - 4) <= 7
    seen = plain.hounsfield_hu[plain.disc(0, 4 - middle, 7)].mean()
    assert seen == pytest.approx(plane[core].mean(), abs=8)


def test_her_right_is_on_the_left_of_the_screen(plain):
    row, column = plain.pixel_of(40, 0)
    assert column < plain.pixel_of(-40, 0)[1]
    assert plain.pixel_of(0, 40)[0] < row


def test_voxels_read_as_the_region_of_interest_does(l1):
    from vertebra.models.bone.measure import qct_roi

    assert ct.voxel_hounsfield_hu(l1)[qct_roi(l1)].mean() == pytest.approx(
        bone.measure_hu(l1, ct.effective_kev(120.0)), abs=6
    )


def test_cement_is_far_denser_than_bone_and_clipped_as_on_a_scanner(l1):
    labels = np.array(l1.labels)
    labels[l1.shape[0] // 2, l1.shape[1] - 20, l1.shape[2] // 2] = Part.CEMENT
    assert ct.voxel_hounsfield_hu(replace(l1, labels=labels)).max() == ct.MAX_HU


@pytest.mark.slow
def test_a_lower_voltage_reads_higher_and_is_led_back_to_120_kv(l1):
    found = [ct.opportunistic_screening(l1, kvp) for kvp in (80.0, 100.0, 120.0, 140.0)]
    measured = [one.measured_hu for one in found]
    assert measured == sorted(measured, reverse=True)
    assert measured[0] > 1.25 * measured[2]
    for one in found:
        assert one.hu_at_120_kvp == pytest.approx(measured[2], abs=2)
        assert one.density_mg_cm3 == pytest.approx(found[2].density_mg_cm3, rel=0.1)


@each_row(("number_hu", "verdict"), [(90, "likely"), (122, "probable"), (147, "possible"), (200, "unlikely")])
def test_the_verdict_follows_the_published_limits(l1, number_hu, verdict):
    low, high = (
        ct.opportunistic_screening(bone.with_trabecular_density(l1, density)).measured_hu for density in (60, 160)
    )
    density = 60 + 100 * (number_hu - low) / (high - low)
    found = ct.opportunistic_screening(bone.with_trabecular_density(l1, density))
    assert found.hu_at_120_kvp == pytest.approx(number_hu, abs=1)
    assert found.verdict == verdict


def test_calibration_leaves_out_the_fat_and_so_reads_too_low(l1):
    """Single-energy CT takes fat for missing mineral."""
    assert ct.opportunistic_screening(l1).density_mg_cm3 < bone.measure_qct(l1)


def test_worn_facets_raise_dxa_and_leave_ct_alone(l1):
    before = densitometry.dxa_scan(l1)
    gains = []
    for wear in densitometry.WEARS:
        worn = densitometry.with_worn_facets(l1, wear)
        after = densitometry.dxa_scan(worn)
        assert after.hounsfield_hu == before.hounsfield_hu
        assert after.area_cm2 == before.area_cm2
        gains.append(after.areal_g_cm2 - before.areal_g_cm2)
    assert gains == pytest.approx([0.155, 0.36], abs=0.002)
    assert densitometry.facets(l1).any()
    assert not (densitometry.facets(l1) & l1.is_part(Part.TRABECULAR)).any()


def test_a_collapse_packs_the_same_mineral_into_less_area(l1):
    crushed = fracture.collapse(mechanics.compress(l1, load_n=500), 35, "crush")
    before, after = densitometry.dxa_scan(l1), densitometry.dxa_scan(crushed)
    assert after.area_cm2 < before.area_cm2
    assert after.mineral_g == pytest.approx(before.mineral_g, rel=0.1)
    assert after.t_score > before.t_score + 0.3
    assert after.hounsfield_hu > before.hounsfield_hu


def test_a_calcified_aorta_adds_in_proportion(l1):
    none, some, much = (densitometry.dxa_scan(l1, volume).areal_g_cm2 for volume in (0, 200, 600))
    assert much - none == pytest.approx(3 * (some - none))


@each_row(
    ("asked", "told"),
    [
        (lambda vertebra: ct.axial_slice(vertebra, 500), "slice-height"),
        (lambda vertebra: ct.axial_slice(vertebra, kvp=60.0), "140"),
        (lambda vertebra: ct.axial_slice(vertebra, dose_ratio=0), "0.02"),
        (lambda vertebra: ct.phantom(radius_mm=10), "150"),
        (lambda vertebra: densitometry.dxa_scan(vertebra, -5), "3000"),
        (lambda vertebra: densitometry.with_worn_facets(vertebra, "mild"), "wrong-argument"),
        (lambda vertebra: ct.axial_slice(replace(vertebra, patient=None)), "no-patient-age-and-sex-2"),
    ],
)
def test_what_cannot_be_is_refused(l1, asked, told):
    with refused(InputError, told):
        asked(l1)
