"""The models beside what was published: every case of `assets/tables/validation.csv`, computed, inside or not.

A case is a row of that table: what was measured, its range, its source. The functions of this package compute ours;
each says by `@computes` which rows it answers. What was computed last is kept in `validation_results.csv`, so that a
page can show all of it at once; `vertebra validate` computes it anew. See decision 0470.
"""

from vertebra.validation.cases import CaseResult, Kind, PublishedCase, case, case_names, stored_results
from vertebra.validation.run import compute, computed_together, is_slow, write_results

__all__ = [
    "CaseResult",
    "Kind",
    "PublishedCase",
    "case",
    "case_names",
    "compute",
    "computed_together",
    "is_slow",
    "stored_results",
    "write_results",
]
