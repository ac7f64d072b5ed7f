"""Risk, cohort and evidence."""

import numpy as np
from numpy.typing import NDArray

from vertebra import tables
from vertebra.models.epidemiology import cohort, meta_analysis, risk
from vertebra.validation.run import computes


def fracture_number_fractions(percent: float) -> NDArray[np.float64]:
    """Shares of people with one, two and more fractures, falling evenly, whose mean rate of new ones is `percent`."""
    rates = tables.table("prevalent_fracture_number").numbers("new_fracture_percent")
    tilts = [np.exp(-slope * np.arange(3)) for slope in np.linspace(-2, 4, 601)]
    return min((tilt / tilt.sum() for tilt in tilts), key=lambda shares: abs(float(shares @ rates) - percent))


@computes("V13.1-risk", "V13.1-cohort")
def year_after_a_fracture() -> dict[str, float]:
    """New fractures (%) in a year after one, by the risk model and by the cohort.

    Who they were follows another trial's placebo arm: one, two or more fractures as it takes for its 14 % in 21 months;
    spine density one standard deviation below the mean of their age.
    """
    shares = fracture_number_fractions(14)
    risks = [risk.one_year_risk(risk.RiskProfile(74, "female", -1.0, number, 0.0)).value for number in (1, 2, 3)]
    groups = [cohort.sample_cohort(50_000, 74, z_mean=-1, z_sd=0, fractures_n=n, years_since=0) for n in (1, 2, 3)]
    percents = np.array([cohort.simulate_cohort(group, years=1).ever_fractured_percent for group in groups])
    return {"V13.1-risk": 100 * float(shares @ np.array(risks)), "V13.1-cohort": float(shares @ percents)}


@computes("V13.3-women", "V13.3-men")
def european_rates() -> dict[str, float]:
    """New fractures (% a year) at 75 to 79, by the cohort with earlier fractures as in the population."""
    return {"V13.3-women": _mixed_percent("female"), "V13.3-men": _mixed_percent("male")}


def _mixed_percent(sex: str) -> float:
    table = tables.table("vertebral_fracture_prevalence")
    fractured = float(np.interp(77.5, table.numbers("age_years"), table.numbers("prevalence_percent"))) / 100
    one, two = tables.value("fractured_with_one_fraction"), tables.value("fractured_with_two_fraction")
    shares = [1 - fractured, fractured * one, fractured * two, fractured * (1 - one - two)]
    groups = [cohort.sample_cohort(100_000, 77, sex, fractures_n=number) for number in range(4)]  # type: ignore[arg-type]
    percents = [cohort.simulate_cohort(group, years=1).ever_fractured_percent for group in groups]
    return sum(share * percent for share, percent in zip(shares, percents, strict=True))


@computes("V13.6-first-year", "V13.6-tenth-year")
def imminent_risk() -> dict[str, float]:
    """Rate after a recent fracture over the population's."""
    return {"V13.6-first-year": float(risk.recency_ratio(1)), "V13.6-tenth-year": float(risk.recency_ratio(10))}


_COMPARED = {
    "V14.1-vapour": ("VAPOUR", "0.5", "observed"),
    "V14.1-vapour-all": ("VAPOUR", "0.5", "randomised"),
    "V14.1-kaviar-12": ("KAVIAR", "12", "observed"),
    "V14.1-kaviar-24": ("KAVIAR", "24", "observed"),
}


@computes(*_COMPARED)
def risk_ratios() -> dict[str, float]:
    """Risk ratios from the trials' counts."""
    table = tables.table("trial_counts")
    rows = list(zip(*(table.texts(name) for name in ("trial", "time_months", "analysis")), strict=True))
    counts = np.array(
        [table.numbers(name) for name in ("events_treated", "n_treated", "events_control", "n_control")], dtype=int
    )
    found = {}
    for name, row in _COMPARED.items():
        ratio = meta_analysis.compare_risks(*(int(n) for n in counts[:, rows.index(row)])).risk_ratio
        assert ratio is not None, name
        found[name] = ratio.value
    return found


@computes("V14.3-difference")
def sham_without_effect() -> dict[str, float]:
    """Difference (points) between two arms of a trial like VERTOS IV in which cement does nothing."""
    people = meta_analysis.regression_to_the_mean(5, n_screened=420, seed=4)
    fell = people.entry_points - people.follow_up_points
    return {"V14.3-difference": float(fell[people.treated == 1].mean() - fell[people.treated == 0].mean())}
