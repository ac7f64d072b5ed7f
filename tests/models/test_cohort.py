"""The cascade: chance belongs to the person, a policy changes only what it acts on."""

import numpy as np
from refusals import refused

from vertebra.errors import InputError
from vertebra.models.epidemiology import cohort
from vertebra.models.epidemiology.cohort import TreatmentPolicy

PEOPLE = cohort.sample_cohort(5000, 74, z_mean=-1)


def test_the_same_seed_gives_the_same_lives_and_another_seed_others() -> None:
    first, again, other = (
        cohort.simulate_cohort(PEOPLE),
        cohort.simulate_cohort(PEOPLE),
        cohort.simulate_cohort(PEOPLE, seed=2),
    )
    assert np.array_equal(first.fractured, again.fractured)
    assert not np.array_equal(first.fractured, other.fractured)


def test_no_one_breaks_for_the_first_time_because_of_an_effective_drug() -> None:
    without = cohort.simulate_cohort(PEOPLE).fractured.any(axis=0)
    treated = cohort.simulate_cohort(PEOPLE, TreatmentPolicy("zoledronate", "everyone", 10)).fractured.any(axis=0)
    assert not (treated & ~without).any()
    assert treated.sum() < 0.6 * without.sum()


def test_a_drug_for_the_fractured_spares_no_first_fracture() -> None:
    without, after = (
        cohort.simulate_cohort(PEOPLE),
        cohort.simulate_cohort(PEOPLE, TreatmentPolicy("zoledronate", "fractured", 10)),
    )
    assert after.ever_fractured_percent == without.ever_fractured_percent
    assert after.fractures_per_year.sum() < without.fractures_per_year.sum()


def test_treatment_lasts_as_long_as_it_is_given() -> None:
    outcome = cohort.simulate_cohort(PEOPLE, TreatmentPolicy("alendronate", "everyone", 3))
    assert outcome.treated[0].all()
    assert outcome.treated[2].any()
    assert not outcome.treated[3:].any()


def test_the_dead_stay_dead_and_break_nothing() -> None:
    outcome = cohort.simulate_cohort(PEOPLE)
    assert not (outcome.alive[1:] & ~outcome.alive[:-1]).any()
    assert not (outcome.fractured[1:] & ~outcome.alive[:-1]).any()


def test_a_higher_mortality_ratio_costs_lives() -> None:
    low, high = (cohort.simulate_cohort(PEOPLE, mortality_ratio=ratio).deaths_percent for ratio in (1, 3))
    assert high > low


def test_bad_values_are_named() -> None:
    with refused(InputError, "0", "1"):
        TreatmentPolicy("zoledronate", taken_fraction=2)
    with refused(InputError, "nobody"):
        TreatmentPolicy("zoledronate", who="nobody")  # type: ignore[arg-type]
    with refused(InputError, "1", "15"):
        cohort.simulate_cohort(PEOPLE, years=30)
