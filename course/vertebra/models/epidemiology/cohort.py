"""One fracture brings the next: a cohort followed year by year, with and without a policy.

Every year each living person may fracture, at the rate of `models.epidemiology.risk` for age, sex, density and earlier
fractures, and may die. The random numbers belong to the person and the year, not to the policy, so two policies run
with one seed differ only by what the policy does.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from vertebra import tables
from vertebra.arguments import checked, checked_fields
from vertebra.errors import InputError, check_count, check_range
from vertebra.models.epidemiology import risk
from vertebra.patient import Patient, Sex
from vertebra.texts import _

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]
Booleans = NDArray[np.bool_]
MAX_FRACTURES = 3


@dataclass(frozen=True, eq=False)
class Cohort:
    """People at the start of a follow-up; all arrays have the shape (people,).

    Parameters
    ----------
    ages_years : array
    sex : {"female", "male"}
        Of all of them.
    z_scores : array
    fractures_n : array of int
        Earlier vertebral fractures, 0 to 3.
    years_since : array
        Years since the last one, NaN where there is none or no date.
    """

    ages_years: Floats
    sex: Sex
    z_scores: Floats
    fractures_n: Integers
    years_since: Floats

    def __len__(self) -> int:
        return len(self.ages_years)


@checked_fields
@dataclass(frozen=True)
class TreatmentPolicy:
    """A rule for giving a drug, from the first year on; its effect ends with the drug.

    Parameters
    ----------
    treatment : str
        A treatment of `treatment_trials.csv`, or "none".
    who : {"everyone", "fractured"}
        "fractured" are those with a fracture by the start of the year.
    years : float, optional
        Duration for each person, 0 to 15; by default that of the drug's trial.
    taken_fraction : float
        Share of those offered it who take it, 0 to 1.

    Raises
    ------
    InputError
        For an unknown group, or a value outside its range.
    CourseError
        For a treatment without a trial.
    """

    treatment: str = "none"
    who: Literal["everyone", "fractured"] = "fractured"
    years: float | None = None
    taken_fraction: float = 1.0

    def __post_init__(self) -> None:
        if self.treatment != "none":
            risk.treatment_effect(self.treatment)
        if self.who not in ("everyone", "fractured"):
            raise InputError(
                _("A policy for {who} is not known; give 'everyone' or 'fractured'.").format(who=repr(self.who))
            )
        check_range(_("The share that takes the drug"), self.taken_fraction, 0, 1)
        if self.years is not None:
            check_range(_("Years of treatment"), self.years, 0, risk.MAX_FOLLOW_UP_YEARS, "years")


@dataclass(frozen=True, eq=False)
class CohortOutcome:
    """Course of a cohort; all arrays are bool of the shape (years, people).

    Parameters
    ----------
    fractured : array
        Who broke a vertebra in the year.
    alive : array
        Who survived the year.
    treated : array
        Who was on the drug in the year.
    """

    fractured: Booleans
    alive: Booleans
    treated: Booleans

    @property
    def fractures_per_year(self) -> Integers:
        """New fractures in each year (at most one a person and year)."""
        return self.fractured.sum(axis=1)

    @property
    def ever_fractured_percent(self) -> float:
        """Share of the cohort with at least one new fracture."""
        return float(100 * self.fractured.any(axis=0).mean())

    @property
    def deaths_percent(self) -> float:
        """Share of the cohort that died."""
        return float(100 * (1 - self.alive[-1].mean()))


@checked
def sample_cohort(
    n: int = 10_000,
    age_years: float = 74.0,
    sex: Sex = "female",
    z_mean: float = 0.0,
    z_sd: float = 1.0,
    fractures_n: int = 0,
    years_since: float | None = None,
    seed: int = 1,
) -> Cohort:
    """Draw people of one age and sex whose Z-scores vary normally.

    Parameters
    ----------
    n : int
        1 to 1,000,000 people.
    age_years : float
        50 to 90 years.
    sex : {"female", "male"}
    z_mean, z_sd : float
        Mean (-4 to 4) and standard deviation (0 to 2) of the Z-scores, which are limited to -4 to 4.
    fractures_n : int
        0 to 3, for all of them.
    years_since : float, optional
        0 to 60 years since the last fracture.
    seed : int
        Draws the Z-scores.

    Raises
    ------
    InputError
        For a value outside its range.
    """
    n = check_count(_("The number of people"), n, 1, 1_000_000)
    check_range(_("The spread of the Z-scores"), z_sd, 0, 2)
    risk.RiskProfile(age_years, sex, z_mean, fractures_n, years_since)
    z_scores = np.clip(np.random.default_rng(seed).normal(z_mean, z_sd, n), -4, 4)
    since = np.nan if years_since is None or fractures_n == 0 else years_since
    return Cohort(np.full(n, age_years), sex, z_scores, np.full(n, fractures_n), np.full(n, float(since)))


@checked
def cohort_like(patient: Patient, n: int = 10_000, seed: int = 1) -> Cohort:
    """Draw `n` people (1 to 1,000,000) who all share `patient`'s risk factors.

    Raises
    ------
    InputError
        For a patient below 50 or above 90 years, or `n` outside its range.
    """
    person = risk.risk_profile(patient)
    return sample_cohort(
        n, person.age_years, person.sex, person.z_score, 0.0, person.fractures_n, person.years_since, seed
    )


@checked
def annual_mortality(ages_years: Floats, sex: Sex) -> Floats:
    """Probability of death within a year: log-linear between the ages of the table and constant beyond them.

    A teaching assumption: see the note of the table.

    Parameters
    ----------
    ages_years : array (n,)
    sex : {"female", "male"}

    Returns
    -------
    array (n,)

    Source
    ------
    `assets/tables/cascade_mortality.csv`.
    """
    table = tables.table("cascade_mortality")
    percent = table.numbers("women_percent" if sex == "female" else "men_percent")
    return np.exp(np.interp(ages_years, table.numbers("age_years"), np.log(percent))) / 100


@checked
def simulate_cohort(
    people: Cohort,
    policy: TreatmentPolicy | None = None,
    seed: int = 1,
    years: int = 10,
    mortality_ratio: float | None = None,
) -> CohortOutcome:
    """Follow a cohort under a policy.

    Parameters
    ----------
    people : Cohort
    policy : TreatmentPolicy, optional
        By default no drug.
    seed : int
        Draws the events; two policies with one seed differ only by the policy's effect.
    years : int
        1 to 15.
    mortality_ratio : float, optional
        Factor, 0.5 to 5, on the deaths in the years after a new fracture; by default the published ratio after
        adjustment for frailty.

    Raises
    ------
    InputError
        For a value outside its range.

    Source
    ------
    Kado2003, and the sources of `models.epidemiology.risk`.
    """
    years = check_count(_("Years"), years, 1, risk.MAX_FOLLOW_UP_YEARS, "years")
    excess = tables.value("fracture_mortality_adjusted_ratio") if mortality_ratio is None else mortality_ratio
    check_range(_("The mortality ratio"), excess, 0.5, 5)
    plan = policy or TreatmentPolicy()
    draws = np.random.default_rng(seed)
    takes = draws.random(len(people)) < plan.taken_fraction
    chances = draws.random((years, 2, len(people)))
    state = _CohortState(people)
    for year in range(years):
        state.live_through(year, chances[year], plan, takes, excess)
    return CohortOutcome(np.array(state.fractured), np.array(state.alive_after), np.array(state.treated))


class _CohortState:
    """Where the cohort stands as the years pass."""

    def __init__(self, people: Cohort) -> None:
        self.people = people
        self.number = people.fractures_n.copy()
        unknown = tables.value("prevalent_reference_years")
        self.since = np.where(np.isnan(people.years_since), unknown, people.years_since)
        self.alive = np.ones(len(people), bool)
        self.new = np.zeros(len(people), bool)
        self.treated_years = np.zeros(len(people))
        self.fractured: list[Booleans] = []
        self.alive_after: list[Booleans] = []
        self.treated: list[Booleans] = []

    def live_through(self, year: int, chance: Floats, plan: TreatmentPolicy, takes: Booleans, excess: float) -> None:
        """One year: treat, fracture, die, grow older. `chance` holds the year's draws, shape (2, people)."""
        ages = self.people.ages_years + year
        dose = self._dose(plan, takes)
        rate = self._rate(ages + 0.5)
        if plan.treatment != "none":
            rate = rate * (1 - dose * (1 - risk.treatment_effect(plan.treatment).risk_ratio.value))
        broken = self.alive & (chance[0] < -np.expm1(-rate))
        hazard = annual_mortality(ages, self.people.sex) * np.where(self.new, excess, 1.0)
        dies = chance[1] < hazard
        self.fractured.append(broken)
        self.treated.append(self.alive & (dose > 0))
        self.alive = self.alive & ~dies
        self.alive_after.append(self.alive)
        self.treated_years += dose
        self.new |= broken
        self.number = np.minimum(self.number + broken, MAX_FRACTURES)
        # A fracture falls, on average, in the middle of its year.
        self.since = np.where(broken, 0.5, self.since + 1)

    def _dose(self, plan: TreatmentPolicy, takes: Booleans) -> Floats:
        """Part of the coming year that each person spends on the drug, 0 to 1."""
        if plan.treatment == "none":
            return np.zeros(len(self.people))
        whole = risk.treatment_effect(plan.treatment).duration_years if plan.years is None else plan.years
        offered = takes & ((plan.who == "everyone") | (self.number > 0))
        return np.where(offered, np.clip(whole - self.treated_years, 0, 1), 0.0)

    def _rate(self, ages: Floats) -> Floats:
        """Fractures a year of each person without the drug."""
        rate = risk.population_incidence(ages, self.people.sex) / 1000 * risk.density_factor(self.people.z_scores)
        rate = rate * np.array(risk.prior_fracture_factors())[self.number] / risk.mean_prior_fracture_factor(ages)
        # A year's mean recency is that at its middle.
        recent = risk.recency_ratio(self.since + 0.5) / risk.recency_ratio(tables.value("prevalent_reference_years"))
        return rate * np.where(self.number > 0, recent, 1.0)
