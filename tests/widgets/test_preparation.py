"""The planner and the scatter map: what is chosen is what the models say, and what can't be is said."""

import numpy as np
import pytest
from refusals import refused
from widgets_shown import assert_has_still

from vertebra.errors import InputError
from vertebra.models.imaging import scatter
from vertebra.models.preparation.antithrombotics import PatientOnDrug, plan
from vertebra.widgets.antithrombotics import AntithromboticPlanner
from vertebra.widgets.scatter import ScatterExplorer

HER = PatientOnDrug("apixaban", "atrial fibrillation", 42, 10, 1.1, 240)


def test_the_planner_shows_what_the_model_plans(sent, tell):
    tell(AntithromboticPlanner(HER), None)
    state = sent[-1][0]["state"]
    found = plan(HER)
    assert (state["pause_h"], state["wait_h"], state["blockers"]) == (72, 62, ["drug"])
    assert state["restart_h"] == list(found.restart_h)
    assert [row["grave"] for row in state["readouts"]] == [True, True, False, False]
    assert {name for name, _shown in state["drugs"]} >= {"warfarin", "apixaban", "aspirin", "none"}
    assert [key for key, _words in state["advice"]] == ["drug", "no bridge"]


def test_each_control_changes_its_own_value(sent):
    planner = AntithromboticPlanner(HER)
    planner.dispatch(last=80)
    assert sent[-1][0]["state"]["ready"]
    planner.dispatch(drug="warfarin", reason="mechanical mitral valve", inr=2.4)
    state = sent[-1][0]["state"]
    assert (state["pause_h"], state["bridge"]) == (120, True)
    assert state["blockers"] == ["drug", "inr", "ask"]
    planner.dispatch(bleeding="low")
    assert sent[-1][0]["state"]["pause_h"] == 0


@pytest.mark.parametrize(
    ("widget", "action", "named"),
    [
        (AntithromboticPlanner, {"drug": "garlic"}, "'garlic'"),
        (AntithromboticPlanner, {"inr": 99}, "99"),
        (AntithromboticPlanner, {"q": 1}, "'q'"),
        (ScatterExplorer, {"distance": 5}, "5"),
        (ScatterExplorer, {"q": 1}, "'q'"),
        (ScatterExplorer, {"apron": "yes"}, "apron"),
    ],
)
def test_what_is_not_possible_is_said_and_changes_nothing(widget, action, named):
    made = widget()
    with refused(InputError, named):
        made.dispatch(**action)
    assert made.state == made.initial_state()


def test_the_map_is_sent_when_the_arm_turns_and_only_then(sent, tell):
    explorer = ScatterExplorer()
    tell(explorer, None)
    state, arrays = sent[-1][0]["state"], sent[-1][1]
    assert arrays["map"].shape == tuple(state["shape"])
    explorer.dispatch(distance=120, glasses=True)
    assert not sent[-1][1]
    assert sent[-1][0]["state"]["eyes"] == pytest.approx(scatter.operator_dose(explorer.state).eyes)
    explorer.dispatch(angle=-90)
    turned = sent[-1][1]["map"]
    assert turned.shape == arrays["map"].shape
    assert not np.allclose(turned, arrays["map"])


def test_to_the_detectors_side_and_a_step_back_lessens_the_eyes(sent):
    explorer = ScatterExplorer(angle_deg=90)
    explorer.dispatch(distance=60)
    tube = sent[-1][0]["state"]["eyes"]
    explorer.dispatch(angle=-90)
    detector = sent[-1][0]["state"]["eyes"]
    explorer.dispatch(distance=150)
    assert tube > 2 * detector > 4 * sent[-1][0]["state"]["eyes"]


@pytest.mark.slow
def test_where_nothing_runs_there_are_pictures_and_sentences():
    for widget in (AntithromboticPlanner(HER), ScatterExplorer()):
        assert_has_still(widget)
