"""Setting up a view: the arm finds what the patient's lie hides, and a good set-up scores."""

from dataclasses import replace

import numpy as np
import pytest
from rows import each_row

from vertebra.models import anatomy
from vertebra.models.imaging import carm_positioning
from vertebra.models.imaging.carm_positioning import PatientTilt, TablePose, ViewEvaluation
from vertebra.models.imaging.fluoroscopy import ExposureSettings
from vertebra.models.imaging.geometry import CArm
from vertebra.models.imaging.view_alignment import measure_alignment
from vertebra.patient import Patient

NARROW = ExposureSettings(shutters=(0.55, 0.6))


@pytest.fixture(scope="module")
def bone():
    return anatomy.build(Patient(74, "female", 158, 58, -2.8, seed=1), "L1", 1.0)


def guided(bone, pose, lie):
    """Follow the advice until it has no more."""
    for _ in range(80):
        advice = carm_positioning.next_move(bone, pose, lie)
        if not advice.control:
            return pose
        if advice.control == "table":
            pose = replace(pose, right_mm=0.0, anterior_mm=0.0, cranial_mm=0.0)
        else:
            pose = replace(pose, **{advice.control: getattr(pose, advice.control) + advice.direction})
    raise AssertionError("the advice leads nowhere")


def test_a_square_patient_is_seen_as_the_arm_stands():
    seen = carm_positioning.carm_in_patient_frame(TablePose(33, -12, 4, 5, 6), PatientTilt())
    assert (seen.rotation_deg, seen.tilt_deg) == pytest.approx((33, -12))
    assert seen.isocentre_mm == pytest.approx((4, 5, 6))


@each_row("turn", [0, 40, 90, -90])
def test_a_rolled_patient_needs_the_arm_rolled_as_much(turn):
    seen = carm_positioning.carm_in_patient_frame(TablePose(turn + 8), PatientTilt(roll_deg=8))
    assert (seen.rotation_deg, seen.tilt_deg) == pytest.approx((turn, 0), abs=1e-9)


def test_leaning_is_met_by_tilt_from_behind_and_listing_from_the_side():
    assert carm_positioning.carm_in_patient_frame(TablePose(0, -6), PatientTilt(lean_deg=6)).tilt_deg == pytest.approx(
        0, abs=1e-9
    )
    assert carm_positioning.carm_in_patient_frame(TablePose(0, 0), PatientTilt(list_deg=6)).tilt_deg == pytest.approx(
        0, abs=1e-9
    )
    assert abs(
        carm_positioning.carm_in_patient_frame(TablePose(90, 0), PatientTilt(list_deg=6)).tilt_deg
    ) == pytest.approx(6)
    assert carm_positioning.carm_in_patient_frame(TablePose(90, 0), PatientTilt(lean_deg=6)).tilt_deg == pytest.approx(
        0, abs=1e-9
    )


def test_the_right_side_lies_up_where_the_level_lists_to_plus():
    room = PatientTilt(list_deg=6).turn() @ (1, 0, 0)
    assert room[2] == pytest.approx(np.sin(np.radians(6)))
    front = PatientTilt(lean_deg=6).turn() @ (0, 1, 0)
    assert front[2] == pytest.approx(np.sin(np.radians(6)))


@each_row("seed", [1, 2, 3])
@each_row(("start", "goal"), [(0.0, "AP"), (90.0, "lateral"), (-90.0, "lateral")])
def test_the_advice_leads_to_a_true_view_from_a_false_one(bone, seed, start, goal):
    lie, pose = carm_positioning.random_patient_tilt(seed)
    pose = replace(pose, rotation_deg=start)
    assert not carm_positioning.evaluate_view(bone, carm_positioning.carm_in_patient_frame(pose, lie), NARROW).is_true
    found = carm_positioning.evaluate_view(
        bone, carm_positioning.carm_in_patient_frame(guided(bone, pose, lie), lie), NARROW
    )
    assert (found.standard_view, found.is_true, found.body_in_field) == (goal, True, True)
    assert found.off_centre_mm < 1


def test_a_lie_is_the_same_for_a_seed_and_never_square():
    assert carm_positioning.random_patient_tilt(4) == carm_positioning.random_patient_tilt(4)
    drawn = [carm_positioning.random_patient_tilt(seed) for seed in range(40)]
    assert len(set(drawn)) == 40
    for lie, pose in drawn:
        assert all(3 <= abs(angle) <= 10 for angle in (lie.roll_deg, lie.lean_deg, lie.list_deg))
        assert all(10 <= abs(off) <= 30 for off in (pose.right_mm, pose.anterior_mm, pose.cranial_mm))


def test_the_level_off_the_middle_is_measured_at_the_patient_and_may_be_cut(bone):
    moved = carm_positioning.evaluate_view(bone, CArm(isocentre_mm=(0, 0, 45)), NARROW)
    assert moved.off_centre_mm == pytest.approx(45, rel=0.01)
    assert not moved.body_in_field
    assert carm_positioning.evaluate_view(bone, CArm(), ExposureSettings()).body_in_field
    assert not carm_positioning.evaluate_view(bone, CArm(), ExposureSettings(shutters=(0.15, 0.6))).body_in_field


def test_the_advice_says_which_way_the_level_must_go(bone):
    def words(**place):
        return carm_positioning.next_move(bone, TablePose(**place), PatientTilt()).message

    assert words(cranial_mm=25).endswith("so that it goes up"), (
        "the ray is nearer to her head, the level low on the screen"
    )
    assert words(right_mm=25).endswith("so that it goes right")
    assert words(right_mm=-25, cranial_mm=-25).endswith("so that it goes left and down")


def set_up(bone, shutters=(0.55, 0.6), turn=0.0, off=0.0):
    how = ExposureSettings(shutters=shutters)
    arms = CArm(turn, isocentre_mm=(0, 0, off)), CArm(90, isocentre_mm=(0, 0, off))
    return [carm_positioning.evaluate_view(bone, arm, how) for arm in arms]


def points(claims, dose_mgy=0.5, hints=0):
    return carm_positioning.total_points(carm_positioning.score_views(claims, dose_mgy, hints))


def test_all_points_for_both_views_true_centred_narrow_and_cheap(bone):
    assert points(set_up(bone)) == 100


def test_each_fault_costs_its_own_points(bone):
    assert [points(set_up(bone), hints=hints) for hints in (0, 1, 2)] == [100, 100, 95], "the first is free"
    assert points(set_up(bone), dose_mgy=5) == 80
    assert points(set_up(bone), dose_mgy=3) == 90
    assert points(set_up(bone, shutters=(1, 1))) == 90
    assert points(set_up(bone, off=15, shutters=(0.55, 0.7))) == 90
    assert points(set_up(bone, turn=12)) == 70
    assert 70 < points(set_up(bone, turn=5)) < 100
    assert points(set_up(bone)[:1]) == 30
    assert points([], hints=3) == 0


def test_the_guides_meet_where_the_view_is_true_and_part_where_it_is_not(bone):
    def gap(seen):
        front, back, *_ = (seen.project(one.points_mm) for one in carm_positioning.overlay_lines(bone, seen))
        return abs(front[:, 1].mean() - back[:, 1].mean()) * seen.pixel_mm / seen.magnification

    for tilt in (0, 8):
        seen = CArm(0, tilt)
        assert gap(seen) == pytest.approx(measure_alignment(bone, seen).endplate_gap_mm, abs=0.3)
    names = [one.label for one in carm_positioning.overlay_lines(bone, CArm(90)) if one.label]
    assert names == ["right rim", "left rim"]


def test_a_claim_is_true_only_of_its_own_goal(bone):
    slanted = measure_alignment(bone, CArm(0, 10))
    assert not ViewEvaluation("AP", slanted, 0, 0.3, True).is_true
    assert ViewEvaluation("AP", measure_alignment(bone, CArm()), 0, 0.3, True).is_true
    assert not ViewEvaluation("lateral", measure_alignment(bone, CArm()), 0, 0.3, True).is_true
