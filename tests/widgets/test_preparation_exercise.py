"""The checklist: answers come to who asks, the sheet is judged when it is closed, and a kept one comes back."""

import json

import pytest
from refusals import refused

from vertebra.errors import InputError
from vertebra.models.case.preparation import sample_preparation
from vertebra.models.preparation.exercise import assess
from vertebra.views import preparation as view
from vertebra.widgets.preparation import PAUSES_H, RESTARTS_H, PreparationExercise

ASKED = ("drug", "last dose", "kidneys", "coagulation", "allergy")


@pytest.fixture
def widget():
    return PreparationExercise()


def state_of(sent):
    return sent[-1][0]["state"]


def take(widget, *steps):
    for step in steps:
        widget.dispatch(do=step)


def test_only_what_is_asked_is_answered(widget, sent, tell):
    tell(widget, None)
    assert not any(step["answer"] for step in state_of(sent)["steps"])
    take(widget, "kidneys")
    found = {step["step"]: step for step in state_of(sent)["steps"]}
    assert found["kidneys"]["done"] == 1
    assert found["kidneys"]["answer"]
    assert not found["drug"]["answer"]


def test_a_closed_sheet_is_judged_by_the_model_and_changes_no_more(widget, sent):
    take(widget, *ASKED)
    widget.dispatch(verdict="go", pause_h=72, restart_h=24, antibiotic="cefazolin", lidocaine_ml=26)
    assert state_of(sent)["rows"] == []
    widget.dispatch(close=True)
    found = assess(sample_preparation(0).to_prepare, widget.state.steps, widget.state.orders)
    assert [row["good"] for row in state_of(sent)["rows"]] == [one.passed for one in found]
    assert all(row["words"] for row in state_of(sent)["rows"])
    assert state_of(sent)["passed"] == sum(one.passed for one in found)
    with refused(InputError, "sheet-closed"):
        widget.dispatch(do="pause")
    widget.dispatch(reset=True)
    assert widget.state == PreparationExercise().initial_state()


def test_steps_come_once_and_the_last_is_taken_back(widget):
    take(widget, "drug", "allergy")
    with refused(InputError, "step-done"):
        widget.dispatch(do="drug")
    widget.dispatch(undo=True)
    assert widget.state.steps == ("drug",)


def test_another_patient_begins_afresh(widget, sent):
    take(widget, "drug")
    before = state_of(sent)["who"]
    widget.dispatch(next=True)
    assert (widget.state.number, widget.state.steps) == (1, ())
    assert state_of(sent)["who"] != before


def test_a_kept_sheet_comes_back_as_it_was(widget, sent):
    take(widget, "allergy", "drug")
    widget.dispatch(lidocaine_ml=20, antibiotic="none")
    kept, was = state_of(sent)["saved"], widget.state
    widget.dispatch(reset=True)
    widget.dispatch(load=kept)
    assert widget.state == was
    other = PreparationExercise(number=3)
    with refused(InputError, "sheet-of-another-patient"):
        other.dispatch(load=kept)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{",
        "[]",
        "null",
        "1",
        '{"format": "x"}',
        "[" * 9000,
        json.dumps({"format": "vertebra-preparation", "number": 0}),
    ],
)
def test_a_file_that_is_no_sheet_changes_nothing(widget, text):
    take(widget, "drug")
    was = widget.state
    with refused(InputError, "not-a-sheet"):
        widget.dispatch(load=text)
    assert widget.state == was


@pytest.mark.parametrize(
    "change",
    [{"steps": ["drug", "drug"]}, {"steps": ["garlic"]}, {"steps": [7]}, {"steps": [["drug"]]}, {"orders": {}}],
)
def test_a_damaged_sheet_is_refused(widget, sent, change):
    take(widget, "drug")
    kept = json.loads(state_of(sent)["saved"]) | change
    was = widget.state
    with pytest.raises(InputError):
        widget.dispatch(load=json.dumps(kept))
    assert widget.state == was


def test_every_right_pause_and_restart_can_be_chosen():
    from vertebra.models.preparation.exercise import SPARE_PAUSE_H, plan_of

    for number in range(40):
        plan = plan_of(sample_preparation(number).to_prepare)
        if not plan.pause_h:
            continue
        assert any(plan.pause_h <= hours <= plan.pause_h + SPARE_PAUSE_H for hours in PAUSES_H), number
        assert any(plan.restart_h[0] <= hours <= plan.restart_h[1] for hours in RESTARTS_H), number


def test_each_criterion_and_step_has_its_words(widget):
    for number in range(6):
        case = sample_preparation(number)
        for one in assess(case.to_prepare, (), widget.state.orders):
            assert view.reason(one)
            assert view.CRITERIA[one.criterion]
    assert widget.static_png(widget.state).startswith(b"\x89PNG")


@pytest.mark.parametrize(
    ("action", "named"), [({"do": "garlic"}, "garlic"), ({"q": 1}, "'q'"), ({"lidocaine_ml": 999}, "999")]
)
def test_what_is_not_possible_is_said(widget, action, named):
    with refused(InputError, named):
        widget.dispatch(**action)
    assert widget.state == widget.initial_state()
