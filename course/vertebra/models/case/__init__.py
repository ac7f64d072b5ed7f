"""A patient from the first question to the follow-up: a case, the list of what was done for it, and what that was
worth."""

from vertebra.models.case.actions import (
    ACTIONS,
    ANAESTHESIA,
    ANSWER_OPTIONS,
    CONSEQUENCES,
    PROCEDURE_KINDS,
    check,
    decision_of,
    from_answers,
    is_procedural,
    kind_of,
    option_of,
    procedural,
    to_answer,
)
from vertebra.models.case.emergency import anaesthesia_of, emergency_of, outcome_of
from vertebra.models.case.procedure import equipment, fractured, run_procedure
from vertebra.models.case.sampling import KINDS, Case, sample_case
from vertebra.models.case.scoring import (
    StageScore,
    contraindicated_drugs,
    score_case,
    total_score,
)

__all__ = [
    "ACTIONS",
    "ANAESTHESIA",
    "ANSWER_OPTIONS",
    "CONSEQUENCES",
    "KINDS",
    "PROCEDURE_KINDS",
    "Case",
    "StageScore",
    "anaesthesia_of",
    "check",
    "contraindicated_drugs",
    "decision_of",
    "emergency_of",
    "equipment",
    "fractured",
    "from_answers",
    "is_procedural",
    "kind_of",
    "option_of",
    "outcome_of",
    "procedural",
    "run_procedure",
    "sample_case",
    "score_case",
    "to_answer",
    "total_score",
]
