"""The balloon trainer tells what the model does, shows it on the screen, and keeps what was done as a list."""

import json

import numpy as np
import pytest
from refusals import refused
from rows import each_row
from widgets_shown import assert_has_still, meters

from vertebra import texts
from vertebra.errors import InputError
from vertebra.lab import mrs_a
from vertebra.models import fracture, procedure
from vertebra.models.procedure import KYPHOPLASTY, ActionLog, BalloonAction, Subject
from vertebra.models.procedure.cavity import create_cavity
from vertebra.widgets.kyphoplasty import BalloonTrainer


@pytest.fixture(scope="module")
def trainer():
    return BalloonTrainer(mrs_a())


@pytest.fixture(autouse=True)
def fresh(trainer, sent):
    trainer.dispatch(reset=True)
    sent.clear()


def test_gauge_and_heights_are_the_models(trainer, sent, tell):
    tell(trainer, {"volume": 2.4})
    content, _ = sent[-1]
    found = create_cavity(trainer.fractured, 2.4)
    assert meters(content)["pressure"]["value"] == pytest.approx(found.inflation.pressure_mpa[-1])
    assert meters(content)["front-height"]["value"] == pytest.approx(found.heights[2].anterior_mm)
    tell(trainer, None)
    whole = create_cavity(trainer.fractured, 4.0)
    np.testing.assert_allclose(sent[-1][1]["lifts"], whole.inflation.lift_mm, rtol=1e-5)


def test_the_hollow_shows_and_grows_and_so_does_its_shadow(trainer, sent, tell):
    trainer.state = trainer.after(trainer.state, ())
    tell(trainer, None)
    bone = sent[-1][1]["broken"] > 0
    hollow, shadow = [], []
    for volume in (0.0, 1.0, 3.0):
        trainer.dispatch(volume=volume)
        hollow.append(int((sent[-1][1]["cut"] == 0)[bone].sum()))
        middle = sent[-1][1]["image"][120:270, 130:260]
        shadow.append(int((middle < 40).sum()))
    assert hollow[0] == 0
    assert hollow[2] > hollow[1] + 10 > hollow[0] + 20
    assert shadow[2] > shadow[1] + 100 > shadow[0] + 200


def test_letting_down_loses_a_part_and_it_can_be_filled_again(trainer, sent):
    trainer.dispatch(volume=3)
    full = meters(sent[-1][0])["front-height"]["value"]
    sentence = trainer.dispatch(down=True)
    assert float(texts.values(sentence)["cavity_ml"]) > 0
    assert meters(sent[-1][0])["front-height"]["value"] < full
    assert "pressure" not in meters(sent[-1][0])
    trainer.dispatch(volume=2)
    assert not sent[-1][0]["state"]["out"]
    assert meters(sent[-1][0])["pressure"]["value"] < 0.2


def test_without_a_load_it_lifts_more_and_one_alone_less(trainer, sent):
    heights = []
    for lies, placement in (("no load, as in a cadaver", "both sides"), ("prone", "both sides"), ("prone", "one side")):
        trainer.dispatch(lies=lies, placement=placement, volume=3)
        heights.append(meters(sent[-1][0])["front-height"]["value"])
    assert heights == sorted(heights, reverse=True)
    assert heights[0] > heights[1] + 1


def test_another_patient_gets_the_same_actions_and_new_curves(trainer, sent):
    trainer.dispatch(volume=2)
    trainer.dispatch(lies="no load, as in a cadaver")
    content, arrays = sent[-1]
    assert content["state"]["volume"] == 2
    assert {"volumes", "pressures", "lifts"} <= set(arrays)
    trainer.dispatch(volume=2.1)
    assert "lifts" not in sent[-1][1]


@pytest.mark.slow
def test_cement_goes_into_the_hollows_and_is_seen_white_and_dark(trainer, sent):
    trainer.dispatch(volume=2.4)
    trainer.dispatch(down=True)
    white, dark = int((sent[-1][1]["cut"] > 200).sum()), int((sent[-1][1]["image"] < 60).sum())
    for _ in range(20):
        trainer.dispatch(cement=0.1)
    content, arrays = sent[-1]
    assert meters(content)["cement"]["value"] == pytest.approx(4.0)
    assert int((arrays["cut"] > 200).sum()) > white + 30
    assert int((arrays["image"] < 60).sum()) > dark + 500
    assert texts.values(trainer.current_alt_text)["injected_ml"] == "4.0"
    assert len(trainer.state.actions) == 3
    assert content["state"]["verdicts"] == []


@pytest.mark.slow
def test_the_scan_judges_and_the_procedure_is_kept_and_opened(trainer, sent):
    for action in ({"volume": 2.4}, {"down": True}, {"cement": 1.9}, {"scan": True}):
        trainer.dispatch(**action)
    state = sent[-1][0]["state"]
    assert [one["criterion"] for one in state["verdicts"]][:3] == ["height", "balloon_pressure", "cavity_fill"]
    actions = trainer.state.actions
    trainer.dispatch(reset=True)
    trainer.dispatch(load=state["saved"])
    assert trainer.state.actions == actions
    assert not trainer.state.scanned


def test_each_action_can_be_taken_back(trainer):
    start = trainer.state
    trainer.dispatch(volume=1.5)
    trainer.dispatch(down=True)
    trainer.dispatch(cement=0.5)
    for _ in range(3):
        trainer.dispatch(undo=True)
    assert trainer.state.actions == () or trainer.state == start
    assert trainer.dispatch(undo=True)


def _anothers():
    other = Subject.of(fracture.of_patient(mrs_a(), "L2", 3.0))
    return procedure.dump(ActionLog("kyphoplasty", (BalloonAction("inflate", 1.0),), other, KYPHOPLASTY))


@each_row(
    ("action", "named"),
    [
        ({"volume": 9}, "9"),
        ({"lies": "standing"}, "standing"),
        ({"placement": "left"}, "left"),
        ({"q": 1}, "q"),
        ({"look": "oblique"}, "oblique"),
        ({"cement": 0.2}, "balloons-in-the-way"),
        ({"load": "{}"}, "not-a-saved-procedure"),
        ({"load": json.dumps({"check": 1, "plan": {}})}, "not-a-saved-procedure"),
    ],
)
def test_what_is_not_possible_is_said_and_changes_nothing(trainer, action, named):
    before = trainer.state
    with refused(InputError, named):
        trainer.dispatch(**action)
    assert trainer.state == before


def test_another_levels_procedure_is_not_opened_here(trainer):
    with refused(InputError, "procedure-of-another-patient"):
        trainer.dispatch(load=_anothers())


def test_where_nothing_runs_there_is_a_picture_and_a_sentence(trainer):
    assert_has_still(trainer)
