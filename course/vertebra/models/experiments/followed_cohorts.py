"""Ten thousand people like one patient, followed over years under a policy of treatment."""

from vertebra import cache
from vertebra.models.epidemiology.cohort import Cohort, Outcome, Policy, cohort_like, run
from vertebra.patient import Patient


@cache.EXPERIMENTS.memoize
def followed(patient: Patient, policy: Policy, years: int) -> Outcome:
    """Follow people like `patient` for `years`; every policy meets the same people and the same chance."""
    return run(_people(patient), policy, years=years)


@cache.EXPERIMENTS.memoize
def _people(patient: Patient) -> Cohort:
    return cohort_like(patient)
