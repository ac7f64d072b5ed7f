"""What lessons 03 and 09 say in numbers is what the models find."""

import pytest

from vertebra import tables
from vertebra.lab import mrs_a
from vertebra.models import spine
from vertebra.models.epidemiology import cohort, meta_analysis, risk
from vertebra.models.experiments import restoration_curve as restoration


@pytest.fixture(scope="module")
def ends() -> dict[str, float]:
    """People in 1000 like Mrs A. with a new fracture within five years, by plan."""
    plans = {
        "none": cohort.TreatmentPolicy(),
        "zoledronate": cohort.TreatmentPolicy("zoledronate"),
        "few": cohort.TreatmentPolicy("zoledronate", taken_fraction=0.3),
        "few, longer": cohort.TreatmentPolicy("zoledronate", years=5, taken_fraction=0.3),
        "many": cohort.TreatmentPolicy("zoledronate", taken_fraction=0.8),
    }
    people = cohort.cohort_like(mrs_a())
    return {
        name: 10 * cohort.simulate_cohort(people, plan, years=5).ever_fractured_percent for name, plan in plans.items()
    }


def test_a_drug_for_three_years_spares_about_120_of_310_or_one_in_eight(ends):
    assert ends["none"] == pytest.approx(310, abs=10)
    spared = ends["none"] - ends["zoledronate"]
    assert spared == pytest.approx(120, abs=10)
    assert 1000 / spared == pytest.approx(8, abs=0.6)


def test_fewer_break_for_the_first_time_each_year_and_more_fractures_happen():
    plain = cohort.simulate_cohort(cohort.cohort_like(mrs_a()), years=5)
    first = (plain.fractured.cumsum(axis=0) == 1) & plain.fractured
    per_year = first.sum(axis=1)
    assert (per_year[1:] < per_year[:-1]).all()
    assert (plain.fractures_per_year[1:] > plain.fractures_per_year[:-1]).all()


def test_reaching_many_spares_more_than_treating_few_for_longer(ends):
    assert ends["few"] > ends["few, longer"] > ends["many"] + 20


def test_the_number_needed_in_the_trial_is_thirteen():
    assert round(risk.treatment_effect("zoledronate").number_needed) == 13


def test_a_low_wedge_carries_several_times_as_far_and_loads_two_thirds_more():
    low, high = spine.posture_change({"L1": 15}), spine.posture_change({"T8": 15})
    assert low.cobb_added_deg == high.cobb_added_deg
    assert low.plumb_line_mm > 3 * high.plumb_line_mm
    assert spine.level_compression(mrs_a(), {"L1": 15}, "L2").ratio == pytest.approx(1 + 2 / 3, abs=0.05)


def test_the_band_of_the_breath_is_wider_than_the_fall_with_three_fractures():
    none, three = spine.vital_capacity_percent(0), spine.vital_capacity_percent(3)
    assert none.high - none.low > none.value - three.value
    assert three.high > none.low


def told(name: str) -> tuple[float, float | None, float | None]:
    found = tables.quantity(name)
    return found.value, found.low, found.high


def rounded(found: meta_analysis.Estimate, digits: int) -> tuple[float, float, float]:
    return round(found.value, digits), round(found.low, digits), round(found.high, digits)


def test_the_trial_told_in_numbers_is_the_one_counted():
    asked = meta_analysis.compare_risks(24, 55, 12, 57)
    assert told("vapour_risk_ratio") == rounded(asked.risk_ratio, 2)
    assert told("vapour_risk_difference_points") == rounded(asked.risk_difference_pp, 1)
    assert asked.number_needed is not None
    assert told("vapour_number_needed_patients") == rounded(asked.number_needed, 1)
    everyone = meta_analysis.compare_risks(24, 61, 12, 59)
    assert told("vapour_missing_failed_difference_points") == rounded(everyone.risk_difference_pp, 1)


def test_doing_nothing_lowers_pain_by_more_than_two_points_and_more_behind_a_stricter_door():
    arms = (True, False)
    plain = [meta_analysis.regression_to_the_mean(5).mean_change_points(arm) for arm in arms]
    strict = [meta_analysis.regression_to_the_mean(7, sham_effect_points=0.5).mean_change_points(arm) for arm in arms]
    assert min(plain) > 2
    assert min(strict) > max(plain) + 0.5


def test_the_pool_hangs_on_the_open_trial():
    everything, sham = (
        meta_analysis.pool_trials(meta_analysis.trials()),
        meta_analysis.pool_trials(meta_analysis.trials("sham")),
    )
    assert everything.i2_percent == pytest.approx(75, abs=5)
    assert sham.i2_percent == pytest.approx(0, abs=0.5)
    assert sham.pooled.value == pytest.approx(0.6, abs=0.05)
    assert 0 < sham.pooled.low < sham.pooled.high < tables.value("minimal_important_difference_points")
    assert sham.pooled.value < 0.67 * everything.pooled.value
    early = meta_analysis.compare_groups(
        meta_analysis.trials("usual care", (0, 3)), meta_analysis.trials("sham", (0, 3))
    ).difference
    assert (round(early.value), *(round(end, 1) for end in (early.low, early.high))) == (2, 1.1, 3.0)
    assert rounded(meta_analysis.pool_trials(meta_analysis.trials("sham", (0, 3))).pooled, 1)[::2] == (0.5, 1.1)


def test_a_trial_of_new_fractures_needs_nearly_400_in_each_arm():
    assert meta_analysis.patients_per_arm(100 * 21 / 85, 100 * 15 / 91) == pytest.approx(390, abs=20)


@pytest.mark.slow
def test_the_neighbour_feels_the_wedge_more_than_the_cement():
    """Lesson 05: a hundredth of strain at most; a wedge of 14 degrees adds 19 to 56 % to the load above."""
    for placement in restoration.PLACEMENTS:
        beside = restoration.restoration_curve(mrs_a(), "L1", placement).adjacent
        assert max(abs(one - 1) for one in beside.strain_ratio) < 0.0115
    assert beside.wedge_deg == pytest.approx(14, abs=0.5)
    assert [100 * (one - 1) for one in beside.load_ratio] == pytest.approx([19, 56], abs=1)
