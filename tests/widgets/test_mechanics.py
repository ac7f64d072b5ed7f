"""The load-strength explorer answers as the mechanics does."""

import numpy as np
import pytest
from refusals import refused
from sentences import said
from widgets_shown import assert_has_still, meter_values

from vertebra.errors import InputError
from vertebra.models import anatomy
from vertebra.models.experiments.loading import COARSE_MM, with_density
from vertebra.models.mechanics import CompressionTest
from vertebra.models.mechanics.loads import TASKS, spinal_load
from vertebra.patient import Fracture, Patient
from vertebra.widgets.mechanics import LoadStrengthExplorer, LoadStrengthState

PATIENT = Patient(74, "female", t_score=-2.8, fractures=(Fracture("L1", grade=2, weeks_ago=3),), seed=1)


@pytest.fixture(scope="module")
def vertebra():
    return anatomy.build(PATIENT, "L1", 1.0)


@pytest.mark.slow
def test_it_opens_with_the_task_and_the_strength_that_the_model_gives(sent, tell, vertebra):
    tell(LoadStrengthExplorer(PATIENT, task="lift"), None)
    content, arrays = sent[0]
    task = spinal_load(PATIENT, TASKS["lift"], "L1")
    assert content["state"]["load"] == round(task.force_n)
    state = CompressionTest(vertebra).apply_load(round(task.force_n), round(task.forward_mm, 1))
    assert meter_values(content)["strength"] == pytest.approx(state.strength_n)
    assert meter_values(content)["factor-of-risk"] == pytest.approx(round(task.force_n) / state.strength_n)
    z_mm, share = state.shell_fraction()
    np.testing.assert_allclose(arrays["heights"], z_mm, rtol=1e-5)
    np.testing.assert_allclose(arrays["share"], 100 * share, rtol=1e-4)
    assert not content["state"]["coarse"]


@pytest.mark.slow
def test_the_plane_has_its_front_on_the_left_and_its_outline_in_it(sent, tell):
    explorer = LoadStrengthExplorer(PATIENT)
    tell(explorer, {"forward": 12})
    plane, failing = sent[0][1]["plane"], sent[0][1]["failing"]
    front, back = plane[:, : plane.shape[1] // 2], plane[:, plane.shape[1] // 2 :]
    assert front[front > 0].mean() > 1.5 * back[back > 0].mean(), "a load in front strains the front"
    assert failing.shape == plane.shape
    assert failing[:, : plane.shape[1] // 2].sum() > 4 * failing[:, plane.shape[1] // 2 :].sum()


def test_twice_the_load_is_twice_the_risk_and_the_same_strength(sent, tell):
    explorer = LoadStrengthExplorer(PATIENT)
    tell(explorer, {"load": 600})
    tell(explorer, {"load": 1200})
    (first, _), (second, _) = sent
    assert meter_values(second)["strength"] == pytest.approx(meter_values(first)["strength"])
    assert meter_values(second)["factor-of-risk"] == pytest.approx(2 * meter_values(first)["factor-of-risk"])
    assert second["state"]["task"] == ""


@pytest.mark.slow
def test_another_density_is_coarse_at_first_and_then_refined(sent, tell):
    explorer = LoadStrengthExplorer(PATIENT)
    tell(explorer, {"density": 141})
    tell(explorer, {"refine": True})
    (coarse, arrays), (fine, _) = sent
    assert coarse["state"]["density"] == 140
    assert coarse["state"]["coarse"]
    assert not fine["state"]["coarse"]
    assert meter_values(coarse)["strength"] == pytest.approx(meter_values(fine)["strength"], rel=0.15)
    exact = CompressionTest(with_density(anatomy.build(PATIENT, "L1", COARSE_MM), 1.4)).apply_load(
        explorer.state.load_n
    )
    np.testing.assert_allclose(arrays["share"], 100 * exact.shell_fraction()[1], rtol=0.01)
    assert meter_values(coarse)["strength"] == pytest.approx(exact.strength_n, rel=0.05), "the estimate is a loose one"


@pytest.mark.slow
def test_strength_at_another_place_is_an_estimate_at_first_and_then_found(sent, tell, vertebra):
    explorer = LoadStrengthExplorer(PATIENT)
    tell(explorer, {"forward": 12})
    tell(explorer, {"refine": True})
    (first, _), (then, _) = sent
    assert first["state"]["coarse"]
    assert not then["state"]["coarse"]
    crushed = CompressionTest(vertebra).apply_load(500, 12).strength_n
    assert meter_values(then)["strength"] == pytest.approx(crushed, rel=1e-3)
    assert meter_values(first)["strength"] == pytest.approx(crushed, rel=0.12)


def test_density_is_taken_from_the_core_and_not_from_the_shell(vertebra):
    half = with_density(vertebra, 0.5)
    core = vertebra.shell_fraction == 0
    np.testing.assert_allclose(half.density_mg_cm3[core], 0.5 * vertebra.density_mg_cm3[core], rtol=1e-5)
    walls = vertebra.shell_fraction > 0.999
    np.testing.assert_allclose(half.density_mg_cm3[walls], vertebra.density_mg_cm3[walls], rtol=1e-5)


def test_a_task_sets_load_and_place():
    explorer = LoadStrengthExplorer(PATIENT)
    sentence = explorer.dispatch(task="bend")
    assert sentence.startswith(TASKS["bend"].words.capitalize())
    assert explorer.state.load_n > 1.5 * LoadStrengthExplorer(PATIENT, task="stand").state.load_n
    assert not said(sentence, "bone-fails")
    assert said(explorer.dispatch(load=4000), "bone-fails")


@pytest.mark.parametrize(
    ("action", "named"),
    [
        ({"load": -4}, "-4"),
        ({"load": "much"}, "much"),
        ({"forward": 99}, "99"),
        ({"density": 20}, "20"),
        ({"task": "fly"}, "fly"),
        ({"colour": 3}, "colour"),
    ],
)
def test_what_is_not_possible_is_said_and_changes_nothing(sent, tell, action, named):
    explorer = LoadStrengthExplorer(PATIENT)
    tell(explorer, action)
    with refused(InputError, named):
        explorer.update(LoadStrengthState(400, 0), action)
    assert sent[-1][0]["kind"] == "error"
    assert explorer.state == explorer.initial_state()


def test_where_nothing_runs_there_is_a_picture_and_a_sentence():
    assert_has_still(LoadStrengthExplorer(PATIENT))
