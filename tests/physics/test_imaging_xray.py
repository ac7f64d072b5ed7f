"""The beam, the shadows of tools, scatter and noise against exact results and stated ranges."""

from dataclasses import replace

import numpy as np
import pytest
from rows import each_row

from vertebra.models.imaging import fluoroscopy
from vertebra.models.imaging.attenuation import attenuation_per_cm
from vertebra.models.imaging.beam import linear_per_cm, tube_spectrum
from vertebra.models.imaging.fluoroscopy import ExposureSettings
from vertebra.models.imaging.geometry import CArm
from vertebra.models.imaging.instruments import Cylinder, Ellipsoid, VolumeObject, path_mm
from vertebra.models.imaging.projection import Volume
from vertebra.models.imaging.xray_scene import Trunk, XrayScene, mineral_cm2_g

SLAB = Trunk(1e5, 100.0, 0.0, 0.0)
"""So wide that the beam crosses 200 mm of muscle wherever it goes."""
CENTRE = 16
ARM = CArm(pixels=33, detector_mm=40)


def _slab(mineral_g_cm3: float = 0.0, thickness_mm: int = 10) -> XrayScene:
    volume = np.zeros((60, thickness_mm + 4, 60), np.float32)
    volume[:, 2:-2, :] = mineral_g_cm3
    return XrayScene(Volume(volume, (1, 1, 1), (-29.5, -(thickness_mm + 3) / 2, -29.5)), SLAB)


@each_row(("energy_kev", "per_cm"), [(60, 2.53), (70, 1.75), (80, 1.28)])
def test_cement_with_30_percent_barium_weakens_as_computed_by_hand(energy_kev, per_cm):
    assert linear_per_cm("cement", energy_kev) == pytest.approx(per_cm, rel=0.01)


def test_twenty_centimetres_of_flesh_pass_two_percent_at_80_kev():
    flesh = attenuation_per_cm("soft tissue", 80)
    assert np.exp(-20 * flesh) == pytest.approx(0.021, rel=0.02)


def test_the_beam_of_70_to_80_kv_acts_like_40_to_50_kev():
    for kvp in (70, 80):
        assert 39.5 <= tube_spectrum(kvp).effective_kev(20) <= 50


def test_few_energies_tell_as_much_as_many():
    for kvp in (60, 75, 120):
        few, many = (tube_spectrum(kvp, bands).attenuated("soft tissue", 20) for bands in (6, 30))
        assert few == pytest.approx(many, rel=0.02)


def test_a_harder_beam_comes_through_and_the_filter_hardens():
    assert tube_spectrum(120).attenuated("water", 20) > tube_spectrum(60).attenuated("water", 20)
    assert tube_spectrum(80, filter_mm=10).effective_kev(20) > tube_spectrum(80).effective_kev(20)


def test_the_direct_beam_follows_beer_and_lambert_at_every_energy():
    """200 mm of muscle with a 10 mm plate of bone mineral in it: the sum over the beam's energies, by hand."""
    mineral = 0.8
    seen, length = fluoroscopy.transmitted(_slab(mineral), ARM, 75)
    beam = tube_spectrum(75)
    depth = [
        20 * attenuation_per_cm("soft tissue", float(energy)) + mineral * mineral_cm2_g(float(energy))
        for energy in beam.energies_kev
    ]
    assert length[CENTRE, CENTRE] == pytest.approx(200, rel=1e-4)
    assert seen[CENTRE, CENTRE] == pytest.approx(float(beam.signal_fractions() @ np.exp(-np.array(depth))), rel=2e-3)


def test_a_bright_beam_hardens_so_twice_the_bone_takes_less_than_twice():
    bare, one, two = (
        -np.log(fluoroscopy.transmitted(_slab(amount), ARM, 75)[0][CENTRE, CENTRE]) for amount in (0.0, 1.0, 2.0)
    )
    assert 1.8 < (two - bare) / (one - bare) < 1.98


@each_row("turn", [0, 25, 90])
def test_a_rod_across_the_beam_is_as_thick_as_it_is(turn):
    arm = CArm(turn, pixels=257, detector_mm=60)
    solid, hollow = Cylinder((0, 0, -40), (0, 0, 40), 1.5), Cylinder((0, 0, -40), (0, 0, 40), 1.5, 1.2)
    assert path_mm(solid, arm)[128, 128] == pytest.approx(3.0, rel=1e-4)
    assert path_mm(hollow, arm)[128, 128] == pytest.approx(0.6, rel=1e-3)
    across = (path_mm(solid, arm)[128] > 0).sum() * arm.pixel_mm / arm.magnification
    assert across == pytest.approx(3.0, abs=2 * arm.pixel_mm)


def test_a_rod_along_the_beam_is_as_long_as_it_is_and_ends_where_it_ends():
    rod = Cylinder((0, -30, 0), (0, 20, 0), 2.0)
    assert path_mm(rod, CArm(pixels=33))[16, 16] == pytest.approx(50, rel=1e-4)
    arm = CArm(90, pixels=256)
    lit = np.flatnonzero(path_mm(rod, arm).any(axis=0))
    ends = sorted(arm.project([(0, -30, 0), (0, 20, 0)])[:, 0])
    assert lit[0] == pytest.approx(ends[0], abs=1.5)
    assert lit[-1] == pytest.approx(ends[1], abs=1.5)


@each_row(("turn", "tilt"), [(0, 0), (40, -20), (90, 10)])
def test_a_spindle_is_a_stretched_ball(turn, tilt):
    arm = CArm(turn, tilt, pixels=101, detector_mm=50)
    ball = path_mm(Ellipsoid((0, 0, 0), (1, 2, 3), 7, 7), arm)
    assert ball[50, 50] == pytest.approx(14, rel=1e-4)
    assert np.allclose(ball, path_mm(Ellipsoid((0, 0, 0), (0, 1, 0), 7, 7), arm), atol=1e-3)
    area_mm2 = (arm.pixel_mm / arm.magnification) ** 2
    long = path_mm(Ellipsoid((0, 0, 0), (0, 0, 1), 9, 5), arm)
    assert long.sum() * area_mm2 == pytest.approx(4 / 3 * np.pi * 5 * 5 * 9, rel=0.02)


def test_a_spindle_may_be_higher_than_it_is_wide():
    """Across the axis its height lies upwards; seen along each of its axes it is an ellipse, and its volume is that of
    one."""
    balloon = Ellipsoid((0, 0, 0), (0, 1, 0), 7.5, 9, height_mm=5)
    for arm in (
        CArm(pixels=101, detector_mm=60),
        CArm(90, pixels=101, detector_mm=60),
        CArm(30, 20, pixels=101, detector_mm=60),
    ):
        seen = path_mm(balloon, arm)
        area_mm2 = (arm.pixel_mm / arm.magnification) ** 2
        assert seen.sum() * area_mm2 == pytest.approx(4 / 3 * np.pi * 7.5 * 9 * 5, rel=0.02)
    side = path_mm(balloon, CArm(90, pixels=401, detector_mm=60)) > 0
    assert side.any(axis=1).sum() / side.any(axis=0).sum() == pytest.approx(5 / 7.5, rel=0.02)
    assert path_mm(balloon, CArm(90, pixels=101, detector_mm=60))[50, 50] == pytest.approx(18, rel=1e-4)


def test_a_cloud_of_voxels_throws_the_shadow_of_the_ball_that_it_fills():
    axis = np.arange(-14, 15) * 0.5
    x, y, z = np.meshgrid(axis, axis, axis, indexing="ij", sparse=True)
    share = np.clip(0.5 - (np.sqrt(x**2 + y**2 + z**2) - 5) / 0.5, 0, 1).astype(np.float32)
    arm = CArm(30, 10, pixels=128, detector_mm=30)
    cloud = path_mm(VolumeObject(Volume(share, (0.5, 0.5, 0.5), (-7, -7, -7))), arm)
    ball = path_mm(Ellipsoid((0, 0, 0), (0, 0, 1), 5, 5, "cement"), arm)
    assert cloud.max() == pytest.approx(10, rel=0.01)
    assert cloud.sum() == pytest.approx(ball.sum(), rel=0.01)


def test_scatter_takes_contrast_away_by_one_plus_its_ratio():
    plate = np.zeros((60, 14, 60), np.float32)
    plate[25:35, 2:-2, 25:35] = 0.3
    target = XrayScene(Volume(plate, (1, 1, 1), (-29.5, -6.5, -29.5)), SLAB)
    arm = CArm(pixels=240)
    for grid in (True, False):
        frame = fluoroscopy.expose(target, arm, ExposureSettings(grid=grid), seed=None)
        direct = 1 - frame.primary[120, 120] / frame.primary[120, 104]
        seen = 1 - frame.signal[120, 120] / frame.signal[120, 104]
        assert seen == pytest.approx(direct / (1 + frame.scatter_to_primary), rel=0.05)


def test_scatter_in_the_side_view_lies_in_the_stated_ranges():
    side = replace(_slab(), trunk=Trunk(155.0, 110.0, 27.0, 18.0))
    ratios = [
        fluoroscopy.expose(side, CArm(90, pixels=64), ExposureSettings(grid=on)).scatter_to_primary
        for on in (False, True)
    ]
    assert 3 <= ratios[0] <= 8
    assert 1 <= ratios[1] <= 2


def test_noise_falls_with_the_root_of_the_dose():
    spread = []
    for dose in (10.0, 40.0, 160.0):
        frame = fluoroscopy.expose(_slab(), CArm(pixels=200), ExposureSettings(detector_dose_ngy=dose), seed=4)
        middle = frame.signal[80:120, 80:120]
        spread.append(float(middle.std() / middle.mean()))
    assert spread[0] / spread[1] == pytest.approx(2, rel=0.08)
    assert spread[1] / spread[2] == pytest.approx(2, rel=0.08)


def test_noise_is_that_of_the_counted_photons():
    how = ExposureSettings(detector_dose_ngy=30, averaged_frames=2)
    arm = CArm(pixels=200)
    middle = fluoroscopy.expose(_slab(), arm, how, seed=4).signal[60:140, 60:140]
    counted = 30 * 2 * 30 * 0.65 * arm.pixel_mm**2
    assert (middle.std() / middle.mean()) ** -2 == pytest.approx(counted, rel=0.06)


def test_few_photons_follow_poisson_not_its_limit():
    how = ExposureSettings(detector_dose_ngy=1, averaged_frames=1)
    middle = fluoroscopy.expose(_slab(), CArm(pixels=512), how, seed=4).signal[200:300, 200:300]
    counts = middle / middle[middle > 0].min()
    assert np.abs(counts - counts.round()).max() < 0.05, "whole photons"
    assert counts.var() == pytest.approx(counts.mean(), rel=0.05)
