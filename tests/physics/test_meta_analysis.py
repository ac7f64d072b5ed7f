"""Published intervals, reproduced from the published counts."""

import pytest
from rows import each_row

from vertebra import tables
from vertebra.models.epidemiology import meta_analysis

PUBLISHED = [  # trial, months, analysis, risk ratio, low, high, difference, low, high
    ("VAPOUR", "0.5", "observed", 2.07, 1.15, 3.72, 22.6, 5.7, 39.4),
    ("VAPOUR", "0.5", "randomised", 1.93, 1.07, 3.50, 19.0, 3.0, 35.0),
    ("KAVIAR", "12", "observed", 0.82, 0.61, 1.10, None, None, None),
    ("KAVIAR", "24", "observed", 0.85, 0.66, 1.09, None, None, None),
]


def counts(trial, months, analysis):
    table = tables.table("trial_counts")
    for at in range(len(table)):
        row = {name: cells[at] for name, cells in table.columns.items()}
        if (row["trial"], row["time_months"], row["analysis"]) == (trial, months, analysis):
            return [int(row[name]) for name in ("events_treated", "n_treated", "events_control", "n_control")]
    raise AssertionError(f"{trial} is not in the table")


@pytest.mark.parametrize("row", PUBLISHED, ids=lambda row: f"{row[0]}-{row[1]}-{row[2]}")
def test_intervals_from_counts_agree_to_the_last_printed_digit(row):
    trial, months, analysis, *expected = row
    found = meta_analysis.compare_risks(*counts(trial, months, analysis))
    ratio = found.risk_ratio
    assert [round(v, 2) for v in (ratio.value, ratio.low, ratio.high)] == expected[:3]
    if expected[3] is not None:
        difference = found.risk_difference_pp
        assert [round(v, 1) for v in (difference.value, difference.low, difference.high)] == expected[3:]


def test_the_blinded_pool_stays_below_what_matters_and_the_open_one_does_not():
    threshold = tables.value("minimal_important_difference_points")
    early = meta_analysis.pool_trials(meta_analysis.trials("sham", (0, 3)))
    assert early.pooled.value < threshold
    assert all(trial.difference_points.value > threshold for trial in meta_analysis.trials("usual care"))


def test_the_sham_group_of_a_trial_like_vertos_iv_falls_without_any_effect():
    """Firanescu 2018: pain fell in both groups and the difference at a month was 0.41 (-0.33 to 1.15)."""
    cohort = meta_analysis.regression_to_the_mean(5, n_screened=420, seed=4)
    arms = [
        cohort.entry_points[cohort.treated == arm] - cohort.follow_up_points[cohort.treated == arm] for arm in (1, 0)
    ]
    assert 60 <= len(arms[0]) <= 120
    assert min(arm.mean() for arm in arms) > tables.value("minimal_important_difference_points")
    error = (arms[0].var(ddof=1) / len(arms[0]) + arms[1].var(ddof=1) / len(arms[1])) ** 0.5
    published = next(trial for trial in meta_analysis.trials("sham", (0, 1)) if trial.name == "VERTOS IV")
    assert abs(arms[0].mean() - arms[1].mean()) < 1.959964 * error
    assert published.difference_points.crosses(0)


def test_crossing_over_and_a_year_do_not_bring_the_blinded_pool_to_what_matters():
    late = meta_analysis.pool_trials(meta_analysis.trials("sham", (12, 12)))
    assert late.pooled.value < tables.value("minimal_important_difference_points")


def test_the_trials_of_new_fractures_are_too_small_to_tell():
    """Klazen 2010b: 15 of 91 against 21 of 85; Staples 2015: hazard ratio 1.80 (0.82 to 3.94)."""
    counted = meta_analysis.compare_risks(*counts("VERTOS II", "11.4", "observed"))
    assert counted.risk_ratio.crosses(1)
    assert counted.number_needed is None
    needed = meta_analysis.patients_per_arm(counted.risk_control_percent, counted.risk_treated_percent)
    assert needed > 3 * 91
    hazard = tables.quantity("vertebroplasty_new_fracture_hazard_ratio")
    assert hazard.low < 1 < hazard.high


@each_row("threshold", [5, 6, 7])
def test_regression_to_the_mean_is_what_the_correlation_of_two_days_leaves(threshold):
    """Bivariate normal: the expected fall is (1 - correlation) times the group's distance from the mean of all."""
    between, within = (tables.value(f"{name}_pain_sd_points") ** 2 for name in ("usual", "day_to_day"))
    cohort = meta_analysis.regression_to_the_mean(threshold, n_screened=200_000, healing_points=0)
    distance = cohort.entry_points.mean() - tables.value("usual_pain_mean_points")
    expected = within / (between + within) * distance
    assert cohort.mean_change_points(True) == pytest.approx(expected, rel=0.05)
