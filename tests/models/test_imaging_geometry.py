"""Where the C-arm looks, and what it asks for."""

import numpy as np
import pytest
from refusals import refused
from rows import each_row

from vertebra.errors import InputError
from vertebra.models.imaging.geometry import CArm, triangulate
from vertebra.models.imaging.projection import Volume, line_integrals

RIGHT, FRONT, HEAD = (30, 0, 0), (0, 30, 0), (0, 0, 30)


def _falls(arm: CArm, point: tuple[float, float, float]) -> tuple[float, float]:
    column, row = (arm.project(point)[0] - (arm.pixels - 1) / 2) * arm.pixel_mm
    return column, row


def test_from_behind_her_right_is_on_the_right_and_her_head_above():
    assert _falls(CArm(), RIGHT)[0] > 40
    assert _falls(CArm(), HEAD)[1] < -40


def test_in_the_lateral_view_her_front_is_on_the_left():
    assert _falls(CArm(rotation_deg=90), FRONT)[0] < -40
    assert _falls(CArm(rotation_deg=90), HEAD)[1] < -40


def test_leaning_towards_the_head_throws_what_lies_near_the_tube_upwards():
    # The beam climbs towards the head, so it has climbed less where it crosses what lies in front of the isocentre.
    lean = np.radians(20)
    expected = -1000 * 30 * np.sin(lean) / (700 - 30 * np.cos(lean))
    assert _falls(CArm(tilt_deg=20), FRONT)[1] == pytest.approx(expected, rel=1e-6)


def test_a_point_behind_the_source_is_not_seen():
    assert np.isnan(CArm().project((0, 900, 0))).all()


def test_the_ray_to_a_place_passes_through_what_is_seen_there():
    arm, point = CArm(37, -12, (3, 4, 5)), np.array([11.0, -7, 9])
    start, along = arm.ray(*arm.project(point)[0])
    assert np.linalg.norm(np.cross(point - start, along)) < 1e-9


@each_row(
    ("asked", "told"),
    [
        (lambda: CArm(rotation_deg=200), "-180"),
        (lambda: CArm(tilt_deg=80), "-60"),
        (lambda: CArm(pixels=4), "2048"),
        (lambda: CArm(source_isocentre_mm=1200), "1000"),
        (lambda: triangulate([(CArm(), 1, 1)]), "too-few-views"),
        (lambda: triangulate([(CArm(), 1, 1), (CArm(0.5), 1, 1)]), "views-nearly-parallel"),
        (lambda: Volume(np.zeros((3, 3), np.float32), (1, 1, 1), (0, 0, 0)), "volume-too-small"),
        (
            lambda: line_integrals(Volume(np.zeros((3, 3, 3), np.float32), (1, 1, 1), (0, 0, 0)), CArm(), 20),
            "0.01",
        ),
    ],
)
def test_what_cannot_be_is_refused_with_the_range(asked, told):
    with refused(InputError, told):
        asked()


def test_a_read_only_volume_is_projected_like_any_other():
    volume = np.zeros((6, 6, 6), np.float32)
    volume[2:4, 2:4, 2:4] = 1
    fixed = volume.copy()
    fixed.flags.writeable = False
    arm = CArm(pixels=32, detector_mm=20, isocentre_mm=(2.5, 2.5, 2.5))
    seen = [line_integrals(Volume(one, (1, 1, 1), (0, 0, 0)), arm) for one in (volume, fixed)]
    assert seen[0].max() > 1.5
    assert np.array_equal(*seen)


def test_an_empty_volume_throws_no_shadow():
    assert not line_integrals(Volume(np.zeros((9, 9, 9), np.float32), (1, 1, 1), (-4, -4, -4)), CArm(pixels=32)).any()
