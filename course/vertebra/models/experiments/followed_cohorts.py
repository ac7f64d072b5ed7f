"""Ten thousand people like one patient, followed over years under a policy of treatment."""

from vertebra import cache
from vertebra.arguments import checked
from vertebra.models.epidemiology.cohort import Cohort, CohortOutcome, TreatmentPolicy, cohort_like, simulate_cohort
from vertebra.patient import Patient


@checked
@cache.EXPERIMENTS.memoize
def followed_cohort(patient: Patient, policy: TreatmentPolicy, years: int) -> CohortOutcome:
    """Follow people like `patient` for `years`; every policy meets the same people and the same chance."""
    return simulate_cohort(_people(patient), policy, years=years)


@cache.EXPERIMENTS.memoize
def _people(patient: Patient) -> Cohort:
    return cohort_like(patient)
