"""A patient from the first question to the follow-up: a case, the list of what was done for it, and what that was worth."""

from vertebra.models.pathway.cases import KINDS, Case, draw
from vertebra.models.pathway.deeds import BY_HAND, WHATS, Deed, check, decided
from vertebra.models.pathway.judged import Part, judge, total, unsuited

__all__ = [
    "BY_HAND", "KINDS", "WHATS", "Case", "Deed", "Part", "check", "decided", "draw", "judge", "total", "unsuited",
]  # fmt: skip
