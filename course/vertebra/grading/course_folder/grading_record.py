"""The record of grading that lies beside a graded notebook, and its vocabulary.

The record is written last: its digest says that the files beside it are whole. See decision 0071.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Literal

from vertebra.quiz.storage import write_atomic

SCHEMA = 1
RECORD = "graded.json"
Status = Literal["graded", "recovered", "needs_review", "rejected", "ungraded", "failed"]
_FORMER_STATUS = {"rescued": "recovered", "flagged": "needs_review"}
"""What records of existing course folders call a status."""
REJECTED = "rejected"
"""The verdict on an answer that was held and that the teacher does not let count."""
REVIEW_REASON = "vertebra_held"
"""In the metadata of a cell of students' code: why a person must look at it before it counts."""
HARMLESS = frozenset({"timestamp", "left-out", "not-asked"})
"""Codes of what is said of a submission and costs nothing."""


def write_record(folder: Path, kept: Mapping[str, Any]) -> None:
    """Put the record into `folder`, as the last of its files: its digest says that the rest is whole."""
    write_atomic(folder / RECORD, (json.dumps(kept, indent=1, sort_keys=True) + "\n").encode())


def read_record(folder: Path) -> dict[str, Any] | None:
    """The record in a graded folder; None where there is none or it is not whole."""
    try:
        found = json.loads((folder / RECORD).read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError):
        return None
    if not (isinstance(found, dict) and found.get("schema") == SCHEMA and _is_whole(found)):
        return None
    return {**found, "status": _FORMER_STATUS.get(found["status"], found["status"])}


def _is_whole(record: Mapping[str, Any]) -> bool:
    """Whether a record holds what it must.

    One that does not, of a damaged disk, is no record, and its student is graded anew.
    """
    marks, notes = record.get("marks"), record.get("notes")
    return (
        isinstance(record.get("digest"), str)
        and isinstance(record.get("status"), str)
        and isinstance(notes, list)
        and all(isinstance(note, str) for note in notes)
        and isinstance(marks, list)
        and all(isinstance(one, dict) and {"item", "value", "variant"} <= one.keys() for one in marks)
    )
