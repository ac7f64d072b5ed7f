"""Trabecular density over a life: age, sex, menopause and treatment; T- and Z-scores. See decision 0030."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from vertebra import cache, tables
from vertebra.arguments import checked
from vertebra.errors import InputError, check_range
from vertebra.patient import TREATMENTS, Patient, Sex
from vertebra.texts import _, pgettext

PEAK_AGE_YEARS = 30.0
MIN_AGE_YEARS, MAX_AGE_YEARS = 20.0, 100.0
MIN_DENSITY_MG_CM3 = 15.0
YEARS_BEFORE_LAST_PERIOD = 1.0

Floats = NDArray[np.float64]
MAX_AREAL_G_CM2 = 5.0
MAX_TREATED_YEARS = 30.0
T_SCORE_RANGE = -9.0, 30.0


@dataclass(frozen=True)
class ReferenceValue:
    """Mean and standard deviation of a group."""

    mean: float
    sd: float


@dataclass(frozen=True)
class DensityCurve:
    """Trabecular density of one person over the years, with the same life untreated and the reference of age and sex.

    All arrays have the shape (n,).

    Parameters
    ----------
    ages_years : array
    density_mg_cm3 : array
        Under the chosen treatment.
    untreated_mg_cm3 : array
    reference_mg_cm3 : array
        The mean of age and sex with menopause at the usual age.
    """

    ages_years: Floats
    density_mg_cm3: Floats
    untreated_mg_cm3: Floats
    reference_mg_cm3: Floats

    def at(self, age_years: float) -> float:
        """Density at an age, interpolated."""
        return float(np.interp(age_years, self.ages_years, self.density_mg_cm3))


@checked
def t_score(areal_g_cm2: float) -> float:
    """Lumbar T-score of an areal density (0 to 5 g/cm2).

    It is the distance from the mean of young women in their standard deviations.
    The same reference serves both sexes.

    Raises
    ------
    InputError
        For a value outside its range.
    """
    check_range(_("The areal density"), areal_g_cm2, 0, MAX_AREAL_G_CM2, "g/cm2")
    mean, sd = _young()
    return (areal_g_cm2 - mean) / sd


@checked
def areal_density_g_cm2(t: float) -> float:
    """The areal density (g/cm2) with the lumbar T-score `t` (-9 to 30): the inverse of `t_score`.

    Raises
    ------
    InputError
        For a value outside its range.
    """
    check_range("T-score", t, *T_SCORE_RANGE)
    mean, sd = _young()
    return mean + t * sd


@checked
def z_score(areal_g_cm2: float, age_years: float, sex: Sex) -> float:
    """Lumbar Z-score: areal density against people of the same age and sex.

    Parameters
    ----------
    areal_g_cm2 : float
        0 to 5 g/cm2.
    age_years : float
        20 to 100 years.
    sex : {"female", "male"}

    Raises
    ------
    InputError
        For a value outside its range.
    """
    check_range(_("The areal density"), areal_g_cm2, 0, MAX_AREAL_G_CM2, "g/cm2")
    reference = areal_reference(age_years, sex)
    return (areal_g_cm2 - reference.mean) / reference.sd


@checked
def who_category(t: float, fragility_fracture: bool = False) -> str:
    """The WHO category of a T-score, for women after the menopause and men from 50 years on.

    Parameters
    ----------
    t : float
        T-score, -9 to 30: up to -2.5 osteoporosis, below -1 low bone mass, else normal.
    fragility_fracture : bool
        Whether a fracture makes osteoporosis severe.

    Returns
    -------
    str
        "normal", "low bone mass", "osteoporosis" or "severe osteoporosis".

    Raises
    ------
    InputError
        For a value outside its range.

    Source
    ------
    WHO1994.
    """
    check_range("T-score", t, *T_SCORE_RANGE)
    if t <= -2.5:
        return "severe osteoporosis" if fragility_fracture else "osteoporosis"
    return "low bone mass" if t < -1.0 else "normal"


@checked
def areal_reference(age_years: float, sex: Sex) -> ReferenceValue:
    """Mean and standard deviation of lumbar areal density (g/cm2) at an age.

    The table gives women by decade; beyond its first and last age the nearest holds. Men keep the value of young women
    at every age, since the lumbar areal density of men does not fall with age (Looker 2012).

    Parameters
    ----------
    age_years : float
        20 to 100 years.
    sex : {"female", "male"}

    Raises
    ------
    InputError
        For an age outside its range.

    Source
    ------
    `assets/tables/lumbar_dxa_women.csv`.
    """
    check_range(pgettext("age", "Age"), age_years, MIN_AGE_YEARS, MAX_AGE_YEARS, "years")
    decades = tables.table("lumbar_dxa_women")
    ages, means, sds = (decades.numbers(name) for name in ("age_years", "mean_g_cm2", "sd_g_cm2"))
    sd = float(np.interp(age_years, ages, sds))
    return ReferenceValue(float(means[0]) if sex == "male" else float(np.interp(age_years, ages, means)), sd)


@checked
def trabecular_reference(age_years: float, sex: Sex) -> ReferenceValue:
    """Mean and standard deviation of trabecular density (mg/cm3) at an age, with menopause at the usual age.

    Parameters
    ----------
    age_years : float
        20 to 100 years.
    sex : {"female", "male"}

    Raises
    ------
    InputError
        For an age outside its range.
    """
    check_range(pgettext("age", "Age"), age_years, MIN_AGE_YEARS, MAX_AGE_YEARS, "years")
    curve = _untreated(np.array([float(age_years)]), sex, tables.value("menopause_age_years"))
    return ReferenceValue(float(curve[0]), tables.value("trabecular_sd_mg_cm3"))


@checked
def trabecular_mean_mg_cm3(patient: Patient) -> float:
    """Mean trabecular density of a patient's vertebral bodies (mg/cm3, hydroxyapatite).

    It is the QCT density where that is given; else it follows from the T-score, whose Z-score predicts part of the
    trabecular Z-score (their correlation is less than 1), and is at least 15 mg/cm3; else it is the mean of age and
    sex.
    """
    if patient.vbmd_mg_cm3 is not None:
        return patient.vbmd_mg_cm3
    reference = trabecular_reference(patient.age_years, patient.sex)
    if patient.t_score is None:
        return reference.mean
    z = z_score(areal_density_g_cm2(patient.t_score), patient.age_years, patient.sex)
    return max(MIN_DENSITY_MG_CM3, reference.mean + tables.value("dxa_qct_correlation") * z * reference.sd)


@checked
def marrow_fat_fraction(age_years: float, sex: Sex) -> float:
    """Share of fat in the marrow (0 to 1): constant to 35 years, then a straight line to 70, constant beyond.

    Parameters
    ----------
    age_years : float
        20 to 100 years.
    sex : {"female", "male"}

    Raises
    ------
    InputError
        For an age outside its range.

    Source
    ------
    Baum2018, Yeung2005.
    """
    check_range(pgettext("age", "Age"), age_years, MIN_AGE_YEARS, MAX_AGE_YEARS, "years")
    young = tables.value("marrow_fat_30_women_fraction" if sex == "female" else "marrow_fat_30_men_fraction")
    return float(np.interp(age_years, (35, 70), (young, tables.value("marrow_fat_70_fraction"))))


@checked
def density_curve(
    patient: Patient,
    ages_years: ArrayLike | None = None,
    menopause_age_years: float | None = None,
    treatment: str | None = None,
    start_age_years: float | None = None,
    years_treated: float | None = None,
) -> DensityCurve:
    """The patient's trabecular density through life, which passes through today's value if untreated until now.

    Before and after today she keeps her ratio to the reference curve. Under a treatment density rises, holds while the
    drug is taken, and falls after it is stopped.

    Parameters
    ----------
    patient : Patient
    ages_years : array (n,), optional
        Ages of the result; by default every year from 20 to 100.
    menopause_age_years : float, optional
        35 to 60 years; by default the usual age. Men are unaffected.
    treatment : str, optional
        One of `TREATMENTS`; by default none.
    start_age_years : float, optional
        Start of the treatment, 20 to 100 years; by default today.
    years_treated : float, optional
        0 to 30 years; by default as long as the drug is usually taken.

    Returns
    -------
    DensityCurve
        At least 15 mg/cm3 at every age.

    Raises
    ------
    InputError
        For a value outside its range.

    Source
    ------
    `assets/tables/treatments.csv`.
    """
    ages = np.asarray(np.arange(20, 101) if ages_years is None else ages_years, dtype=float)
    usual = tables.value("menopause_age_years")
    menopause = check_range(
        _("Age at menopause"), usual if menopause_age_years is None else menopause_age_years, 35, 60, "years"
    )
    if treatment is not None and treatment not in TREATMENTS:
        raise InputError(
            _("Treatment {treatment} is not known. Give one of {treatments}.").format(
                treatment=repr(treatment), treatments=", ".join(TREATMENTS)
            )
        )
    today = _untreated(np.array([float(patient.age_years)]), patient.sex, usual)[0]
    scale = trabecular_mean_mg_cm3(patient) / today
    untreated = scale * _untreated(ages, patient.sex, menopause)
    start = patient.age_years if start_age_years is None else start_age_years
    if years_treated is not None:
        check_range(_("Years of treatment"), years_treated, 0, MAX_TREATED_YEARS, "years")
    check_range(_("Age at the start of treatment"), start, MIN_AGE_YEARS, MAX_AGE_YEARS, "years")
    factor = _treated_factor(
        ages, treatment or "none", start, years_treated, lambda when: _untreated(when, patient.sex, menopause)
    )
    reference = _untreated(ages, patient.sex, usual)
    return DensityCurve(
        ages, np.maximum(untreated * factor, MIN_DENSITY_MG_CM3), np.maximum(untreated, MIN_DENSITY_MG_CM3), reference
    )


def _young() -> tuple[float, float]:
    return tables.value("dxa_l1_l4_young_mean_women_g_cm2"), tables.value("dxa_l1_l4_young_sd_women_g_cm2")


@cache.CONSTANTS.memoize
def _losses_of_women() -> tuple[float, float, float]:
    """Logarithm of what a year leaves before, in and after the menopause."""
    before, during, after = (
        float(np.log1p(-tables.value(f"trabecular_loss_{when}menopause_percent_year") / 100))
        for when in ("before_", "", "after_")
    )
    return before, during, after


def _untreated(ages: Floats, sex: Sex, menopause_years: float) -> Floats:
    """Peak density times the product of all yearly losses since the peak (mg/cm3)."""
    if sex == "male":
        lost = np.maximum(ages - PEAK_AGE_YEARS, 0) * np.log1p(-tables.value("trabecular_loss_men_percent_year") / 100)
        return tables.value("trabecular_peak_men_mg_cm3") * np.exp(lost)
    start = menopause_years - YEARS_BEFORE_LAST_PERIOD
    end = start + tables.value("menopause_transition_years")
    lost = np.zeros(np.shape(ages))
    spans = ((PEAK_AGE_YEARS, start), (start, end), (end, np.inf))
    for (first, last), loss in zip(spans, _losses_of_women(), strict=True):
        lost += np.minimum(np.maximum(ages - first, 0), last - first) * loss
    return tables.value("trabecular_peak_women_mg_cm3") * np.exp(lost)


@cache.CONSTANTS.memoize
def _effect_of(treatment: str) -> tuple[float, ...]:
    """Gain (% a year) and for how many years, how long it is usually taken, slide (% a year) and for how many years."""
    row = tables.table("treatments").row("treatment", treatment)
    names = ("gain_percent_year", "gain_years", "usual_years", "after_stop_percent_year", "after_stop_years")
    return tuple(float(row[name]) for name in names)


def _treated_factor(
    ages: Floats, treatment: str, start: float, years: float | None, untreated: Callable[[Floats], Floats]
) -> Floats:
    """Treated over untreated density: it grows while the drug gains, makes up for the loss while taken, then slides to
    1."""
    if treatment == "none":
        return np.ones(np.shape(ages))
    gain, gain_years, usual_years, slide, slide_years = _effect_of(treatment)
    taken = usual_years if years is None else years
    risen = start + min(gain_years, taken)
    gaining = np.clip(ages - start, 0, risen - start) * np.log1p(gain / 100)
    holding = np.log(untreated(np.array([risen]))[0] / untreated(np.clip(ages, risen, max(risen, start + taken))))
    sliding = np.clip(ages - start - taken, 0, slide_years) * np.log1p(slide / 100)
    return np.exp(np.maximum(gaining + holding + sliding, 0))
