"""The bone-loss explorer answers as the bone model does."""

import numpy as np
import pytest
from refusals import refused
from sentences import said
from widgets_shown import assert_has_still, meter_values

from vertebra import texts
from vertebra.errors import InputError
from vertebra.models import bone
from vertebra.models.bone import TreatmentPlan, VertebraOverLife
from vertebra.patient import Fracture, Patient
from vertebra.widgets.bone import BoneLossExplorer

PATIENT = Patient(74, "female", t_score=-2.8, fractures=(Fracture("L1", grade=2, weeks_ago=3),), seed=1)


@pytest.fixture(scope="module")
def lifetime():
    return VertebraOverLife(PATIENT)


def test_it_opens_today_with_the_curve_and_two_planes(sent, tell, lifetime):
    tell(BoneLossExplorer(PATIENT), None)
    content, arrays = sent[0]
    assert content["state"]["age"] == 74
    assert meter_values(content)["dxa"] == pytest.approx(-2.8, abs=0.01)
    curve = lifetime.trajectory()
    np.testing.assert_allclose(arrays["density"], curve.density_mg_cm3, rtol=1e-6)
    np.testing.assert_allclose(arrays["reference"], curve.reference_mg_cm3, rtol=1e-6)
    assert arrays["colours"].shape == (256, 3)


def test_the_planes_lie_as_a_radiologist_hangs_them(sent, tell, lifetime):
    tell(BoneLossExplorer(PATIENT), None)
    shown = sent[0][1]["sagittal"]
    sagittal, _ = lifetime.planes(lifetime.at(74))
    assert shown.shape == sagittal.T.shape
    # y points forward and z up: the front is on the left and the upper endplate above
    wanted = np.clip(sagittal.T[::-1, ::-1] * (255 / 350), 0, 255)
    np.testing.assert_allclose(shown, wanted, atol=1)


def test_moving_in_age_reads_what_the_model_reads_and_sends_no_curve(sent, tell, lifetime):
    explorer = BoneLossExplorer(PATIENT)
    tell(explorer, {"age": 50})
    content, arrays = sent[0]
    scans = lifetime.at(50, TreatmentPlan()).scans
    assert meter_values(content)["qct"] == pytest.approx(scans.qct_mg_cm3)
    assert meter_values(content)["ct"] == pytest.approx(scans.hounsfield_hu)
    assert set(arrays) == {"sagittal", "coronal"}
    assert texts.values(content["sentence"])["age_years"] == "50"


def test_a_treatment_starts_today_and_bends_the_curve(sent, tell):
    explorer = BoneLossExplorer(PATIENT)
    tell(explorer, {"treatment": "denosumab"})
    tell(explorer, {"age": 79})
    (_, arrays), (content, _) = sent
    ages = np.array(arrays["ages"])
    same = ages <= 74
    np.testing.assert_array_equal(arrays["density"][same], arrays["untreated"][same])
    assert (arrays["density"][(ages > 75) & (ages < 84)] > arrays["untreated"][(ages > 75) & (ages < 84)]).all()
    assert said(content["sentence"], "on-treatment") == [{"treatment": texts._("denosumab")}]


def test_as_a_man_the_place_among_people_of_that_age_is_kept(sent, tell):
    explorer = BoneLossExplorer(PATIENT)
    tell(explorer, {"sex": "male"})
    z = bone.z_score(bone.areal_density_g_cm2(-2.8), 74, "female")
    t = meter_values(sent[0][0])["dxa"]
    assert bone.z_score(bone.areal_density_g_cm2(t), 74, "male") == pytest.approx(z, abs=0.02)
    assert said(sent[0][0]["sentence"], "as-a-man")


def test_an_earlier_menopause_costs_density(sent, tell):
    explorer = BoneLossExplorer(PATIENT)
    tell(explorer, {"age": 46})
    tell(explorer, {"menopause": 40})
    assert meter_values(sent[1][0])["qct"] < 0.95 * meter_values(sent[0][0])["qct"]


@pytest.mark.parametrize(
    ("action", "named"),
    [
        ({"age": 12}, "12"),
        ({"age": "old"}, "old"),
        ({"sex": "x"}, "x"),
        ({"menopause": 70}, "70"),
        ({"treatment": "cheese"}, "cheese"),
        ({"weight": 3}, "weight"),
    ],
)
def test_what_is_not_possible_is_said_and_changes_nothing(sent, tell, action, named):
    explorer = BoneLossExplorer(PATIENT)
    tell(explorer, action)
    with refused(InputError, named):
        explorer.update(explorer.state, action)
    assert sent[-1][0]["kind"] == "error"
    assert explorer.state == explorer.initial_state()


def test_where_nothing_runs_there_is_a_picture_and_a_sentence():
    assert_has_still(BoneLossExplorer(PATIENT))
