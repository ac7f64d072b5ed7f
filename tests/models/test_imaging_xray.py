"""The patient before the tube, the tools in the beam, and the frame on the screen."""

from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest
from refusals import refused
from rows import each_row

from vertebra.errors import InputError
from vertebra.lab import mrs_a
from vertebra.models import anatomy, fracture, mechanics
from vertebra.models.imaging import fluoroscopy, xray_scene
from vertebra.models.imaging import spine_assembly as column
from vertebra.models.imaging.fluoroscopy import ExposureSettings
from vertebra.models.imaging.geometry import CArm
from vertebra.models.imaging.instruments import Cylinder, Ellipsoid, cement_in
from vertebra.patient import Part

LEVELS = ("T12", "L1", "L2")


@pytest.fixture(scope="module")
def vertebrae():
    return {level: anatomy.build(mrs_a(), level, 2.0) for level in LEVELS}


@pytest.fixture(scope="module")
def before_tube(vertebrae):
    return xray_scene.xray_scene(mrs_a(), "L1", 1, vertebrae, 2.0)


def test_discs_lie_between_the_endplates(vertebrae):
    placed = column.assemble_spine(mrs_a(), LEVELS, "L1", vertebrae)
    assert [one.level for one in placed] == list(LEVELS)
    assert placed[1].centre_mm == (0, 0)
    for above, below in pairwise(placed):
        lower, upper = above.to_column(above.lower), below.to_column(below.upper)
        gap = np.linalg.norm(lower.mean(axis=0) - upper.mean(axis=0))
        assert 4 < gap < 10
        assert (lower[:, 1] > upper[:, 1]).all()
        assert np.allclose(above.to_own(above.to_column(above.lower)), above.lower)


def test_the_lumbar_spine_is_hollow_behind_and_discs_open_forward():
    levels = column.levels_between("L1", "L5")
    placed = column.assemble_spine(mrs_a(), levels, "L3", {name: anatomy.build(mrs_a(), name, 3.0) for name in levels})
    leans = [one.lean_deg for one in placed]
    assert leans == sorted(leans, reverse=True), "each lower one leans further forward than the one above"
    assert 20 < leans[0] - leans[-1] < 60


def test_a_wedge_lets_what_is_above_lean_forward(vertebrae):
    intact = column.assemble_spine(mrs_a(), LEVELS, "L2", vertebrae)
    collapsed = fracture.collapse(mechanics.compress(vertebrae["L1"], load_n=800), 40, "wedge")
    wedged = column.assemble_spine(mrs_a(), LEVELS, "L2", {**vertebrae, "L1": collapsed})
    assert intact[0].lean_deg - wedged[0].lean_deg == pytest.approx(
        fracture.morphometry_heights(collapsed).wedge_deg, abs=6
    )
    assert intact[0].lean_deg - wedged[0].lean_deg > 8
    assert wedged[0].centre_mm[0] > intact[0].centre_mm[0] + 1


@pytest.mark.slow
def test_bones_laid_in_one_by_one_cast_the_shadow_of_the_spine(vertebrae):
    """The quick way for a vertebra that changes gives the picture of the slow one, but where two bones share voxels."""
    body = fracture.collapse(mechanics.compress(vertebrae["L1"], load_n=800), 25, "wedge")
    slow, quick = (
        xray_scene.xray_scene(mrs_a(), "L1", 1, vertebrae | {"L1": body}, 1.0),
        xray_scene.xray_scene_with_moving_body(mrs_a(), body, 1, 2.0),
    )
    for arm in (CArm(pixels=96), CArm(90, pixels=96)):
        seen = [np.log(fluoroscopy.transmitted(one, arm, 75, 1.0)[0]) for one in (slow, quick)]
        off = np.abs(seen[0] - seen[1])
        bone = np.abs(seen[0] - np.log(fluoroscopy.transmitted(replace(quick, moving_bones=()), arm, 75, 1.0)[0]))
        assert off[bone > 0.05].mean() < 0.05 * bone[bone > 0.05].mean()
    again = xray_scene.xray_scene_with_moving_body(mrs_a(), body, 1, 2.0)
    assert all(one[0] is other[0] for one, other in zip(quick.moving_bones, again.moving_bones, strict=True)), (
        "nothing is built twice"
    )


def test_neighbours_must_be_neighbours():
    with refused(InputError, "levels-not-neighbours"):
        column.assemble_spine(mrs_a(), ("L1", "L3"), "L1")
    with refused(InputError, "levels-reversed"):
        column.levels_between("L3", "L1")


def test_turning_the_vertebrae_into_the_column_keeps_their_mineral(vertebrae, before_tube):
    apart = sum(float(xray_scene.mineral_equivalent(one, 0.6).sum()) for one in vertebrae.values())
    assert before_tube.bone.values.sum() == pytest.approx(apart, rel=0.03)
    edge = before_tube.bone.values
    assert not any(np.any(face) for face in (edge[0], edge[-1], edge[:, 0], edge[:, -1], edge[:, :, 0], edge[:, :, -1]))


def test_a_heavier_patient_has_a_wider_trunk_and_costs_more_dose(before_tube):
    slim, stout = xray_scene.trunk_ellipse(mrs_a()), xray_scene.trunk_ellipse(replace(mrs_a(), weight_kg=90))
    assert stout.half_depth_mm > slim.half_depth_mm
    assert stout.fat_layer_mm > slim.fat_layer_mm
    dose = [
        fluoroscopy.expose(replace(before_tube, trunk=one), CArm(pixels=64)).entrance_dose_ugy for one in (slim, stout)
    ]
    assert dose[1] > 1.5 * dose[0]


def test_needle_cement_and_balloon_are_darker_than_bone_and_bone_than_flesh(before_tube):
    tools = (Cylinder((16, -80, 8), (10, 0, 4), 1.5), Ellipsoid((-8, 5, 0), (0, 1, 0), 8, 6, "cement"))
    arm = CArm(pixels=256)
    shown = fluoroscopy.to_display(fluoroscopy.expose(before_tube.with_instruments(*tools), arm)).astype(float)
    needle, cement, bone, flesh = (
        shown[row - 2 : row + 3, column - 2 : column + 3].mean()
        for column, row in arm.project([(13, -40, 6), (-8, 5, 0), (10, 0, -9), (45, 0, 0)]).round().astype(int)
    )
    assert max(needle, cement) < bone - 30
    assert bone < flesh - 10
    white = fluoroscopy.to_display(fluoroscopy.expose(before_tube.with_instruments(*tools), arm), "radiograph").astype(
        float
    )
    assert np.abs(white + shown - 255).max() <= 1


def test_shutters_close_the_field_and_save_dose(before_tube):
    arm = CArm(pixels=128)
    wide = fluoroscopy.expose(before_tube, arm)
    narrow = fluoroscopy.expose(before_tube, arm, ExposureSettings(shutters=(0.4, 0.6)))
    assert narrow.dose_area_ugy_cm2 < 0.5 * wide.dose_area_ugy_cm2
    assert narrow.scatter_to_primary < 0.6 * wide.scatter_to_primary
    assert (narrow.signal > 0).mean() == pytest.approx(0.24, abs=0.02)
    assert not fluoroscopy.to_display(narrow)[0].any()


def test_a_side_view_costs_more_than_one_from_behind(before_tube):
    behind, side = (fluoroscopy.expose(before_tube, CArm(turn, pixels=96)) for turn in (0, 90))
    assert side.entrance_dose_ugy > 1.3 * behind.entrance_dose_ugy
    assert side.scatter_to_primary > behind.scatter_to_primary


def test_the_same_seed_gives_the_same_noise(before_tube):
    first, again, other = (fluoroscopy.expose(before_tube, CArm(pixels=64), seed=seed).signal for seed in (1, 1, 2))
    assert np.array_equal(first, again)
    assert not np.array_equal(first, other)


def test_the_quick_frame_of_a_moving_control_is_nearly_the_whole_one():
    what = xray_scene.xray_scene(mrs_a(), "L1", 0)
    whole, quick = (
        fluoroscopy.expose(what, CArm(20, 5, pixels=256), seed=None, step_mm=step).primary for step in (1, 2)
    )
    assert np.abs(np.log(quick / whole)).mean() < 0.004
    assert np.percentile(np.abs(np.log(quick / whole)), 99) < 0.06


@pytest.fixture(scope="module")
def treated(vertebrae):
    labels = np.array(vertebrae["L1"].labels)
    x, y, z = vertebrae["L1"].axes_mm()
    drop = x[:, None, None] ** 2 + y[None, :, None] ** 2 + z[None, None, :] ** 2 < 36
    labels[drop & (labels == Part.TRABECULAR)] = Part.CEMENT
    return replace(vertebrae["L1"], labels=labels, kind="treated")


def test_cement_in_the_voxels_is_seen(vertebrae, treated):
    plain, filled = (
        fluoroscopy.expose(
            xray_scene.xray_scene(mrs_a(), "L1", 0, {"L1": one}, 2.0), CArm(pixels=64), seed=None
        ).primary
        for one in (vertebrae["L1"], treated)
    )
    assert filled[32, 32] < 0.5 * plain[32, 32]
    assert filled[2, 2] == pytest.approx(plain[2, 2])


def test_spreading_cement_is_seen_alike_without_a_new_scene(vertebrae, treated):
    bare = xray_scene.xray_scene(mrs_a(), "L1", 0, {"L1": vertebrae["L1"]}, 2.0)
    anew = xray_scene.xray_scene(mrs_a(), "L1", 0, {"L1": treated}, 2.0)
    cloudy = bare.with_instruments(cement_in(treated))
    for arm in (CArm(pixels=128), CArm(90, pixels=128)):
        plain, quick, whole = (
            fluoroscopy.expose(one, arm, seed=None).primary.astype(float) for one in (bare, cloudy, anew)
        )
        added = [np.log(plain / one) for one in (quick, whole)]
        assert added[0].sum() == pytest.approx(added[1].sum(), rel=0.15)
        assert np.corrcoef(added[0].ravel(), added[1].ravel())[0, 1] > 0.98


def test_minutes_of_pulses_add_up(before_tube):
    frame = fluoroscopy.expose(before_tube, CArm(pixels=64))
    dose = fluoroscopy.skin_dose_mgy(frame, 4.3)
    assert dose == pytest.approx(4.3 * 60 * 7.5 * frame.entrance_dose_ugy / 1000)
    assert 5 < dose / 4.3 < 50, "mGy a minute, as C-arms give"
    assert fluoroscopy.skin_dose_mgy(frame, 4.3, 15) == pytest.approx(2 * dose)


@each_row(
    ("asked", "told"),
    [
        (lambda: ExposureSettings(kvp=200), "140"),
        (lambda: ExposureSettings(shutters=(0.0, 1)), "0.05"),
        (lambda: Cylinder((0, 0, 0), (0, 0, 0), 1), "rod-without-length"),
        (lambda: Cylinder((0, 0, 0), (0, 9, 0), 1, 2), "0"),
        (lambda: Ellipsoid((0, 0, 0), (0, 0, 0), 1, 1), "axis-without-direction"),
        (lambda: xray_scene.xray_scene(mrs_a(), "L1", 9), "0"),
        (lambda: xray_scene.xray_scene(mrs_a(), "S1"), "T7"),
        (lambda: cement_in(anatomy.build(mrs_a(), voxel_mm=3.0)), "no-cement-in-vertebra"),
    ],
)
def test_what_cannot_be_is_refused(asked, told):
    with refused(InputError, told):
        asked()


def test_a_tool_behind_the_tube_is_refused(before_tube):
    with refused(InputError, "tool-behind-source"):
        fluoroscopy.expose(before_tube.with_instruments(Cylinder((0, 900, 0), (0, 950, 0), 1)), CArm(pixels=32))
