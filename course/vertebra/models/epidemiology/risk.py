"""How likely a new vertebral fracture is: an open model of published rates and ratios, with its uncertainty.

The yearly rate is that of the population of the same age and sex, times the effect of density (Z-score), of earlier
vertebral fractures and of how recent the last one is. Every factor is relative to the population's mean, so that the
mean of the model is the published rate. Fractures are those that radiographs show, whether they hurt or not. It is not
FRAX, ignores falls, drugs that thin bone, smoking and death from other causes, and advises no patient.
See decision 0033.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import ArrayLike, NDArray

from vertebra import cache, tables
from vertebra.arguments import checked, checked_fields
from vertebra.errors import InputError, check_range
from vertebra.models.epidemiology.meta_analysis import Estimate
from vertebra.patient import TREATMENTS, Patient, Sex
from vertebra.texts import _, pgettext

MIN_AGE_YEARS, MAX_AGE_YEARS = 50.0, 90.0
MAX_FOLLOW_UP_YEARS = 15
NORMAL_95 = 1.959964

Floats = NDArray[np.float64]


@checked_fields
@dataclass(frozen=True)
class RiskProfile:
    """The risk factors of a person.

    Parameters
    ----------
    age_years : float
        50 to 90 years.
    sex : {"female", "male"}
    z_score : float
        Of the spine's density, -4 to 4.
    fractures_n : int
        Earlier vertebral fractures, 0 to 3; 3 includes more.
    years_since : float, optional
        Since the last one, 0 to 60 years; None for an unknown date.
    treatment : str
        One of `TREATMENTS`.

    Raises
    ------
    InputError
        For a value outside its range.
    """

    age_years: float
    sex: Sex = "female"
    z_score: float = 0.0
    fractures_n: int = 0
    years_since: float | None = None
    treatment: str = "none"

    def __post_init__(self) -> None:
        check_range(pgettext("age", "Age"), self.age_years, MIN_AGE_YEARS, MAX_AGE_YEARS, "years")
        if self.sex not in ("female", "male"):
            raise InputError(_("Sex is {sex}; the model knows 'female' and 'male'.").format(sex=repr(self.sex)))
        check_range(_("Z-score"), self.z_score, -4, 4)
        if self.fractures_n not in (0, 1, 2, 3):
            raise InputError(
                _(
                    "The number of fractures is {fractures_n}; give 0, 1, 2, or 3 (which stands for three or more)."
                ).format(fractures_n=repr(self.fractures_n))
            )
        if self.years_since is not None:
            check_range(_("Years since the last fracture"), self.years_since, 0, 60, "years")
        if self.treatment not in TREATMENTS:
            raise InputError(
                _("Treatment {treatment} is not known. Give one of {treatments}.").format(
                    treatment=repr(self.treatment), treatments=", ".join(TREATMENTS)
                )
            )


@dataclass(frozen=True)
class IncidenceCurve:
    """Fractures per 1000 person-years by age, each with the 95% interval of the model's inputs."""

    ages_years: Floats
    per_1000_years: Floats
    low: Floats
    high: Floats


@dataclass(frozen=True)
class TreatmentEffect:
    """Result of a pivotal trial.

    Parameters
    ----------
    treatment, trial : str
    duration_years : float
    control_percent, treated_percent : float
        Risk of a new vertebral fracture over that time.
    risk_ratio : Estimate
        Treated over control.
    source : str
        Key of the bibliography.
    """

    treatment: str
    trial: str
    duration_years: float
    control_percent: float
    treated_percent: float
    risk_ratio: Estimate
    source: str

    @property
    def number_needed(self) -> float:
        """Number to treat for the trial's duration to spare one person a new vertebral fracture."""
        return 100 / (self.control_percent - self.treated_percent)


@checked
def risk_profile(patient: Patient) -> RiskProfile:
    """Return the risk factors of a patient.

    Z is that of the areal density where a T-score is known, else that of the trabecular density, else 0; it is limited
    to -4 to 4.

    Raises
    ------
    InputError
        Below 50 and above 90 years, where there are no rates.
    """
    ages = [fracture.weeks_ago / 52.18 for fracture in patient.fractures]
    return RiskProfile(
        age_years=patient.age_years,
        sex=patient.sex,
        z_score=float(np.clip(_z_score(patient), -4, 4)),
        fractures_n=min(len(ages), 3),
        years_since=min(ages) if ages else None,
        treatment=patient.treatment,
    )


@checked
def annual_incidence(
    age_years: float,
    sex: Sex,
    z_score: float = 0.0,
    fractures_n: int = 0,
    years_since: float | None = None,
    treatment: str = "none",
) -> Estimate:
    """New vertebral fractures per 1000 person-years, with the 95% interval of the model's inputs.

    Parameters, ranges and errors are those of `RiskProfile`.
    """
    return incidence(RiskProfile(age_years, sex, z_score, fractures_n, years_since, treatment))


@checked
def incidence(person: RiskProfile) -> Estimate:
    """New vertebral fractures per 1000 person-years of people like `person`, with the 95% interval of the inputs."""
    curve = incidence_curve(person, (person.age_years,))
    return Estimate(float(curve.per_1000_years[0]), float(curve.low[0]), float(curve.high[0]))


@checked
def incidence_curve(person: RiskProfile, ages_years: ArrayLike | None = None) -> IncidenceCurve:
    """The rate of people like `person` at other ages, all else equal.

    Parameters
    ----------
    person : RiskProfile
    ages_years : array (n,), optional
        50 to 90 years; by default every year.

    Raises
    ------
    InputError
        For an age outside its range.
    """
    ages = np.atleast_1d(np.asarray(np.arange(50, 91) if ages_years is None else ages_years, dtype=float))
    check_range(pgettext("age", "Age"), ages.min(), MIN_AGE_YEARS, MAX_AGE_YEARS, "years")
    check_range(pgettext("age", "Age"), ages.max(), MIN_AGE_YEARS, MAX_AGE_YEARS, "years")
    rate = 1000 * _hazard(person, ages, _since(person))
    spread = np.exp(NORMAL_95 * _log_sd(person, ages))
    return IncidenceCurve(ages, rate, rate / spread, rate * spread)


@checked
def risk_within(person: RiskProfile, years: float, treated_years: float | None = None) -> Estimate:
    """Probability (0 to 1) of at least one new vertebral fracture within some years, with its 95% interval.

    The person grows older and the last fracture recedes; death from other causes is left out. A treatment has no effect
    after it ends.

    Parameters
    ----------
    person : RiskProfile
    years : float
        0 to 15.
    treated_years : float, optional
        Duration of the treatment, 0 to 15 years; by default that of its trial.

    Raises
    ------
    InputError
        For a time outside its range.
    """
    if treated_years is not None:
        check_range(_("Years of treatment"), treated_years, 0, MAX_FOLLOW_UP_YEARS, "years")
    check_range(_("Years ahead"), years, 0, MAX_FOLLOW_UP_YEARS, "years")
    steps = max(1, round(12 * years))
    middle = (np.arange(steps) + 0.5) * years / steps
    ages = np.minimum(person.age_years + middle, MAX_AGE_YEARS + MAX_FOLLOW_UP_YEARS)
    hazard = _hazard(replace(person, treatment="none"), ages, _since(person) + middle)
    works = 0.0
    if person.treatment != "none":
        effect = treatment_effect(person.treatment)
        works = (
            effect.duration_years
            if treated_years is None
            else check_range(_("Years of treatment"), treated_years, 0, 15)
        )
        hazard = hazard * np.where(middle < works, effect.risk_ratio.value, 1.0)
    total = float(hazard.mean()) * years
    spread = np.exp(NORMAL_95 * _log_sd(person, np.array([person.age_years]), treated=works > 0)[0])
    return Estimate(*(float(-np.expm1(-total * factor)) for factor in (1, 1 / spread, spread)))


@checked
def one_year_risk(person: RiskProfile) -> Estimate:
    """Probability of a new vertebral fracture within a year."""
    return risk_within(person, 1)


@checked
def ten_year_risk(person: RiskProfile, treated_years: float | None = None) -> Estimate:
    """Probability of a new vertebral fracture within ten years; parameters and errors as for `risk_within`."""
    return risk_within(person, 10, treated_years)


@checked
def treatment_effect(treatment: str) -> TreatmentEffect:
    """The result of the pivotal trial of a treatment.

    Raises
    ------
    CourseError
        If the table holds no trial of it ("none" included).

    Source
    ------
    `assets/tables/treatment_trials.csv`.
    """
    row = tables.table("treatment_trials").row("treatment", treatment)
    number = {name: float(cell) for name, cell in row.items() if name not in ("treatment", "trial", "source", "status")}
    return TreatmentEffect(
        treatment=treatment,
        trial=row["trial"],
        duration_years=number["duration_years"],
        control_percent=number["control_percent"],
        treated_percent=number["treated_percent"],
        risk_ratio=Estimate(*(number[f"relative_risk{end}"] for end in ("", "_low", "_high"))),
        source=row["source"],
    )


@checked
def population_incidence(ages_years: ArrayLike, sex: Sex) -> Floats:
    """Vertebral fractures per 1000 person-years of the whole population at an age.

    The rate is log-linear between two ages and constant beyond the last with data.

    Parameters
    ----------
    ages_years : float or array
    sex : {"female", "male"}

    Returns
    -------
    array of the shape of `ages_years`

    Source
    ------
    Felsenberg2002.
    """
    who = "women" if sex == "female" else "men"
    young, old = (tables.value(f"incidence_{age}_{who}_per_1000_years") for age in ("young", "old"))
    first, last = tables.value("incidence_young_age_years"), tables.value("incidence_old_age_years")
    growth = np.log(old / young) / (last - first)
    known = np.minimum(np.asarray(ages_years, dtype=float), tables.value("incidence_level_age_years"))
    return young * np.exp(growth * (known - first))


@checked
def density_factor(z_score: ArrayLike) -> Floats:
    """Rate at a Z-score over the mean rate of the age.

    It is `vertebral_rr_per_sd` (of the tables) to the power of -Z, over its mean in a normal distribution.

    Parameters
    ----------
    z_score : float or array

    Returns
    -------
    array of the same shape
    """
    log_ratio = np.log(tables.value("vertebral_rr_per_sd"))
    return np.exp(-log_ratio * np.asarray(z_score, dtype=float) - log_ratio**2 / 2)


@checked
def recency_ratio(years_since: ArrayLike) -> Floats:
    """Risk of a second major fracture over the population's, by years since the first; constant after ten.

    Parameters
    ----------
    years_since : float or array

    Returns
    -------
    array of the same shape

    Source
    ------
    Johansson2017.
    """
    first, tenth = tables.value("imminent_1_year_ratio"), tables.value("imminent_10_years_ratio")
    fade = np.log(first / tenth) / 9
    return first * np.exp(-fade * (np.minimum(np.asarray(years_since, dtype=float), 10) - 1))


@cache.CONSTANTS.memoize
def prior_fracture_factors() -> tuple[float, float, float, float]:
    """Rate with 0, 1, 2 and 3 or more earlier fractures over that with none, density and age being equal.

    The published ratio for any earlier fracture is divided by the part that the lower density of such people explains,
    and distributed over the numbers as the rates of a trial's placebo arm.

    Source
    ------
    Black1999, Cauley2008, Gallagher2005.
    """
    shift_sd = np.log(tables.value("prevalent_density_odds_ratio"))
    alone = tables.value("prevalent_fracture_ratio") / tables.value("vertebral_rr_per_sd") ** shift_sd
    trend = -np.log1p(-tables.table("prevalent_fracture_number").numbers("new_fracture_percent") / 100)
    one, two, three = (float(factor) for factor in alone * trend / (trend @ np.array(_prior_fracture_fractions())))
    return 1.0, one, two, three


def _prior_fracture_fractions() -> Sequence[float]:
    one, two = tables.value("fractured_with_one_fraction"), tables.value("fractured_with_two_fraction")
    return one, two, 1 - one - two


@cache.CONSTANTS.memoize
def _prevalence_by_age() -> tuple[Floats, Floats]:
    table = tables.table("vertebral_fracture_prevalence")
    return np.array(table.numbers("age_years")), np.array(table.numbers("prevalence_percent"))


def _prevalence(ages: Floats) -> Floats:
    known = np.minimum(ages, tables.value("incidence_level_age_years"))
    return np.interp(known, *_prevalence_by_age()) / 100


@cache.CONSTANTS.memoize
def _factor_of_the_fractured() -> float:
    """Mean effect of earlier fractures among those who have any."""
    return float(np.dot(_prior_fracture_fractions(), prior_fracture_factors()[1:]))


@checked
def mean_prior_fracture_factor(ages: Floats) -> Floats:
    """Mean effect of earlier fractures in the population, by age: an array of the shape of `ages` (years)."""
    return 1 + _prevalence(ages) * (_factor_of_the_fractured() - 1)


def _hazard(person: RiskProfile, ages: Floats, since: ArrayLike) -> Floats:
    """Fractures a year, without the interval."""
    rate = population_incidence(ages, person.sex) / 1000 * density_factor(person.z_score)
    rate = rate * prior_fracture_factors()[person.fractures_n] / mean_prior_fracture_factor(ages)
    if person.fractures_n:
        rate = rate * recency_ratio(since) / recency_ratio(tables.value("prevalent_reference_years"))
    if person.treatment != "none":
        rate = rate * treatment_effect(person.treatment).risk_ratio.value
    return rate


def _since(person: RiskProfile) -> float:
    return tables.value("prevalent_reference_years") if person.years_since is None else person.years_since


def _log_sd(person: RiskProfile, ages: Floats, treated: bool | None = None) -> Floats:
    """Standard deviation of the logarithm of the rate, from the published intervals (first order, independent)."""
    per_sd = _interval_log_sd("vertebral_rr_per_sd")
    variance = tables.value("incidence_log_sd") ** 2
    variance += ((person.z_score + np.log(tables.value("vertebral_rr_per_sd"))) * per_sd) ** 2
    explained = 1 - 1 / mean_prior_fracture_factor(ages)
    share = (1 if person.fractures_n else 0) - explained
    variance = variance + (share * _interval_log_sd("prevalent_fracture_ratio")) ** 2
    if person.fractures_n:
        variance = variance + tables.value("number_log_sd") ** 2 + _interval_log_sd("imminent_10_years_ratio") ** 2
    if person.treatment != "none" and treated is not False:
        ratio = treatment_effect(person.treatment).risk_ratio
        variance = variance + (np.log(ratio.high / ratio.low) / (2 * NORMAL_95)) ** 2
    return np.sqrt(variance)


def _interval_log_sd(name: str) -> float:
    published = tables.quantity(name)
    if published.low is None or published.high is None:
        raise InputError(
            _("The quantity {name} needs an interval (low and high) in its table.").format(name=repr(name))
        )
    return float(np.log(published.high / published.low)) / (2 * NORMAL_95)


def _z_score(patient: Patient) -> float:
    from vertebra.models import bone

    if patient.t_score is not None:
        return bone.z_score(bone.areal_density_g_cm2(patient.t_score), patient.age_years, patient.sex)
    if patient.vbmd_mg_cm3 is not None:
        reference = bone.trabecular_reference(patient.age_years, patient.sex)
        return (patient.vbmd_mg_cm3 - reference.mean) / reference.sd
    return 0.0
