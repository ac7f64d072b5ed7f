"""The risk explorer answers as the risk model does."""

from dataclasses import replace

import numpy as np
import pytest
from refusals import refused
from widgets_shown import assert_has_still

from vertebra import texts
from vertebra.errors import InputError
from vertebra.models.epidemiology import risk
from vertebra.patient import Fracture, Patient
from vertebra.widgets.risk import RiskExplorer

PATIENT = Patient(74, "female", t_score=-2.8, fractures=(Fracture("L1", grade=2, weeks_ago=3),), seed=1)


def test_it_opens_on_the_patient_a_year_ahead(sent, tell):
    tell(RiskExplorer(PATIENT), None)
    content, arrays = sent[0]
    found = risk.one_year_risk(risk.risk_profile(PATIENT))
    assert content["state"]["people"] == [round(100 * end) for end in (found.value, found.low, found.high)]
    assert content["state"]["fractures"] == 1
    curve = risk.incidence_curve(risk.risk_profile(PATIENT))
    np.testing.assert_allclose(arrays["rates"], curve.per_1000_years, rtol=1e-6)
    assert (arrays["low"] < arrays["rates"]).all()
    assert (arrays["rates"] < arrays["high"]).all()


@pytest.mark.parametrize(
    ("action", "changed"),
    [
        ({"age": 82}, {"age_years": 82}),
        ({"z": 1.5}, {"z_score": 1.5}),
        ({"fractures": 3}, {"fractures_n": 3}),
        ({"since": 5}, {"years_since": 5}),
        ({"sex": "male"}, {"sex": "male"}),
    ],
)
def test_each_control_sets_what_it_names(sent, tell, action, changed):
    explorer = RiskExplorer(PATIENT)
    tell(explorer, action)
    wanted = replace(risk.risk_profile(PATIENT), **changed)
    assert explorer.state.person == wanted
    assert sent[0][0]["state"]["people"][0] == round(100 * risk.one_year_risk(wanted).value)
    assert ("rates" in sent[0][1]) == (action != {"age": 82}), "the curve goes out only where it is another"


def test_ten_years_ahead(sent, tell):
    explorer = RiskExplorer(PATIENT)
    tell(explorer, {"years": 10})
    assert sent[0][0]["state"]["people"][0] == round(100 * risk.ten_year_risk(risk.risk_profile(PATIENT)).value)
    assert texts.values(sent[0][0]["sentence"])["years"] == "10"


@pytest.mark.parametrize(
    ("action", "named"),
    [({"age": 40}, "40"), ({"z": -9}, "-9"), ({"fractures": 7}, "7"), ({"years": 3}, "3"), ({"smoking": 1}, "smoking")],
)
def test_what_is_not_possible_is_said_and_changes_nothing(sent, tell, action, named):
    explorer = RiskExplorer(PATIENT)
    tell(explorer, action)
    with refused(InputError, named):
        explorer.update(explorer.state, action)
    assert sent[-1][0]["kind"] == "error"
    assert explorer.state == explorer.initial_state()


def test_a_patient_for_whom_there_are_no_rates_is_refused():
    with refused(InputError, "age"):
        RiskExplorer(Patient(30, "female"))


def test_where_nothing_runs_there_is_a_picture_and_a_sentence():
    assert_has_still(RiskExplorer(PATIENT))
