"""The screen that trainers share: letters, bar and lines agree with the geometry, and frames are kept."""

import numpy as np
import pytest

from vertebra.models.imaging import fluoroscopy, xray_scene
from vertebra.models.imaging.fluoroscopy import ExposureSettings
from vertebra.models.imaging.geometry import CArm
from vertebra.models.imaging.projection import Volume
from vertebra.models.imaging.xray_scene import Trunk, XrayScene
from vertebra.patient import Patient
from vertebra.widgets import fluoro


def patient():
    return XrayScene(Volume(np.full((6, 6, 6), 0.3, np.float32), (5, 5, 5), (-12, -12, -12)), Trunk(150, 100, 10, 15))


def test_a_frame_is_what_the_model_takes_and_is_kept():
    what, arm, how = patient(), CArm(7, pixels=64), ExposureSettings()
    found = fluoro.expose(what, arm, how, 3)
    taken = fluoroscopy.expose(what, arm, how, 3, fluoro.STEP_MM)
    np.testing.assert_array_equal(found.picture, fluoroscopy.to_display(taken))
    assert fluoro.expose(what, arm, how, 3) is found
    assert fluoro.expose(what, arm, how, 4) is not found


def test_long_steps_cost_far_less_than_the_noise_is():
    what, arm, how = (
        xray_scene.xray_scene(Patient(74, "female", 158, 58, -2.8, seed=1), "L1", 0),
        CArm(8, 5, pixels=192),
        ExposureSettings(),
    )
    exact, longer = (fluoroscopy.expose(what, arm, how, None, step).signal for step in (0.5, fluoro.STEP_MM))
    noisy = fluoroscopy.expose(what, arm, how, 1, 0.5).signal
    middle = (slice(100, 280), slice(120, 280))
    error, noise = (np.std(np.log(one[middle] / exact[middle])) for one in (longer, noisy))
    assert error < noise / 5


def test_the_bar_is_as_long_as_its_millimetres_at_the_patient():
    arm = CArm()
    shown = fluoro.screen(arm, ExposureSettings(shutters=(0.5, 0.6)))
    ends = arm.project([(0, 0, 0), (fluoro.BAR_MM, 0, 0)])
    assert shown["bar"] == pytest.approx((ends[1, 0] - ends[0, 0]) / arm.pixels)
    assert (shown["left"], shown["right"], shown["open"]) == ("L", "R", [0.5, 0.6])
    assert fluoro.screen(CArm(90), ExposureSettings())["left"] == "A"


def test_a_line_lies_where_its_points_are_projected_whatever_the_pixels():
    points = [(0, 0, 0), (10, 0, 20)]
    coarse, fine = (fluoro.line(CArm(pixels=pixels), points, "wall", "sky") for pixels in (384, 512))
    assert coarse["points"][0] == [0.5, 0.5]
    np.testing.assert_allclose(coarse["points"], fine["points"], atol=2e-4)
    assert coarse["points"][1][0] > 0.5 > coarse["points"][1][1]


def test_what_lies_behind_the_tube_is_left_out():
    assert fluoro.line(CArm(), [(0, 2000, 0)])["points"] == []
