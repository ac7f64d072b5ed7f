"""The X-ray, CT and MRI pictures: marked with their sides, told in words that hold for the picture."""

import numpy as np
import pytest
from refusals import refused
from rows import each_row
from sentences import said

from vertebra import texts
from vertebra.lab import mrs_a
from vertebra.models import anatomy, fracture
from vertebra.models.experiments.mri_slices import acquired_by_name
from vertebra.models.experiments.radiographs import standard_views
from vertebra.models.imaging import ct, fluoroscopy, mri, xray_scene
from vertebra.models.imaging.findings import Finding
from vertebra.models.imaging.geometry import CArm
from vertebra.models.imaging.view_alignment import measure_alignment
from vertebra.patient import Patient
from vertebra.views import mri as mri_view
from vertebra.views import xray

HEALTHY = Patient(74, "female", 158, 58, -2.8, seed=1)


@pytest.fixture(scope="module")
def l1():
    return anatomy.build(mrs_a(), voxel_mm=2.0)


@pytest.fixture(scope="module")
def before_tube(l1):
    return xray_scene.xray_scene(mrs_a(), "L1", 0, {"L1": l1}, 2.0)


def _texts(figure) -> list[str]:
    figure.canvas.draw()
    return [text.get_text() for axes in figure.axes for text in axes.texts]


@each_row(
    ("turn", "letters"), [(0, ("L", "R")), (180, ("R", "L")), (90, ("A", "P")), (-90, ("P", "A")), (10, ("L", "R"))]
)
def test_the_letters_are_those_of_the_sides(turn, letters):
    assert xray.sides(CArm(turn)) == letters


def test_the_poster_shows_both_views(before_tube):
    figure = xray.static_figure(standard_views(before_tube), "L1")
    assert _texts(figure) == ["L", "R", "20 mm", "A", "P", "20 mm"]
    assert [axes.get_title() for axes in figure.axes] == [xray.view_name(CArm()), xray.view_name(CArm(90))]
    shown = [np.asarray(axes.images[0].get_array()) for axes in figure.axes]
    assert all(picture.std() > 20 for picture in shown)
    assert (shown[1][:, :40] == 0).all(), "the shutters are closed"


@each_row(
    ("arm", "beginning", "says"),
    [
        (CArm(), "view-from-behind", "ap-true"),
        (CArm(8, 0), "view-oblique", "ap-not-true"),
        (CArm(0, 8), "view-from-behind", "ap-not-true"),
        (CArm(90), "view-lateral", "lateral-true"),
        (CArm(80), "view-oblique", "lateral-not-true"),
    ],
)
def test_the_words_say_how_true_the_view_is(before_tube, l1, arm, beginning, says):
    words = xray.describe(arm, fluoroscopy.expose(before_tube, arm), measure_alignment(l1, arm))
    assert {beginning, says} <= texts.keys(words)


def test_turning_throws_the_spinous_process_to_the_side_it_is_turned_to(l1):
    right, left = (measure_alignment(l1, CArm(turn)).spinous_offset_mm for turn in (6, -6))
    assert right == pytest.approx(-left)
    assert right > 3
    words = xray.describe(
        CArm(4),
        fluoroscopy.expose(xray_scene.xray_scene(mrs_a(), "L1", 0, {"L1": l1}, 2.0), CArm(4, pixels=32)),
        measure_alignment(l1, CArm(4)),
    )
    assert said(words, "spinous-process-right")
    assert not said(words, "spinous-process-left")


@each_row("missing", ["spinous_tip", "pedicle_left", "upper_endplate"])
def test_a_view_of_a_bone_without_a_landmark_is_not_judged(l1, missing):
    from dataclasses import replace

    from vertebra.errors import InputError

    marks = {name: at for name, at in l1.landmarks_mm.items() if name != missing}
    with refused(InputError, missing):
        measure_alignment(replace(l1, landmarks_mm=marks), CArm())


def test_a_view_of_a_broken_vertebra_is_judged_by_its_own_endplate():
    wedge = fracture.of_patient(mrs_a(), grade=3)
    gaps = [measure_alignment(wedge, CArm(tilt_deg=tilt)).endplate_gap_mm for tilt in range(-20, 21)]
    assert gaps.index(min(gaps)) > 20 + 2
    assert min(gaps) < 0.5


def test_the_ct_picture_has_its_four_sides(l1):
    figure = xray.ct_figure(ct.axial_slice(l1, seed=None))
    assert sorted(_texts(figure)) == ["A", "L", "P", "R"]
    assert "120" in figure.axes[0].get_title()


def test_mri_posters_name_levels_once_and_sequences_each():
    what = mri.sagittal_scene(HEALTHY, (), ("T12", "L2"))
    figure = mri_view.static_figure(what, acquired_by_name(what, ("T1", "STIR")))
    texts = _texts(figure)
    assert [text for text in texts if text in ("T12", "L1", "L2")] == ["T12", "L1", "L2"]
    assert [axes.get_title() for axes in figure.axes] == [mri_view.FULL_NAMES[name] for name in ("T1", "STIR")]


@pytest.mark.slow
@each_row(
    ("finding", "t1", "stir", "lower"),
    [
        (None, "no-body-stands-out", "no-body-stands-out", False),
        (Finding("L1", weeks=2), "body-dark L1", "body-bright L1", True),
        (Finding("L1", weeks=900, grade=3, shape="crush"), "no-body-stands-out", "no-body-stands-out", True),
        (Finding("T12", "metastasis"), "body-dark T12", "body-bright T12", False),
    ],
)
def test_the_words_tell_what_is_seen_and_not_what_it_is(finding, t1, stir, lower):
    what = mri.sagittal_scene(HEALTHY, [finding] if finding else ())
    for name, expected in (("T1", t1), ("STIR", stir)):
        words = mri_view.describe(what, name, mri.acquire(what, mri.preset(name)))
        key, _, level = expected.partition(" ")
        assert [one.get("level", "") for one in said(words, key)] == [level]
        assert bool(said(words, "body-low")) == lower
        assert not any(texts._(word) in words for word in ("fracture", "metastasis", "oedema"))
