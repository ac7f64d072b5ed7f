"""The risk model's parts, its interval, and what it refuses."""

import dataclasses
import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from refusals import refused
from rows import each_row

from vertebra import tables
from vertebra.errors import InputError
from vertebra.models.epidemiology import risk
from vertebra.patient import Fracture, Patient
from vertebra.tables import table

PEOPLE = st.builds(
    risk.RiskProfile,
    age_years=st.floats(50, 90),
    sex=st.sampled_from(["female", "male"]),
    z_score=st.floats(-4, 4),
    fractures_n=st.integers(0, 3),
    years_since=st.none() | st.floats(0, 60),
)


@given(PEOPLE)
@settings(max_examples=80, deadline=None)
def test_a_risk_is_a_probability_inside_its_interval(person: risk.RiskProfile) -> None:
    for years in (1, 10):
        found = risk.risk_within(person, years)
        assert 0 < found.low < found.value <= found.high <= 1


@given(PEOPLE)
@settings(max_examples=40, deadline=None)
def test_risk_grows_with_years_density_loss_and_fractures(person: risk.RiskProfile) -> None:
    now = risk.ten_year_risk(person).value
    assert risk.one_year_risk(person).value < now
    if person.z_score > -3:
        assert risk.ten_year_risk(dataclasses.replace(person, z_score=person.z_score - 1)).value > now
    if person.fractures_n < 3:
        assert risk.ten_year_risk(dataclasses.replace(person, fractures_n=person.fractures_n + 1)).value > now


def test_density_does_not_change_the_mean_of_the_population() -> None:
    z = np.random.default_rng(1).standard_normal(200_000)
    assert risk.density_factor(z).mean() == pytest.approx(1, abs=0.01)


def test_one_standard_deviation_doubles_the_rate_and_more() -> None:
    at_mean, below = (risk.annual_incidence(70, "female", z).value for z in (0, -1))
    assert below / at_mean == pytest.approx(tables.value("vertebral_rr_per_sd"))


def test_fractures_do_not_change_the_mean_of_the_population() -> None:
    """Those without and with 1, 2, 3 fractures, weighted by how many they are, make the published rate again."""
    prevalence = (
        np.interp(
            75,
            table("vertebral_fracture_prevalence").numbers("age_years"),
            table("vertebral_fracture_prevalence").numbers("prevalence_percent"),
        )
        / 100
    )
    one, two = tables.value("fractured_with_one_fraction"), tables.value("fractured_with_two_fraction")
    shares = np.array([1 - prevalence, *(prevalence * np.array([one, two, 1 - one - two]))])
    rates = [risk.annual_incidence(75, "female", 0, number).value for number in range(4)]
    whole = shares @ rates / risk.density_factor(0.0)
    assert whole == pytest.approx(risk.population_incidence(75, "female"), rel=1e-6)


def test_a_recent_fracture_counts_more_than_an_old_one() -> None:
    recent, dateless, old = (risk.annual_incidence(74, "female", -1, 1, since).value for since in (0.1, None, 20))
    assert recent > dateless > old > risk.annual_incidence(74, "female", -1, 0).value


def test_the_interval_widens_with_what_is_uncertain() -> None:
    def ratio(person: risk.RiskProfile) -> float:
        found = risk.incidence(person)
        return found.high / found.low

    average = risk.RiskProfile(70)
    assert ratio(dataclasses.replace(average, z_score=-3)) > ratio(average)
    assert ratio(dataclasses.replace(average, fractures_n=1)) > ratio(average)
    assert ratio(dataclasses.replace(average, treatment="teriparatide")) > ratio(average)


@each_row("drug", ["alendronate", "zoledronate", "denosumab", "teriparatide", "romosozumab"])
def test_a_treatment_multiplies_the_rate_by_its_trials_ratio(drug: str) -> None:
    untreated, treated = (risk.incidence(risk.RiskProfile(70, treatment=name)).value for name in ("none", drug))
    effect = risk.treatment_effect(drug)
    assert treated / untreated == pytest.approx(effect.risk_ratio.value)
    assert effect.treated_percent / effect.control_percent == pytest.approx(effect.risk_ratio.value, abs=0.03)
    assert effect.number_needed > 1


def test_a_treatment_works_only_while_it_was_tested() -> None:
    person = risk.RiskProfile(74, z_score=-1, fractures_n=1, years_since=0.1)
    treated = dataclasses.replace(person, treatment="zoledronate")
    assert risk.risk_within(treated, 3).value < 0.4 * risk.risk_within(person, 3).value
    assert risk.ten_year_risk(treated).value < risk.ten_year_risk(person).value
    assert risk.ten_year_risk(treated, treated_years=10).value < risk.ten_year_risk(treated).value
    untreated = risk.risk_within(treated, 3, treated_years=0)
    assert untreated.value == pytest.approx(risk.risk_within(person, 3).value)
    assert untreated.high == pytest.approx(risk.risk_within(person, 3).high)


def test_a_patient_becomes_a_profile() -> None:
    person = risk.risk_profile(
        Patient(74, t_score=-2.8, fractures=(Fracture("L1", 2, 3), Fracture("T8", 1, 500)), treatment="alendronate")
    )
    assert person.fractures_n == 2
    assert person.years_since == pytest.approx(3 / 52.18)
    assert person.z_score == pytest.approx(-1.04, abs=0.02)
    assert person.treatment == "alendronate"
    assert risk.risk_profile(Patient(74)).z_score == 0
    assert risk.risk_profile(Patient(74, vbmd_mg_cm3=60)).z_score < -1


@each_row(
    ("changed", "said"),
    [
        ({"age_years": 49}, "50"),
        ({"age_years": math.nan}, "50"),
        ({"sex": "cat"}, "cat"),
        ({"z_score": -9}, "-4"),
        ({"fractures_n": 7}, "7"),
        ({"years_since": -1}, "60"),
        ({"treatment": "aspirin"}, "aspirin"),
    ],
)
def test_bad_values_are_named(changed: dict, said: str) -> None:
    with refused(InputError, said):
        risk.RiskProfile(**{"age_years": 70, **changed})


def test_curves_and_horizons_keep_to_their_ranges() -> None:
    with refused(InputError, "50", "90"):
        risk.incidence_curve(risk.RiskProfile(70), [40, 60])
    with refused(InputError, "0", "15"):
        risk.risk_within(risk.RiskProfile(70), 40)
    curve = risk.incidence_curve(risk.RiskProfile(70))
    assert len(curve.ages_years) == 41
    assert np.all(curve.low < curve.per_1000_years)
