"""Results of trials: effects from counts, pooled estimates, and improvement under an ineffective treatment.

Intervals and quantiles are scipy's. A test compares every figure with statsmodels.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray
from scipy import optimize, special

from vertebra import tables
from vertebra.arguments import checked
from vertebra.errors import InputError, check_count, check_range
from vertebra.texts import _, pgettext

PERCENT = 100.0
NORMAL_95 = 1.959964
MAX_MONTHS = 120.0


@dataclass(frozen=True)
class Estimate:
    """A value with its 95% confidence interval."""

    value: float
    low: float
    high: float

    def crosses(self, point: float) -> bool:
        """Whether the interval includes `point` (0 for a difference, 1 for a ratio)."""
        return self.low <= point <= self.high


@dataclass(frozen=True)
class RiskComparison:
    """Comparison of two groups' events.

    Parameters
    ----------
    risk_treated_percent, risk_control_percent : float
    risk_ratio : Estimate or None
        Treated over control. None where a group has no events: without a correction neither ratio nor interval can be
        estimated.
    risk_difference_pp : Estimate
        Treated minus control in percentage points.
    number_needed : Estimate or None
        100 over the absolute difference: the number to treat for one event more (or fewer). None where the interval of
        the difference includes zero, since it would then run through infinity.
    """

    risk_treated_percent: float
    risk_control_percent: float
    risk_ratio: Estimate | None
    risk_difference_pp: Estimate
    number_needed: Estimate | None


@dataclass(frozen=True)
class Trial:
    """One trial's difference in pain, in points of 10; positive favours augmentation."""

    name: str
    year: int
    control: str
    blinded: bool
    symptom_limit_weeks: float
    time_months: float
    n: int
    difference_points: Estimate
    source: str

    @property
    def standard_error_points(self) -> float:
        """Half the width of the 95% interval over 1.96."""
        return (self.difference_points.high - self.difference_points.low) / (2 * NORMAL_95)

    @property
    def early(self) -> bool:
        """Whether all patients entered early, by the limit in `assets/tables/evidence.toml`.

        False too where the trial states no limit.
        """
        return self.symptom_limit_weeks <= tables.value("early_entry_limit_weeks")


@dataclass(frozen=True)
class PooledEffect:
    """A pooled difference.

    Parameters
    ----------
    pooled : Estimate
    weights_percent : tuple of float
        By trial, 100 in all.
    i2_percent : float
        Share of the variation beyond chance, 0 to 100.
    tau2 : float
        Variance between trials (points squared).
    model : {"fixed", "random"}
    """

    pooled: Estimate
    weights_percent: tuple[float, ...]
    i2_percent: float
    tau2: float
    model: Literal["fixed", "random"]


@dataclass(frozen=True)
class GroupComparison:
    """Two groups of trials pooled apart, and the difference of the first from the second."""

    first: Estimate
    second: Estimate
    difference: Estimate


@dataclass(frozen=True)
class ImprovementParts:
    """Why the treated arm's pain fell, in points of 10. The parts add up to the arm's mean fall."""

    regression_points: float
    healing_points: float
    sham_points: float
    true_points: float

    @property
    def total_points(self) -> float:
        """The whole fall: all that a patient or a doctor sees."""
        return self.regression_points + self.healing_points + self.sham_points + self.true_points


@dataclass(frozen=True)
class PainCohort:
    """Patients admitted to a trial because of their pain; all arrays have the shape (admitted,).

    Parameters
    ----------
    entry_points, follow_up_points : array
        Pain at entry and at follow-up, 0 to 10.
    treated : array of bool
        The arm.
    screened : int
        People examined, admitted or not.
    """

    entry_points: NDArray[np.float64]
    follow_up_points: NDArray[np.float64]
    treated: NDArray[np.bool_]
    screened: int

    def mean_change_points(self, treated: bool) -> float:
        """Mean fall in pain of one arm."""
        arm = self.treated == treated
        return float(np.mean(self.entry_points[arm] - self.follow_up_points[arm]))


@checked
def compare_risks(events_treated: int, n_treated: int, events_control: int, n_control: int) -> RiskComparison:
    """Risk ratio (log interval), risk difference (Wald interval) and number needed from a trial's counts.

    Parameters
    ----------
    events_treated, events_control : int
        Patients with an event, 0 to the size of the group.
    n_treated, n_control : int
        Size of the group, at least 1.

    Returns
    -------
    RiskComparison
        Without a risk ratio where a group has no events.

    Raises
    ------
    InputError
        For an empty group, more events than patients, and counts that are not whole.
    """
    _check_counts("treated", events_treated, n_treated)
    _check_counts("control", events_control, n_control)
    treated, control = events_treated / n_treated, events_control / n_control
    ratio = None
    if events_treated and events_control:
        from scipy.stats.contingency import relative_risk  # takes half a second to load

        compared = relative_risk(events_treated, n_treated, events_control, n_control)
        interval = compared.confidence_interval()
        ratio = Estimate(float(compared.relative_risk), float(interval.low), float(interval.high))
    error = np.sqrt(treated * (1 - treated) / n_treated + control * (1 - control) / n_control)
    difference = _estimate(PERCENT * (treated - control), PERCENT * float(error))
    return RiskComparison(PERCENT * treated, PERCENT * control, ratio, difference, _number_needed(difference))


def _check_counts(group: str, events: int, n: int) -> None:
    if n < 1 or not 0 <= events <= n:
        raise InputError(
            pgettext(
                "events-not-possible",
                "The {group} group has {events} events in {n} patients; give 0 to {max_events} "
                "events in at least 1 patient.",
            ).format(group=group, events=events, n=n, max_events=max(n, 1))
        )


def _number_needed(difference: Estimate) -> Estimate | None:
    if difference.crosses(0):
        return None
    ends = sorted(PERCENT / abs(end) for end in (difference.low, difference.high))
    return Estimate(PERCENT / abs(difference.value), ends[0], ends[1])


@checked
def trials(
    control: Literal["all", "sham", "usual care"] = "all", time_months: tuple[float, float] = (0, 24)
) -> list[Trial]:
    """The trials of the table with a given control and follow-up, sham-controlled ones first, then by year.

    Parameters
    ----------
    control : {"all", "sham", "usual care"}
    time_months : (float, float)
        Window of follow-up, 0 to 120 months, ends included. Each trial gives one row: the earliest in the window.

    Raises
    ------
    InputError
        For an unknown control or a window out of range.

    Source
    ------
    The column `source` of `assets/tables/trials.csv`.
    """
    first, last = time_months
    check_range(_("The start of the window"), first, 0, MAX_MONTHS, "months")
    check_range(_("The end of the window"), last, first, MAX_MONTHS, "months")
    table = tables.table("trials")
    found: dict[str, Trial] = {}
    for at in np.argsort(table.numbers("time_months"), kind="stable"):
        row = {name: cells[at] for name, cells in table.columns.items()}
        inside = first <= float(row["time_months"]) <= last
        if inside and control in ("all", row["control"]):
            found.setdefault(row["trial"], _trial(row))
    return sorted(found.values(), key=lambda trial: (trial.control != "sham", trial.year))


def _trial(row: dict[str, str]) -> Trial:
    return Trial(
        name=row["trial"],
        year=int(row["year"]),
        control=row["control"],
        blinded=row["blinded"] == "yes",
        symptom_limit_weeks=float(row["symptom_limit_weeks"] or "nan"),
        time_months=float(row["time_months"]),
        n=int(row["n_treated"]) + int(row["n_control"]),
        difference_points=Estimate(*(float(row[name]) for name in ("difference_points", "low_points", "high_points"))),
        source=row["source"],
    )


@checked
def pool_trials(chosen: Sequence[Trial], model: Literal["fixed", "random"] = "random") -> PooledEffect:
    """Inverse-variance mean of the trials' differences.

    Parameters
    ----------
    chosen : sequence of Trial
        At least two.
    model : {"fixed", "random"}
        "random" adds the variance between trials (Paule-Mandel).

    Raises
    ------
    InputError
        For fewer than two trials or an unknown model.
    """
    if len(chosen) < 2:
        raise InputError(
            pgettext("too-few-to-pool", "{n_chosen} trial can't be pooled; choose at least 2.").format(
                n_chosen=len(chosen)
            )
        )
    effects = np.array([trial.difference_points.value for trial in chosen])
    variances = np.array([trial.standard_error_points**2 for trial in chosen])
    heterogeneity, tau2 = _cochran_q(effects, variances), _paule_mandel(effects, variances)
    weights = 1 / (variances if model == "fixed" else variances + tau2)
    i2 = 1 - (len(chosen) - 1) / heterogeneity if heterogeneity else 0.0
    return PooledEffect(
        pooled=_estimate(float(weights @ effects / weights.sum()), float(1 / np.sqrt(weights.sum()))),
        weights_percent=tuple(float(PERCENT * weight) for weight in weights / weights.sum()),
        i2_percent=max(0.0, PERCENT * i2),
        tau2=tau2,
        model=model,
    )


def _estimate(value: float, standard_error: float) -> Estimate:
    """A value with its normal interval of 95 %."""
    half = float(special.ndtri(0.975)) * standard_error
    return Estimate(value, value - half, value + half)


def _cochran_q(effects: NDArray[np.float64], variances: NDArray[np.float64]) -> float:
    """Weighted sum of the squared deviations from the inverse-variance mean."""
    weights = 1 / variances
    return float(weights @ (effects - weights @ effects / weights.sum()) ** 2)


def _paule_mandel(effects: NDArray[np.float64], variances: NDArray[np.float64]) -> float:
    """The variance between trials at which Cochran's Q is its expectation, one less than the number of trials; 0 at
    least."""

    def excess(tau2: float) -> float:
        return _cochran_q(effects, variances + tau2) - (len(effects) - 1)

    highest = float(np.ptp(effects)) ** 2
    return float(optimize.brentq(excess, 0.0, highest)) if excess(0.0) > 0 else 0.0


@checked
def leave_one_out(chosen: Sequence[Trial], model: Literal["fixed", "random"] = "random") -> dict[str, PooledEffect]:
    """The pool without each trial in turn, by the name of the trial left out.

    Parameters
    ----------
    chosen : sequence of Trial
        At least three.
    model : {"fixed", "random"}
        As for `pool_trials`.

    Raises
    ------
    InputError
        For fewer than three trials.
    """
    if len(chosen) < 3:
        raise InputError(
            pgettext(
                "too-few-to-leave-out",
                "Leaving one out of {n_chosen} trials leaves nothing to pool; choose at least 3.",
            ).format(n_chosen=len(chosen))
        )
    return {out.name: pool_trials([trial for trial in chosen if trial is not out], model) for out in chosen}


@checked
def compare_groups(first: Sequence[Trial], second: Sequence[Trial]) -> GroupComparison:
    """Pool each group by random effects (a single trial keeps its own interval) and compare them as independent groups.

    Trials are not randomised to groups: a difference has more than one explanation.

    Parameters
    ----------
    first, second : sequence of Trial
        At least one trial each, none in both.

    Raises
    ------
    InputError
        For an empty group or a trial in both.
    """
    if not first or not second or {trial.name for trial in first} & {trial.name for trial in second}:
        raise InputError(
            pgettext("groups-overlap", "Two groups are compared; give each at least 1 trial, and no trial to both.")
        )
    one, two = (
        trials[0].difference_points if len(trials) == 1 else pool_trials(trials).pooled for trials in (first, second)
    )
    half = float(np.hypot(one.high - one.low, two.high - two.low)) / 2
    difference = one.value - two.value
    return GroupComparison(one, two, Estimate(difference, difference - half, difference + half))


@checked
def patients_per_arm(risk_control_percent: float, risk_treated_percent: float, power: float = 0.8) -> int:
    """Number of patients that each arm needs to show a difference, two-sided at 5%, by the arcsine transformation.

    Parameters
    ----------
    risk_control_percent, risk_treated_percent : float
        0.1 to 99.9%, not equal.
    power : float
        0.5 to 0.99.

    Raises
    ------
    InputError
        For a value outside its range, or equal risks.
    """
    check_range(_("The risk with control"), risk_control_percent, 0.1, 99.9, "%")
    check_range(_("The risk with treatment"), risk_treated_percent, 0.1, 99.9, "%")
    check_range(_("The power"), power, 0.5, 0.99)
    if risk_control_percent == risk_treated_percent:
        raise InputError(
            _("Both risks are {risk_control_percent} %; no number of patients shows a difference of nothing.").format(
                risk_control_percent=f"{risk_control_percent:g}"
            )
        )
    before, after = (2 * np.arcsin(np.sqrt(risk / PERCENT)) for risk in (risk_control_percent, risk_treated_percent))
    needed = float(special.ndtri(0.975) + special.ndtri(power))
    return int(np.ceil(2 * (needed / (before - after)) ** 2))


@checked
def regression_to_the_mean(
    entry_threshold_points: float = 5.0,
    true_effect_points: float = 0.0,
    sham_effect_points: float = 0.0,
    n_screened: int = 4000,
    seed: int = 1,
    healing_points: float | None = None,
) -> PainCohort:
    """Simulate a trial that admits people by their pain on one day, and measures them again later.

    Pain on a day is a person's usual level plus that day's noise, bounded to 0 to 10; natural healing lowers the level
    of both arms alike. Without a true effect both arms still improve, because people were admitted on a bad day.

    Parameters
    ----------
    entry_threshold_points : float
        Least pain for admission, 0 to 9.
    true_effect_points, sham_effect_points : float
        Fall in pain by the treatment (treated arm) and by any procedure (both arms), -5 to 5.
    n_screened : int
        100 to 1,000,000 people.
    seed : int
        Draws the people.
    healing_points : float, optional
        Natural healing, -5 to 5; by default that of the table.

    Raises
    ------
    InputError
        For a value outside its range.

    Source
    ------
    `assets/tables/pain.toml`.
    """
    check_range(_("The pain needed to enter"), entry_threshold_points, 0, 9, "points")
    check_range(_("The true effect"), true_effect_points, -5, 5, "points")
    check_range(_("The sham effect"), sham_effect_points, -5, 5, "points")
    n_screened = check_count(_("The number screened"), n_screened, 100, 1_000_000)
    healing = tables.value("natural_healing_points") if healing_points is None else healing_points
    check_range(_("Natural healing"), healing, -5, 5, "points")
    rng = np.random.default_rng(seed)
    usual = rng.normal(tables.value("usual_pain_mean_points"), tables.value("usual_pain_sd_points"), n_screened)
    day_sd = tables.value("day_to_day_pain_sd_points")
    entry = np.clip(usual + rng.normal(0, day_sd, n_screened), 0, 10)
    later = usual - healing + rng.normal(0, day_sd, n_screened)
    treated = rng.random(n_screened) < 0.5
    later = np.clip(later - sham_effect_points - np.where(treated, true_effect_points, 0.0), 0, 10)
    admitted = entry >= entry_threshold_points
    return PainCohort(entry[admitted], later[admitted], treated[admitted], n_screened)


@checked
def decompose_improvement(
    entry_threshold_points: float = 5.0,
    true_effect_points: float = 0.0,
    sham_effect_points: float = 0.0,
    n_screened: int = 20_000,
    seed: int = 1,
) -> ImprovementParts:
    """Divide the treated arm's fall in pain into its causes.

    The same people are simulated with one cause more each time. A real patient's fall can't be divided like this.
    Parameters, errors and source as for `regression_to_the_mean`.
    """
    steps = ((0.0, 0.0, 0.0), (None, 0.0, 0.0), (None, sham_effect_points, 0.0))
    falls = [
        regression_to_the_mean(entry_threshold_points, true, sham, n_screened, seed, healing).mean_change_points(True)
        for healing, sham, true in (*steps, (None, sham_effect_points, true_effect_points))
    ]
    return ImprovementParts(falls[0], *(float(step) for step in np.diff(falls)))
