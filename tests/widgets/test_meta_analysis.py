"""The forest explorer pools what is left in; the fall explorer counts what its people show."""

import numpy as np
import pytest
from refusals import refused
from rows import each_row
from sentences import said
from widgets_shown import assert_has_still, meter_values

from vertebra.errors import InputError
from vertebra.models.epidemiology import meta_analysis
from vertebra.widgets.meta_analysis import ForestExplorer
from vertebra.widgets.pain import RegressionToMeanExplorer


def test_the_pool_is_that_of_the_trials_left_in(sent, tell):
    tell(ForestExplorer(), None)
    everything = meta_analysis.pool_trials(meta_analysis.trials())
    assert sent[-1][0]["state"]["pool"][0] == pytest.approx(everything.pooled.value)
    explorer = ForestExplorer()
    explorer.dispatch(toggle="VERTOS II")
    state = sent[-1][0]["state"]
    left = meta_analysis.pool_trials(meta_analysis.trials("sham"))
    assert state["pool"] == pytest.approx([left.pooled.value, left.pooled.low, left.pooled.high])
    assert {row["name"]: row["weight"] for row in state["trials"]}["VERTOS II"] is None
    assert sum(row["weight"] or 0 for row in state["trials"]) == pytest.approx(100)
    assert explorer.dispatch(toggle="VERTOS II") == ForestExplorer().current_alt_text


def test_both_models_both_times_and_groups(sent):
    explorer = ForestExplorer()
    explorer.dispatch(model="fixed", year=True, only="sham")
    expected = meta_analysis.pool_trials(meta_analysis.trials("sham", (11, 13)), "fixed").pooled
    assert sent[-1][0]["state"]["pool"][0] == pytest.approx(expected.value)
    assert [name for name, *_ in sent[-1][0]["state"]["without"]] == ["INVEST", "VERTOS IV", "VERTOS V"]


@pytest.mark.slow
def test_one_trial_or_none_is_no_pool(sent):
    explorer = ForestExplorer()
    assert said(explorer.dispatch(only="usual care"), "nothing-to-pool") == [{"n_chosen": 1}]
    assert sent[-1][0]["state"]["pool"] is None
    explorer.dispatch(toggle="VERTOS II")
    assert list(meter_values(sent[-1][0])) == ["patients"]
    assert explorer.static_png(explorer.state)[:4] == b"\x89PNG"


def test_both_arms_fall_alike_when_the_treatment_does_nothing(sent):
    explorer = RegressionToMeanExplorer()
    explorer.dispatch(door=7)
    state = sent[-1][0]["state"]
    shown = meter_values(sent[-1][0])
    cohort = meta_analysis.regression_to_the_mean(7)
    assert shown["treated"] == pytest.approx(cohort.mean_change_points(True))
    assert shown["treated"] > 2
    assert abs(shown["difference"]) < 0.3
    assert shown["treatment"] == 0
    before, after = state["means"][0]
    assert before - after == pytest.approx(shown["treated"])


def test_an_effect_is_the_difference_and_a_ritual_is_not(sent):
    explorer = RegressionToMeanExplorer()
    explorer.dispatch(ritual=1)
    ritual = meter_values(sent[-1][0])
    explorer.dispatch(effect=1.5)
    both = meter_values(sent[-1][0])
    assert abs(ritual["difference"]) < 0.2
    assert 1.0 < both["difference"] < 1.6
    assert both["ritual"] == pytest.approx(ritual["ritual"])


def test_the_people_drawn_stay_the_same_when_the_door_moves(sent):
    explorer = RegressionToMeanExplorer()
    for door in (2, 8):
        explorer.dispatch(door=door)
    np.testing.assert_array_equal(sent[0][1]["entry"], sent[1][1]["entry"])


@each_row(
    ("explorer", "action", "named"),
    [
        (ForestExplorer, {"toggle": "VAPOUR"}, "VAPOUR"),
        (ForestExplorer, {"model": "magic"}, "magic"),
        (ForestExplorer, {"only": "best"}, "best"),
        (ForestExplorer, {"q": 1}, "q"),
        (RegressionToMeanExplorer, {"door": 10}, "10"),
        (RegressionToMeanExplorer, {"effect": 9}, "9"),
        (RegressionToMeanExplorer, {"q": 1}, "q"),
    ],
)
def test_what_is_not_possible_is_said_and_changes_nothing(explorer, action, named):
    widget = explorer()
    with refused(InputError, named):
        widget.dispatch(**action)
    assert widget.state == widget.initial_state()


@pytest.mark.slow
def test_where_nothing_runs_there_are_pictures_and_sentences():
    for widget in (ForestExplorer(), RegressionToMeanExplorer()):
        assert_has_still(widget)
