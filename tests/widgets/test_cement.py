"""The cement trainer tells what the model does, hides what an operator can't know, and takes nothing impossible."""

import json

import pytest
from refusals import refused
from rows import each_row
from sentences import said
from widgets_shown import assert_has_still, meters

from vertebra import texts
from vertebra.errors import InputError
from vertebra.lab import mrs_a
from vertebra.models import procedure
from vertebra.views import ct_stack
from vertebra.widgets import trainer_results
from vertebra.widgets.autosave import Place
from vertebra.widgets.cement import CementTrainer


@pytest.fixture(scope="module")
def trainer():
    return CementTrainer(mrs_a())


@pytest.fixture(autouse=True)
def fresh(trainer, sent):
    trainer.dispatch(reset=True)
    sent.clear()


def test_it_opens_with_a_needle_and_no_cement(trainer, sent, tell):
    tell(trainer, None)
    content, arrays = sent[-1]
    assert arrays["image"].shape == (384, 384)
    assert arrays["image"].std() > 20
    assert content["state"]["ml"] == 0
    assert "ct_grey" not in arrays
    assert content["state"]["verdicts"] == []


def test_injecting_adds_cement_pressure_and_a_darker_picture(trainer, sent):
    trainer.dispatch(flow=0.2)
    for _ in range(4):
        trainer.dispatch(inject=2)
    state = sent[-1][0]["state"]
    assert state["ml"] == pytest.approx(1.6)
    assert state["steps"] == 1
    assert meters(sent[-1][0])["syringe"]["value"] > 0
    before, after = (letter[1]["image"].astype(float) for letter in (sent[0], sent[-1]))
    middle = (slice(150, 230), slice(150, 230))
    dark = [int((picture[middle] < 25).sum()) for picture in (before, after)]
    assert dark[1] > dark[0] + 100


@pytest.mark.slow
def test_leaks_are_told_only_after_the_scan(trainer, sent):
    trainer.dispatch(move=-16)
    trainer.dispatch(flow=0.2)
    sentence = trainer.dispatch(inject=30)
    assert not said(sentence, "cement-outside-bone")
    assert not any(texts._("canal") in str(value) for value in sent[-1][0]["state"].values())
    sentence = trainer.dispatch(scan=True)
    assert said(sentence, "cement-outside-bone")
    content, arrays = sent[-1]
    assert {"ct_grey", "ct_parts"} <= set(arrays)
    shown, parts = content["state"], arrays["ct_parts"]
    field = trainer.outcome(trainer.state).cement
    worst = ct_stack.worst_leak_mm([leak for leak in field.leaks() if leak.compartment != "small vessels"])
    assert shown["ct"]["open_at"] == pytest.approx(worst, abs=0.01)
    x, y, z = (
        round((at - start) / step)
        for at, start, step in zip(worst, shown["ct"]["origin"], shown["ct"]["spacing"], strict=True)
    )
    leak = ct_stack.PARTS["leak"][0]
    assert parts[x, y, z] & leak, "the CT opens where leaked cement is"
    assert shown["level"] == "bad"
    assert shown["summary"]
    assert [one["criterion"] for one in content["state"]["verdicts"]] == [
        one.criterion for one in procedure.assess(trainer.outcome(trainer.state))
    ]


@pytest.mark.slow
def test_a_cleft_is_another_bone_and_leads_cement_out_in_front(trainer, sent):
    trainer.dispatch(cleft=True)
    assert said(trainer.dispatch(flow=0.2), "bone-has-cleft")
    trainer.dispatch(inject=20)
    with refused(InputError, "cement-in-bone"):
        trainer.dispatch(cleft=False)
    in_cleft = trainer.outcome(trainer.state).injected.leaked_ml["paravertebral"]
    trainer.dispatch(scan=True)
    kept = sent[-1][0]["state"]["saved"]
    for _ in ("scan", "inject"):
        trainer.dispatch(undo=True)
    trainer.dispatch(cleft=False)
    trainer.dispatch(inject=20)
    assert trainer.outcome(trainer.state).injected.leaked_ml["paravertebral"] < in_cleft - 0.02
    trainer.dispatch(load=kept)
    assert trainer.state.cleft
    assert trainer.outcome(trainer.state).injected.leaked_ml["paravertebral"] == in_cleft


def test_undo_takes_the_last_action_back(trainer, sent):
    trainer.dispatch(inject=5)
    trainer.dispatch(wait=30)
    trainer.dispatch(undo=True)
    assert sent[-1][0]["state"]["time"] == pytest.approx(5)
    trainer.dispatch(undo=True)
    assert sent[-1][0]["state"]["ml"] == 0
    trainer.dispatch(undo=True)


def test_a_kept_procedure_opens_again(trainer, sent):
    trainer.dispatch(inject=5)
    trainer.dispatch(scan=True)
    text = sent[-1][0]["state"]["saved"]
    trainer.dispatch(reset=True)
    trainer.dispatch(load=text)
    assert sent[-1][0]["state"]["ml"] == pytest.approx(0.5)
    other = json.loads(text)
    other["log"]["equipment"]["cement"] = "high"
    with refused(InputError, "procedure-damaged"):
        trainer.dispatch(load=json.dumps(other))
    assert trainer.state.actions


@each_row(
    ("action", "named"),
    [
        ({"flow": 5}, "5"),
        ({"view": "oblique"}, "oblique"),
        ({"inject": -2}, "-2"),
        ({"move": 39}, "opening-would-leave-bone"),
        ({"load": "x"}, "not-a-saved-procedure"),
        ({"q": 1}, "q"),
    ],
)
def test_what_is_not_possible_is_said_and_changes_nothing(trainer, action, named):
    before = trainer.state
    with refused(InputError, named):
        trainer.dispatch(**action)
    assert trainer.state == before


def test_where_nothing_runs_there_is_a_picture_and_a_sentence(trainer):
    assert_has_still(trainer)


def test_a_judged_injection_is_kept_as_the_best_so_far_where_the_trainer_saves_itself(tmp_path):
    widget = CementTrainer(mrs_a())
    widget.memory.save_at(Place(tmp_path / ".vertebra" / "widgets" / "08" / "cell-CementTrainer-1.json"))
    widget.dispatch(inject=5)
    widget.dispatch(scan=True)
    (result,) = trainer_results.best(tmp_path)
    assert (result["lesson"], result["title"]) == ("08", CementTrainer.title)
    assert 0 <= result["passed"] <= result["of"]
    widget.dispatch(scan=False)
    widget.dispatch(scan=True)
    assert trainer_results.best(tmp_path)[0]["times"] == 2
