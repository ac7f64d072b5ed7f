"""The evidence model: effects from counts, pooling, and improvement without any effect."""

import numpy as np
import pytest
from refusals import refused
from rows import each_row

from vertebra.errors import InputError
from vertebra.models.epidemiology import meta_analysis


def test_a_harmful_and_a_helpful_arm_mirror_each_other():
    ahead, behind = meta_analysis.compare_risks(30, 100, 15, 100), meta_analysis.compare_risks(15, 100, 30, 100)
    assert ahead.risk_ratio.value == pytest.approx(1 / behind.risk_ratio.value)
    assert ahead.risk_difference_pp.value == pytest.approx(-behind.risk_difference_pp.value)
    assert ahead.risk_difference_pp.value == pytest.approx(15)
    assert ahead.number_needed.value == pytest.approx(100 / 15)


def test_no_number_needed_where_the_difference_may_be_nothing():
    unclear = meta_analysis.compare_risks(16, 50, 14, 50)
    assert unclear.risk_difference_pp.crosses(0)
    assert unclear.risk_ratio.crosses(1)
    assert unclear.number_needed is None


@each_row("counts", [(5, 4, 1, 10), (-1, 10, 1, 10), (0, 0, 1, 10), (1, 10, 11, 10)])
def test_impossible_counts_are_refused(counts):
    with refused(InputError, "events-not-possible"):
        meta_analysis.compare_risks(*counts)


def test_the_sham_controlled_trials_and_the_open_ones_are_told_apart():
    sham, open_label = meta_analysis.trials("sham"), meta_analysis.trials("usual care")
    assert all(trial.blinded for trial in sham)
    assert not any(trial.blinded for trial in open_label)
    assert len({trial.name for trial in sham}) == len(sham) >= 4


def test_a_pool_of_equal_trials_is_their_value_with_a_narrower_interval():
    trial = meta_analysis.trials("sham")[0]
    pooled = meta_analysis.pool_trials([trial] * 4, "fixed")
    assert pooled.pooled.value == pytest.approx(trial.difference_points.value)
    width = trial.difference_points.high - trial.difference_points.low
    assert pooled.pooled.high - pooled.pooled.low == pytest.approx(width / 2)
    assert pooled.i2_percent == 0
    assert pooled.weights_percent == pytest.approx([25] * 4)


def test_the_fixed_pool_is_the_inverse_variance_mean():
    chosen = meta_analysis.trials("sham")
    weights = np.array([1 / trial.standard_error_points**2 for trial in chosen])
    effects = np.array([trial.difference_points.value for trial in chosen])
    expected, error = weights @ effects / weights.sum(), 1 / np.sqrt(weights.sum())
    pooled = meta_analysis.pool_trials(chosen, "fixed").pooled
    assert pooled.value == pytest.approx(expected)
    assert pooled.low == pytest.approx(expected - 1.959964 * error, rel=1e-5)


def test_leaving_one_out_pools_the_others():
    chosen = meta_analysis.trials("sham")
    without = meta_analysis.leave_one_out(chosen)
    assert set(without) == {trial.name for trial in chosen}
    assert without[chosen[0].name].pooled == meta_analysis.pool_trials(chosen[1:]).pooled


def test_too_few_trials_are_refused():
    trial = meta_analysis.trials("sham")[0]
    with refused(InputError, "too-few-to-pool"):
        meta_analysis.pool_trials([trial])
    with refused(InputError, "too-few-to-leave-out"):
        meta_analysis.leave_one_out([trial, trial])


def test_a_treatment_that_does_nothing_seems_to_work_in_both_arms():
    cohort = meta_analysis.regression_to_the_mean(entry_threshold_points=7, n_screened=100_000)
    treated, control = cohort.mean_change_points(True), cohort.mean_change_points(False)
    assert treated > 2
    assert control > 2
    assert treated == pytest.approx(control, abs=0.05)


def test_a_stricter_threshold_regresses_more_and_none_at_all_only_heals():
    falls = [
        meta_analysis.regression_to_the_mean(t, n_screened=100_000).mean_change_points(False) for t in (0, 4, 6, 8)
    ]
    assert falls == sorted(falls)
    assert falls[0] == pytest.approx(1.4, abs=0.3)


def test_a_true_effect_is_found_between_the_arms_but_a_sham_effect_is_not():
    cohort = meta_analysis.regression_to_the_mean(6, true_effect_points=1, n_screened=100_000)
    assert cohort.mean_change_points(True) - cohort.mean_change_points(False) == pytest.approx(1, abs=0.15)
    sham = meta_analysis.regression_to_the_mean(6, sham_effect_points=1, n_screened=100_000)
    assert sham.mean_change_points(True) - sham.mean_change_points(False) == pytest.approx(0, abs=0.1)


def test_the_same_seed_gives_the_same_cohort():
    one, two = (meta_analysis.regression_to_the_mean(seed=3) for _ in range(2))
    np.testing.assert_array_equal(one.follow_up_points, two.follow_up_points)


def test_an_absurd_threshold_is_refused():
    with refused(InputError, "0", "9"):
        meta_analysis.regression_to_the_mean(12)


def test_two_groups_are_pooled_apart_and_compared():
    sham, open_label = meta_analysis.trials("sham", (0, 3)), meta_analysis.trials("usual care", (0, 3))
    found = meta_analysis.compare_groups(open_label, sham)
    assert found.first == open_label[0].difference_points
    assert found.second == meta_analysis.pool_trials(sham).pooled
    assert found.difference.value == pytest.approx(found.first.value - found.second.value)
    assert not found.difference.crosses(0)
    back = meta_analysis.compare_groups(sham, open_label).difference
    assert (back.low, back.high) == pytest.approx((-found.difference.high, -found.difference.low))


@each_row("groups", [([], [0]), ([0], []), ([0, 1], [1, 2])])
def test_groups_that_cannot_be_compared_are_refused(groups):
    chosen = meta_analysis.trials("sham")
    with refused(InputError, "groups-overlap"):
        meta_analysis.compare_groups(*([chosen[at] for at in group] for group in groups))


def test_early_trials_are_those_that_admitted_nobody_late():
    early = {trial.name for trial in meta_analysis.trials() if trial.early}
    assert early == {"VERTOS II", "VERTOS IV"}


def test_a_small_difference_needs_many_patients():
    assert meta_analysis.patients_per_arm(20, 10) == pytest.approx(199, abs=8)
    assert meta_analysis.patients_per_arm(10, 20) == meta_analysis.patients_per_arm(20, 10)
    halved = meta_analysis.patients_per_arm(20, 15)
    assert halved > 3 * meta_analysis.patients_per_arm(20, 10)
    assert meta_analysis.patients_per_arm(20, 10, power=0.9) > meta_analysis.patients_per_arm(20, 10)


@each_row("risks", [(0, 10), (20, 100), (20, 20)])
def test_a_trial_that_cannot_be_planned_is_refused(risks):
    with pytest.raises(InputError):
        meta_analysis.patients_per_arm(*risks)


def test_the_fall_is_the_sum_of_its_reasons():
    parts = meta_analysis.decompose_improvement(6, true_effect_points=0.5, sham_effect_points=0.7)
    whole = meta_analysis.regression_to_the_mean(6, 0.5, 0.7, n_screened=20_000).mean_change_points(True)
    assert parts.total_points == pytest.approx(whole)
    assert parts.true_points == pytest.approx(0.5, abs=0.1)
    assert parts.sham_points == pytest.approx(0.7, abs=0.1)
    assert parts.regression_points > 0.3


def test_who_is_let_in_whatever_they_feel_does_not_regress():
    assert meta_analysis.decompose_improvement(0).regression_points == pytest.approx(0, abs=0.05)
    assert (
        meta_analysis.decompose_improvement(8).regression_points
        > meta_analysis.decompose_improvement(5).regression_points
    )


@each_row("counts", [(30, 100, 15, 100), (1, 50, 3, 60), (5, 20, 5, 20), (16, 50, 14, 49)])
def test_risks_are_compared_as_statsmodels_does(counts):
    from statsmodels.stats.contingency_tables import Table2x2
    from statsmodels.stats.proportion import confint_proportions_2indep

    treated, n_treated, control, n_control = counts
    found = meta_analysis.compare_risks(*counts)
    table = Table2x2([[treated, n_treated - treated], [control, n_control - control]])
    ratio = (table.riskratio, *table.riskratio_confint())
    assert (found.risk_ratio.value, found.risk_ratio.low, found.risk_ratio.high) == pytest.approx(ratio)
    interval = confint_proportions_2indep(*counts, method="wald")
    difference = found.risk_difference_pp
    assert (difference.low, difference.high) == pytest.approx([100 * end for end in interval])


@each_row("model", ["fixed", "random"])
@each_row("group", ["all", "sham"])
def test_trials_are_pooled_as_statsmodels_does(group, model):
    from statsmodels.stats.meta_analysis import combine_effects

    chosen = meta_analysis.trials(group)
    effects = np.array([trial.difference_points.value for trial in chosen])
    variances = np.array([trial.standard_error_points**2 for trial in chosen])
    theirs = combine_effects(effects, variances, method_re="iterated", atol=1e-10)
    row = theirs.summary_frame().loc[f"{model} effect"]
    found = meta_analysis.pool_trials(chosen, model)
    expected = [row["eff"], row["ci_low"], row["ci_upp"]]
    assert [found.pooled.value, found.pooled.low, found.pooled.high] == pytest.approx(expected, rel=1e-6)
    assert found.i2_percent == pytest.approx(max(0, 100 * theirs.i2))
    assert found.tau2 == pytest.approx(theirs.tau2, rel=1e-6, abs=1e-9)
    weights = theirs.weights_rel_fe if model == "fixed" else theirs.weights_rel_re
    assert found.weights_percent == pytest.approx(100 * weights / weights.sum(), rel=1e-6)


@each_row(("control", "treated", "power"), [(30, 15, 0.8), (50, 49, 0.9), (1, 2, 0.8), (60, 30, 0.9), (40, 20, 0.5)])
def test_a_trials_size_is_that_of_statsmodels(control, treated, power):
    from statsmodels.stats.power import NormalIndPower
    from statsmodels.stats.proportion import proportion_effectsize

    effect = abs(proportion_effectsize(control / 100, treated / 100))
    needed = NormalIndPower().solve_power(effect, power=power, alpha=0.05)
    assert meta_analysis.patients_per_arm(control, treated, power) == int(np.ceil(needed))


def test_risks_far_apart_need_few_patients():
    assert meta_analysis.patients_per_arm(99.9, 0.1, 0.5) == 1
