"""The projector against exact results: path lengths, magnification, and a point found from two views."""

import numpy as np
import pytest
from rows import each_row

from vertebra.models.imaging.geometry import CArm, triangulate
from vertebra.models.imaging.projection import Volume, VolumePose, line_integrals


def _grid(half: int, voxel_mm: float) -> tuple[np.ndarray, np.ndarray, np.ndarray, float]:
    axis = np.arange(-half, half + 1) * voxel_mm
    return *np.meshgrid(axis, axis, axis, indexing="ij", sparse=True), float(axis[0])


def _distance_mm(arm: CArm) -> np.ndarray:
    """How far each pixel's ray passes from the isocentre."""
    corner, across, down = arm.corner_and_steps_mm()
    place = np.arange(arm.pixels)
    along = corner + place[None, :, None] * across + place[:, None, None] * down - arm.source_mm
    along /= np.linalg.norm(along, axis=-1, keepdims=True)
    return np.linalg.norm(np.cross(np.asarray(arm.isocentre_mm) - arm.source_mm, along), axis=-1)


@each_row(("rotation", "tilt"), [(0, 0), (90, 0), (37, 21), (-120, -33)])
def test_a_ray_through_a_ball_is_as_long_as_its_chord(rotation, tilt):
    voxel_mm, radius = 0.5, 24.0
    x, y, z, low = _grid(60, voxel_mm)
    ball = np.clip(0.5 - (np.sqrt(x**2 + y**2 + z**2) - radius) / voxel_mm, 0, 1).astype(np.float32)
    arm = CArm(rotation, tilt, pixels=128, detector_mm=90)
    seen = line_integrals(Volume(ball, (voxel_mm,) * 3, (low, low, low)), arm, step_mm=0.1)
    chord = 2 * np.sqrt(np.clip(radius**2 - _distance_mm(arm) ** 2, 0, None))
    central = chord > 1.8 * radius  # Further out rays cut the edge, a voxel wide, at a slant.
    assert np.abs(seen[central] / chord[central] - 1).max() < 5e-3
    assert seen.sum() == pytest.approx(chord.sum(), rel=2e-3)


@each_row(("rotation", "tilt"), [(0, 0), (90, 0), (37, 21), (-120, -33)])
def test_a_ball_that_thins_outwards_is_integrated_exactly(rotation, tilt):
    """(1 - r^2/R^2)^2 integrates to 16/15 (R^2 - b^2)^2.5 / R^4 along a line at the distance b: it has no edge to
    blur."""
    radius = 25.0
    x, y, z, low = _grid(60, 0.5)
    ball = (np.clip(1 - (x**2 + y**2 + z**2) / radius**2, 0, None) ** 2).astype(np.float32)
    arm = CArm(rotation, tilt, pixels=128, detector_mm=90)
    seen = line_integrals(Volume(ball, (0.5,) * 3, (low, low, low)), arm)
    exact = 16 / 15 * np.clip(radius**2 - _distance_mm(arm) ** 2, 0, None) ** 2.5 / radius**4
    assert np.abs(seen - exact).max() < 1e-3 * float(exact.max())


def test_a_ray_through_a_box_is_as_long_as_the_way_through_it():
    box = np.zeros((44, 64, 84), np.float32)
    box[2:-2, 2:-2, 2:-2] = 1  # Linear interpolation makes its faces 0.5 voxel wide ramps round 40 x 60 x 80 mm.
    arm = CArm(pixels=65, detector_mm=20)
    seen = line_integrals(Volume(box, (1, 1, 1), (-21.5, -31.5, -41.5)), arm, step_mm=0.1)
    assert seen[32, 32] == pytest.approx(60, rel=1e-3)
    slant = np.sqrt(1 + (10 / 1000) ** 2 * 2)
    assert seen[0, 0] == pytest.approx(60 * slant, rel=2e-3)
    lateral = line_integrals(
        Volume(box, (1, 1, 1), (-21.5, -31.5, -41.5)), CArm(90, pixels=65, detector_mm=20), step_mm=0.1
    )
    assert lateral[32, 32] == pytest.approx(40, rel=1e-3)


def test_a_volume_of_unequal_voxels_is_measured_in_millimetres():
    slab = np.zeros((40, 24, 30), np.float32)
    slab[:, 2:22, :] = 1
    seen = line_integrals(Volume(slab, (2, 0.5, 2), (-39, -5.75, -29)), CArm(pixels=17, detector_mm=10), step_mm=0.05)
    assert seen[8, 8] == pytest.approx(10, rel=2e-3)


@each_row(("turn", "tilt"), [(0, 0), (90, 0), (30, -20)])
def test_a_volume_that_moved_casts_the_shadow_of_one_built_there(turn, tilt):
    """A ball off the volume's middle, turned by a right angle and shifted: its shadow is that of a ball at that
    place."""
    x, y, z, low = _grid(30, 1.0)

    def ball(at):
        return np.clip(6.5 - np.sqrt((x - at[0]) ** 2 + (y - at[1]) ** 2 + (z - at[2]) ** 2), 0, 1).astype(np.float32)

    arm = CArm(turn, tilt, pixels=96, detector_mm=120)
    own, place = (3.0, 12.0, -4.0), (3.0, 4.0 + 2.0, 12.0 - 7.0)
    moved = line_integrals(Volume(ball(own), (1, 1, 1), (low, low, low)), arm, 0.25, VolumePose((2.0, -7.0), 90.0))
    there = line_integrals(Volume(ball(place), (1, 1, 1), (low, low, low)), arm, 0.25)
    assert np.abs(moved - there).max() < 0.05 * there.max()
    assert moved.sum() == pytest.approx(there.sum(), rel=2e-3)


def test_source_1000_and_object_700_magnify_1_429_times():
    arm = CArm(source_detector_mm=1000, source_isocentre_mm=700)
    assert arm.magnification == pytest.approx(1.429, rel=5e-3)
    left, right = arm.project([(-20, 0, 0), (20, 0, 0)])
    assert (right[0] - left[0]) * arm.pixel_mm / 40 == pytest.approx(1.429, rel=5e-3)


def test_the_picture_of_a_rod_is_magnified_as_much():
    x, y, z, low = _grid(40, 1.0)
    width = 20.0
    rod = (np.clip(width / 2 + 0.5 - np.abs(x), 0, 1) * (np.abs(y) <= 1) * (np.abs(z) <= 30)).astype(np.float32)
    arm = CArm(pixels=512, detector_mm=100)
    middle = line_integrals(Volume(rod, (1, 1, 1), (low, low, low)), arm)[256]
    assert (middle > middle.max() / 2).sum() * arm.pixel_mm / width == pytest.approx(10 / 7, rel=5e-3)


@each_row(("first", "second"), [((0, 0), (90, 0)), ((0, 0), (35, 0)), ((-10, 15), (80, -5))])
def test_two_views_find_a_ball_in_space(first, second):
    """The marker's centre is read from the computed pictures themselves, to whole and parts of pixels."""
    x, y, z, low = _grid(30, 1.0)
    true = np.array([7.3, -11.6, 9.2])
    marker = np.clip(2.5 - np.sqrt((x - true[0]) ** 2 + (y - true[1]) ** 2 + (z - true[2]) ** 2), 0, 1)
    views = []
    for rotation, tilt in (first, second):
        arm = CArm(rotation, tilt, pixels=256, detector_mm=150)
        seen = line_integrals(Volume(marker.astype(np.float32), (1, 1, 1), (low, low, low)), arm, step_mm=0.25)
        rows, columns = np.indices(seen.shape)
        views.append((arm, float((columns * seen).sum() / seen.sum()), float((rows * seen).sum() / seen.sum())))
    found, missed = triangulate(views)
    assert np.linalg.norm(found - true) <= 0.5
    assert missed <= 0.5


def test_far_away_the_cone_beam_adds_up_columns_as_the_bone_scanner_does():
    from vertebra.lab import mrs_a
    from vertebra.models import anatomy
    from vertebra.models.bone.measure import dxa_projection, dxa_roi

    vertebra = anatomy.build(mrs_a(), voxel_mm=2.0)
    side = 160.0
    x, y, z = vertebra.axes_mm()
    arm = CArm(
        0,
        0,
        (float(x.mean()), float(y.mean()), float(z.mean())),
        320,
        source_detector_mm=200_000,
        source_isocentre_mm=199_900,
        detector_mm=side,
    )
    seen = line_integrals(Volume(vertebra.density_mg_cm3, vertebra.spacing_mm, vertebra.origin_mm), arm, step_mm=0.5)
    area_cm2 = (arm.pixel_mm / arm.magnification / 10) ** 2
    mineral = vertebra.density_mg_cm3.sum(axis=1) * vertebra.spacing_mm[1] / 10_000
    assert np.allclose(mineral[dxa_roi(vertebra)], dxa_projection(vertebra)[0])
    assert seen.sum() / 10_000 * area_cm2 == pytest.approx(mineral.sum() * 0.04, rel=0.01)


@each_row(("rotation", "tilt"), [(0, 0), (90, 0), (33, 17), (-75, -40)])
def test_leaving_out_what_is_empty_changes_nothing(rotation, tilt):
    """Scattered specks, and the same with an unseen trace everywhere, which leaves nothing empty to be left out."""
    random = np.random.default_rng(5)
    specks = np.zeros((60, 50, 70), np.float32)
    for x, y, z in random.integers(3, 45, (40, 3)):
        specks[x : x + 2, y : y + 2, z : z + 3] = random.uniform(0.5, 2)
    trace = np.float32(1e-12)
    arm = CArm(rotation, tilt, pixels=160, detector_mm=140)
    place = ((1.0, 1.2, 0.9), (-30, -30, -32))
    quick, plain = (line_integrals(Volume(one, *place), arm) for one in (specks, specks + trace))
    assert quick.max() > 1
    assert np.abs(quick - plain).max() < 2e-3
    assert np.abs(quick - plain).mean() < 2e-5
