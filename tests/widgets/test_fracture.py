"""The collapse explorer shows heights that can be measured, and the grade only after one was given."""

import numpy as np
import pytest
from refusals import refused
from rows import each_row
from widgets_shown import assert_has_still

from vertebra import texts
from vertebra.errors import InputError
from vertebra.models import anatomy, fracture
from vertebra.patient import Patient
from vertebra.views import mechanics as view
from vertebra.widgets.fracture import CollapseExplorer

PATIENT = Patient(74, "female", t_score=-2.8, seed=1)


def heights(content):
    return [item["value"] for item in content["state"]["readouts"]]


def test_the_heights_are_those_of_the_calipers_and_of_the_intact_body(sent, tell):
    tell(CollapseExplorer(PATIENT), None)
    content, arrays = sent[0]
    assert heights(content) == pytest.approx([high - low for _, low, high in content["state"]["lines"]])
    intact = fracture.morphometry_heights(anatomy.build(PATIENT, "L1", 1.0))
    before = [item["limits"][0]["at"] for item in content["state"]["readouts"]]
    assert before == pytest.approx([intact.anterior_mm, intact.middle_mm, intact.posterior_mm])
    assert arrays["colours"].shape == (256, 3)


def test_the_grade_is_not_given_away(sent, tell):
    explorer = CollapseExplorer(PATIENT)
    tell(explorer, {"loss": 30})
    assert sent[0][0]["state"]["verdict"] == ""
    assert not {"grade", "losses"} & set(texts.values(sent[0][0]["sentence"]))
    assert [row["verdict"] for row in sent[0][0]["state"]["readouts"]] == ["", "", ""]
    tell(explorer, {"guess": 2})
    assert {"grade", "losses"} <= set(texts.values(sent[1][0]["sentence"]))
    assert all(row["verdict"] for row in sent[1][0]["state"]["readouts"])


@pytest.mark.slow
@pytest.mark.parametrize(("loss", "grade"), [(10, 0), (22, 1), (32, 2), (50, 3)])
@pytest.mark.parametrize(("way", "shape"), [("bend", "wedge"), ("straight", "biconcave"), ("fall", "crush")])
def test_a_guess_is_judged_by_the_height_that_is_lost_most(sent, tell, way, shape, loss, grade):
    explorer = CollapseExplorer(PATIENT)
    explorer.dispatch(way=way)
    explorer.dispatch(loss=loss)
    assert texts.values(explorer.dispatch(guess=grade))["grade"] == view.GRADES[grade]
    right = sent[-1][0]["state"]["verdict"]
    assert texts.values(right)["opening"].key == "grade-right"
    assert (texts._(shape) in right) == (grade > 0)
    explorer.dispatch(guess=(grade + 1) % 4)
    assert texts.values(sent[-1][0]["state"]["verdict"])["opening"].key == "grade-wrong"


def test_another_height_or_shape_asks_again():
    explorer = CollapseExplorer(PATIENT)
    explorer.dispatch(guess=1)
    explorer.dispatch(loss=40)
    assert explorer.state.guess is None
    explorer.dispatch(guess=2)
    explorer.dispatch(way="straight")
    assert explorer.state.guess is None


def test_the_picture_stands_still_while_the_body_is_lowered(sent, tell):
    explorer = CollapseExplorer(PATIENT)
    explorer.dispatch(loss=0)
    explorer.dispatch(loss=55)
    (first, before), (second, after) = sent
    assert first["state"]["origin"] == second["state"]["origin"]
    assert before["plane"].shape == after["plane"].shape
    assert np.count_nonzero(before["plane"] != after["plane"]) > 100


@each_row(("action", "named"), [({"loss": 80}, "80"), ({"way": "up"}, "up"), ({"guess": 4}, "4"), ({"x": 1}, "x")])
def test_what_is_not_possible_is_said(action, named):
    explorer = CollapseExplorer(PATIENT)
    with refused(InputError, named):
        explorer.dispatch(**action)
    assert explorer.state == explorer.initial_state()


def test_where_nothing_runs_there_is_a_picture_and_a_sentence():
    assert_has_still(CollapseExplorer(PATIENT), 5_000)
