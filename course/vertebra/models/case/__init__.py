"""A patient from the first question to the follow-up: a case, the list of what was done for it, and what that was
worth."""

from vertebra.models.case.actions import (
    ACTIONS,
    ANSWER_OPTIONS,
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
from vertebra.models.case.sampling import KINDS, Case, sample_case
from vertebra.models.case.scoring import (
    StageScore,
    contraindicated_drugs,
    equipment,
    fractured,
    run_procedure,
    score_case,
    total_score,
)

__all__ = [
    "ACTIONS",
    "ANSWER_OPTIONS",
    "KINDS",
    "PROCEDURE_KINDS",
    "Case",
    "StageScore",
    "check",
    "contraindicated_drugs",
    "decision_of",
    "equipment",
    "fractured",
    "from_answers",
    "is_procedural",
    "kind_of",
    "option_of",
    "procedural",
    "run_procedure",
    "sample_case",
    "score_case",
    "to_answer",
    "total_score",
]
