"""The cascade explorer tells what the microsimulation counts."""

import numpy as np
import pytest
from refusals import refused
from rows import each_row
from sentences import said
from widgets_shown import assert_has_still, meter_values

from vertebra import texts
from vertebra.errors import InputError
from vertebra.models.epidemiology.cohort import TreatmentPolicy, cohort_like, simulate_cohort
from vertebra.patient import Fracture, Patient
from vertebra.widgets.cohort import CascadeExplorer

PATIENT = Patient(74, "female", 158, 58, t_score=-2.8, fractures=(Fracture("L1", grade=2, weeks_ago=3),), seed=1)


def test_its_curves_and_numbers_are_those_of_the_model(sent, tell):
    tell(CascadeExplorer(PATIENT), None)
    content, arrays = sent[0]
    people = cohort_like(PATIENT)
    plain, treated = (
        simulate_cohort(people, policy, years=10)
        for policy in (TreatmentPolicy(), TreatmentPolicy("zoledronate", years=3))
    )
    ever = [1000 * np.logical_or.accumulate(one.fractured, axis=0).mean(axis=1) for one in (plain, treated)]
    np.testing.assert_allclose(arrays["plain"][1:], ever[0], rtol=1e-6)
    np.testing.assert_allclose(arrays["treated"][1:], ever[1], rtol=1e-6)
    assert meter_values(content)["spared"] == pytest.approx(ever[0][4] - ever[1][4])


def test_without_a_drug_one_number_is_said():
    explorer = CascadeExplorer(PATIENT)
    assert not said(explorer.current_alt_text, "cohort-without-drug")
    explorer.dispatch(treatment="none")
    assert len(said(explorer.current_alt_text, "cohort-without-drug")) == 1


def test_nobody_is_spared_by_a_drug_that_nobody_takes(sent):
    explorer = CascadeExplorer(PATIENT)
    explorer.dispatch(taken=0)
    assert meter_values(sent[-1][0])["spared"] == 0
    explorer.dispatch(taken=100)
    everyone = meter_values(sent[-1][0])["spared"]
    explorer.dispatch(taken=50)
    assert 0.4 * everyone < meter_values(sent[-1][0])["spared"] < 0.6 * everyone


def test_looking_further_counts_more_and_runs_nothing_anew(sent):
    explorer = CascadeExplorer(PATIENT)
    explorer.dispatch(years=1)
    explorer.dispatch(years=10)
    one, ten = (meter_values(letter[0]) for letter in sent)
    assert one["untreated"] < ten["untreated"]
    assert texts.values(explorer.current_alt_text)["years"] == 10


@each_row(
    ("action", "named"),
    [({"years": 40}, "40"), ({"treatment": "tea"}, "tea"), ({"taken": 120}, "120"), ({"q": 1}, "q")],
)
def test_what_is_not_possible_is_said_and_changes_nothing(action, named):
    explorer = CascadeExplorer(PATIENT)
    with refused(InputError, named):
        explorer.dispatch(**action)
    assert explorer.state == explorer.initial_state()


def test_where_nothing_runs_there_is_a_picture_and_a_sentence():
    assert_has_still(CascadeExplorer(PATIENT))
