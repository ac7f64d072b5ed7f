"""New vertebral fractures in people like one patient, with each drug and without, by the course's own cohort model."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from vertebra import cache
from vertebra.arguments import checked
from vertebra.models import case as patient_case
from vertebra.models.case import Case
from vertebra.models.epidemiology.cohort import TreatmentPolicy, cohort_like, simulate_cohort
from vertebra.patient import Patient

YEARS = 2
NO_DRUG = "nothing"
DRUGS: tuple[str, ...] = tuple(drug for drug in patient_case.ACTIONS["give"] if drug != NO_DRUG)


@dataclass(frozen=True)
class DrugComparison:
    """New vertebral fractures in people like one patient.

    Parameters
    ----------
    years : int
        Length of the follow-up.
    percent_by_drug : mapping
        Share of people with a new fracture, without a drug first.
    contraindicated : frozenset of str
        Drugs that this patient must not receive.
    """

    years: int
    percent_by_drug: Mapping[str, float]
    contraindicated: frozenset[str]

    @property
    def percent_untreated(self) -> float:
        """The percentage without a drug."""
        return self.percent_by_drug[NO_DRUG]


@checked
def compare_drugs(case: Case, drugs: Sequence[str] = DRUGS, years: int = YEARS) -> DrugComparison:
    """Simulate no drug and each of `drugs` in people like the case's patient."""
    compared = (NO_DRUG, *(drug for drug in drugs if drug != NO_DRUG))
    percent = {drug: new_fracture_percent(case.patient, drug, years) for drug in compared}
    return DrugComparison(years, percent, frozenset(patient_case.contraindicated_drugs(case)) - {NO_DRUG})


@checked
@cache.EXPERIMENTS.memoize
def new_fracture_percent(patient: Patient, drug: str = NO_DRUG, years: int = YEARS) -> float:
    """Return the percentage of people like `patient` with a new vertebral fracture.

    Parameters
    ----------
    patient : Patient
        50 to 90 years old.
    drug : str
        A treatment with a trial, or "nothing".
    years : int
        1 to 15.

    Raises
    ------
    InputError
        For an age or a time outside its range.
    CourseError
        For a treatment without a trial.
    """
    policy = TreatmentPolicy("none" if drug == NO_DRUG else drug)
    return simulate_cohort(cohort_like(patient), policy, years=years).ever_fractured_percent
