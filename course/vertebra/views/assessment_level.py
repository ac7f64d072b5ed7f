"""How well a criterion is met: not, at a price, or well."""

from vertebra.models.procedure import Assessment

MIN_SEEN_ML = 0.005
"""Leak that a scan shows."""


LEAKS = ("canal_leak", "other_leak")


def is_near(assessment: Assessment) -> bool:
    """Whether a criterion is met, but at a price or only just: cement outside the bone that a scan shows."""
    leaked = float(assessment.values.get("leaked_ml", 0)) if assessment.criterion in LEAKS else 0.0
    return assessment.passed and leaked >= MIN_SEEN_ML


def level(assessment: Assessment) -> str:
    """Return "bad" where it is not met, "near" where it is met at a price, and "good"."""
    if not assessment.passed:
        return "bad"
    return "near" if is_near(assessment) else "good"
