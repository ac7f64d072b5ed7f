"""The record of grading that lies beside a graded notebook, and its vocabulary.

The record is written last: its digest says that the files beside it are whole. See decision 0071.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Literal

import msgspec

from vertebra import checked_json
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


class _RecordedItem(msgspec.Struct):
    """What a record must say of an item."""

    item: str
    value: Any
    variant: int


class _Record(msgspec.Struct):
    """What a record must hold."""

    schema: int
    digest: str
    status: str
    notes: list[str]
    marks: list[_RecordedItem]


def read_record(folder: Path) -> dict[str, Any] | None:
    """The record in a graded folder; None where there is none or it is not whole."""
    try:
        record = checked_json.read(folder / RECORD, dict[str, Any])
        known = checked_json.convert(record, _Record).schema == SCHEMA
    except (OSError, checked_json.ShapeError):
        # Of a damaged disk: it is no record, and its student is graded anew.
        return None
    return {**record, "status": _FORMER_STATUS.get(record["status"], record["status"])} if known else None
