"""The simulated cohort against published rates."""

import pytest
from rows import each_row

from vertebra.models.epidemiology import cohort, risk


@each_row("number", [0, 1, 3])
def test_a_year_of_the_cohort_is_a_year_of_the_risk_model(number: int) -> None:
    since = 0.0 if number else None
    group = cohort.sample_cohort(200_000, 70, z_mean=-1, z_sd=0, fractures_n=number, years_since=since)
    expected = 100 * risk.one_year_risk(risk.RiskProfile(70, "female", -1.0, number, since)).value
    assert cohort.simulate_cohort(group, years=1).ever_fractured_percent == pytest.approx(expected, rel=0.05)
