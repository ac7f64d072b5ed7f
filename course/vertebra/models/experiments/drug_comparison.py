"""New vertebral fractures in people like one patient, with each drug and without, by the course's own cohort model."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from vertebra import cache
from vertebra.models import case as patient_case
from vertebra.models.case import Case
from vertebra.models.epidemiology.cohort import TreatmentPolicy, cohort_like, simulate_cohort
from vertebra.patient import Patient

YEARS = 2
NO_DRUG = "nothing"
DRUGS: tuple[str, ...] = tuple(drug for drug in patient_case.ACTIONS["give"] if drug != NO_DRUG)


@dataclass(frozen=True)
class DrugComparison:
    """Of a hundred people like one patient, how many have a new vertebral fracture within `years`.

    `percent_by_drug` begins with no drug; `contraindicated` names the drugs that this patient must not be given.
    """

    years: int
    percent_by_drug: Mapping[str, float]
    contraindicated: frozenset[str]

    @property
    def percent_untreated(self) -> float:
        """How many without a drug."""
        return self.percent_by_drug[NO_DRUG]


def compare_drugs(case: Case, drugs: Sequence[str] = DRUGS, years: int = YEARS) -> DrugComparison:
    """Simulate no drug and each of `drugs` in people like the case's patient."""
    compared = (NO_DRUG, *(drug for drug in drugs if drug != NO_DRUG))
    percent = {drug: new_fracture_percent(case.patient, drug, years) for drug in compared}
    return DrugComparison(years, percent, frozenset(patient_case.contraindicated_drugs(case)) - {NO_DRUG})


@cache.EXPERIMENTS.memoize
def new_fracture_percent(patient: Patient, drug: str = NO_DRUG, years: int = YEARS) -> float:
    """Return how many of a hundred people like `patient` have a new vertebral fracture within `years`, treated with
    `drug`."""
    policy = TreatmentPolicy("none" if drug == NO_DRUG else drug)
    return simulate_cohort(cohort_like(patient), policy, years=years).ever_fractured_percent
