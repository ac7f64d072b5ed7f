"""The C-arm trainer: a beam only when asked for, a price for each pulse, and a score for what the screen holds."""

import numpy as np
import pytest
from refusals import refused
from sentences import said
from widgets_shown import assert_has_still

from vertebra import texts
from vertebra.errors import InputError
from vertebra.models import fracture
from vertebra.models.imaging import carm_positioning, fluoroscopy, xray_scene
from vertebra.patient import Fracture, Patient
from vertebra.widgets import fluoro
from vertebra.widgets.carm_positioning import CArmTrainer

PATIENT = Patient(74, "female", 158, 58, -2.8, fractures=(Fracture("L1", grade=2, weeks_ago=3),), seed=1)


@pytest.fixture
def trainer(sent):
    return CArmTrainer(PATIENT)


def centred(trainer, rotation, tilt, **more):
    trainer.dispatch(across=0, height=0, along=0, rotation=rotation, tilt=tilt, **more)
    trainer.dispatch(shot=True)


def test_it_opens_on_a_false_view_off_the_middle_after_one_pulse(trainer, sent, tell):
    tell(trainer, None)
    content, arrays = sent[-1]
    assert content["state"]["pulses"] == 1
    assert content["state"]["verdicts"] == []
    assert arrays["image"].shape == (384, 384)
    trainer.dispatch(claim=True)
    (found,) = trainer.state.claims
    assert not found.is_true
    assert found.off_centre_mm > 10


def test_the_picture_is_the_models_of_the_arm_against_the_lie(trainer, sent):
    centred(trainer, 12, -4, wide=0.5)
    lie, _ = carm_positioning.random_patient_tilt(1)
    arm = carm_positioning.carm_in_patient_frame(trainer.state.ready.pose, lie)
    how = fluoroscopy.ExposureSettings(shutters=(0.5, 1.0))
    before_tube = xray_scene.xray_scene_of_body(PATIENT, fracture.as_recorded(PATIENT, "L1"))
    frame = fluoroscopy.expose(before_tube, arm, how, trainer.state.pulses, fluoro.STEP_MM)
    np.testing.assert_array_equal(sent[-1][1]["image"], fluoroscopy.to_display(frame))


def test_without_beam_the_arm_moves_and_the_picture_and_the_price_stay(trainer, sent):
    before = trainer.state.dose_ugy
    trainer.dispatch(rotation=20, tilt=5, wide=0.6)
    content, arrays = sent[-1]
    assert "image" not in arrays
    assert content["state"]["held"]
    assert trainer.state.dose_ugy == before
    assert said(trainer.current_alt_text, "moved-without-beam")
    trainer.dispatch(shot=True)
    assert sent[-1][0]["state"]["held"] is False
    assert "image" in sent[-1][1]


def test_each_pulse_costs_what_a_frame_costs_there(trainer):
    def price(**action):
        before = trainer.state
        trainer.dispatch(**action)
        return (trainer.state.dose_ugy - before.dose_ugy) / (trainer.state.pulses - before.pulses)

    one = price(shot=True)
    assert price(pulses=trainer.state.pulses + 10) == pytest.approx(one, rel=1e-6)
    assert price(quality="high", shot=True) == pytest.approx(1.5 * one, rel=1e-3)
    assert price(quality="low", shot=True) == pytest.approx(0.5 * one, rel=1e-3)
    assert price(quality="usual", rotation=90, shot=True) > 2 * one, "there is more of her in the way from the side"


def test_closed_shutters_lower_the_dose_area_product_and_the_skin_under_the_beam_gets_no_less(trainer):
    wide = trainer.state
    trainer.dispatch(across=0, height=0, along=0, shot=True)
    open_ = trainer.state
    trainer.dispatch(wide=0.5, high=0.6, shot=True)
    narrow = trainer.state
    area = (open_.area_ugy_cm2 - wide.area_ugy_cm2, narrow.area_ugy_cm2 - open_.area_ugy_cm2)
    dose = (open_.dose_ugy - wide.dose_ugy, narrow.dose_ugy - open_.dose_ugy)
    assert area[1] < 0.6 * area[0]
    assert dose[1] >= dose[0]


def test_pulses_told_twice_or_late_are_counted_once(trainer):
    trainer.dispatch(pulses=6)
    once = trainer.state
    trainer.dispatch(pulses=6)
    trainer.dispatch(pulses=2)
    assert trainer.state == once
    trainer.dispatch(pulses=10**6)
    assert trainer.state.pulses == 6 + 120


def test_a_fine_picture_follows_when_the_hand_rests_and_costs_nothing(trainer, sent):
    trainer.dispatch(shot=True)
    dose = trainer.state.dose_ugy
    assert sent[-1][1]["image"].shape == (fluoro.COARSE, fluoro.COARSE)
    trainer.dispatch(refine=True)
    assert sent[-1][1]["image"].shape == (fluoro.FINE, fluoro.FINE)
    assert trainer.state.dose_ugy == dose


def test_the_hints_lead_to_the_points_and_cost_some(trainer, sent):
    for goal, start in (("AP", 0), ("lateral", 90)):
        pose = {"rotation": start, "tilt": 0}
        trainer.dispatch(across=0, height=0, along=0, wide=0.55, high=0.6, **pose)
        for _ in range(40):
            advice = trainer._advice(trainer.state)
            if not advice.control:
                break
            name = {"rotation_deg": "rotation", "tilt_deg": "tilt"}[advice.control]
            pose[name] += advice.direction
            trainer.dispatch(**pose)
        trainer.dispatch(shot=True)
        trainer.dispatch(claim=True)
        assert sent[-1][0]["state"]["view"] == goal
    assert said(trainer.current_alt_text, "view-is-true") == [{"goal": texts._("lateral")}]
    assert texts.values(trainer.current_alt_text)["total"] == 100
    assert sent[-1][0]["state"]["hint_price"] == 0
    trainer.dispatch(hint=True)
    trainer.dispatch(hint=True)
    assert texts.values(trainer.current_alt_text)["total"] == 100, "the first is free"
    assert sent[-1][0]["state"]["hint"].key == ""
    assert said(sent[-1][0]["state"]["hint"], "view-true-and-centred")
    price = sent[-1][0]["state"]["hint_price"]
    assert price == carm_positioning.HINT_COSTS
    assert [one["words"].key for one in sent[-1][0]["state"]["screen"]["lines"][1:] if one["words"]] == [
        "rim-right",
        "rim-left",
    ]
    trainer.dispatch(hint=False)
    (level,) = sent[-1][0]["state"]["screen"]["lines"]
    assert level["words"] == trainer.vertebra.level
    assert level["bare"]
    trainer.dispatch(hint=True)
    assert texts.values(trainer.current_alt_text)["total"] == 100 - price


def test_what_is_claimed_is_what_the_screen_holds(trainer):
    centred(trainer, 7, 4)
    held = trainer.state.held
    trainer.dispatch(rotation=60)
    trainer.dispatch(claim=True)
    assert trainer.state.held == held
    assert trainer.state.claims[0].standard_view == "AP"
    assert [values["goal"] for values in said(trainer.current_alt_text, "view-not-yet-true")] == [texts._("AP")]
    trainer.dispatch(shot=True)
    assert not said(trainer.current_alt_text, "view-not-yet-true"), "another picture is not judged yet"


@pytest.mark.parametrize(
    ("action", "named"),
    [
        ({"rotation": 180}, "180"),
        ({"tilt": "far"}, "far"),
        ({"wide": 0.1}, "0.1"),
        ({"along": 99}, "99"),
        ({"quality": "superb"}, "superb"),
        ({"rate": 8}, "8"),
        ({"pulses": -1}, "-1"),
        ({"colour": 3}, "colour"),
    ],
)
def test_what_is_not_possible_is_said_and_changes_nothing(trainer, sent, tell, action, named):
    tell(trainer, action)
    with refused(InputError, named):
        trainer.update(trainer.state, action)
    assert sent[-1][0]["kind"] == "error"
    assert trainer.state == trainer.initial_state()


def test_where_nothing_runs_there_are_pictures_and_a_sentence(trainer):
    assert_has_still(trainer)
