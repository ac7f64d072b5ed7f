"""The simulated cohort against published rates."""

import numpy as np
import pytest
from rows import each_row

from vertebra import tables
from vertebra.models.epidemiology import cohort, risk


@each_row(("sex", "percent"), [("female", 2.9), ("male", 1.4)])
def test_a_year_at_77_breaks_as_many_as_in_the_european_study(sex: str, percent: float) -> None:
    """Felsenberg 2002. The cohort mixes people with and without earlier fractures as in the population."""
    assert _mixed_percent(sex) == pytest.approx(percent, abs=0.4)


def _mixed_percent(sex: str) -> float:
    table = tables.table("vertebral_fracture_prevalence")
    fractured = np.interp(77.5, table.numbers("age_years"), table.numbers("prevalence_percent")) / 100
    one, two = tables.value("fractured_with_one_fraction"), tables.value("fractured_with_two_fraction")
    shares = [1 - fractured, fractured * one, fractured * two, fractured * (1 - one - two)]
    groups = [cohort.sample_cohort(100_000, 77, sex, fractures_n=number) for number in range(4)]  # type: ignore[arg-type]
    percents = [cohort.simulate_cohort(group, years=1).ever_fractured_percent for group in groups]
    return sum(share * percent for share, percent in zip(shares, percents, strict=True))


def test_the_year_after_a_new_fracture() -> None:
    """Lindsay 2001: 19.2 % (13.6 to 24.8), placebo arms, mean age 74.

    Shares of one, two and more fractures, falling evenly, such that another trial's placebo arm makes its 14 % in 21
    months.
    """
    rates = tables.table("prevalent_fracture_number").numbers("new_fracture_percent")
    tilts = [np.exp(-slope * np.arange(3)) for slope in np.linspace(-2, 4, 601)]
    shares = min((tilt / tilt.sum() for tilt in tilts), key=lambda mix: abs(mix @ rates - 14))
    groups = [cohort.sample_cohort(50_000, 74, z_mean=-1, z_sd=0, fractures_n=n, years_since=0) for n in (1, 2, 3)]
    percents = np.array([cohort.simulate_cohort(group, years=1).ever_fractured_percent for group in groups])
    assert 13.6 <= shares @ percents <= 24.8


@each_row("number", [0, 1, 3])
def test_a_year_of_the_cohort_is_a_year_of_the_risk_model(number: int) -> None:
    since = 0.0 if number else None
    group = cohort.sample_cohort(200_000, 70, z_mean=-1, z_sd=0, fractures_n=number, years_since=since)
    expected = 100 * risk.one_year_risk(risk.RiskProfile(70, "female", -1.0, number, since)).value
    assert cohort.simulate_cohort(group, years=1).ever_fractured_percent == pytest.approx(expected, rel=0.05)
