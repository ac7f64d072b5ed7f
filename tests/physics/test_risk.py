"""The risk model against published rates; the last three were not used in building it."""

import numpy as np
import pytest
from rows import each_row

from vertebra import tables
from vertebra.models.epidemiology import risk


@each_row(("years", "ratio"), [(1, 2.7), (10, 1.4)])
def test_the_effect_of_a_recent_fracture_fades_as_followed_in_iceland(years: float, ratio: float) -> None:
    assert risk.recency_ratio(years) == pytest.approx(ratio)


def test_rotterdam_rates_are_of_the_same_size() -> None:
    """Van der Klift 2002: per 1000 years, women 7.8 at 55 to 65 and 19.6 over 75; men 5.2 and 9.3. Within a factor of
    two."""
    for sex, ages, published in (
        ("female", (55, 65), 7.8),
        ("female", (75, 85), 19.6),
        ("male", (55, 65), 5.2),
        ("male", (75, 85), 9.3),
    ):
        ours = risk.population_incidence(np.linspace(*ages, 11), sex).mean()  # type: ignore[arg-type]
        assert published / 2 < ours < published * 2


def test_fifteen_years_are_overestimated_by_less_than_a_factor_of_two() -> None:
    """Cauley 2007, women of 68.8, survivors: 14.2 % without, 41.4 % with a fracture at the start. Ours counts the dying
    too."""
    without = risk.risk_within(risk.RiskProfile(68.8), 15).value
    one, two = tables.value("fractured_with_one_fraction"), tables.value("fractured_with_two_fraction")
    shares = np.array([one, two, 1 - one - two])
    with_fracture = shares @ np.array(
        [risk.risk_within(risk.RiskProfile(68.8, "female", -0.6, n), 15).value for n in (1, 2, 3)]
    )
    assert 0.142 / 2 < without < 0.142 * 2
    assert 0.414 / 1.5 < with_fracture < 0.414 * 1.5
