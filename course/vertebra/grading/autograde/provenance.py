"""The provenance of each submission, from where it was collected.

It is kept beside the submissions: nothing in them can change it. See decision 0173.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import msgspec

from vertebra import checked_json
from vertebra.quiz.session.answers import Problem
from vertebra.quiz.storage import write_atomic

HOLD_CODES = ("account", "time", "file-changed")
"""Codes of problems for which a person looks at the whole submission before it counts."""
TIME_FORMAT = "%Y-%m-%d %H:%M:%S.%f UTC"


@dataclass(frozen=True)
class Provenance:
    """Where a submission came from.

    Parameters
    ----------
    folder : str
        Its name in the exchange.
    changed_at : str
        When that last changed.
    counted_at : str
        The time that counts.
    digest : str
        Of what was collected: provenance of something else is none.
    problems : tuple of Problem
    """

    folder: str
    changed_at: str
    counted_at: str
    digest: str
    problems: tuple[Problem, ...]


class _Kept(msgspec.Struct, forbid_unknown_fields=True):
    """The evidence as its file holds it."""

    folder: str
    changed_at: str
    counted_at: str
    digest: str
    problems: list[tuple[str, str]]


def hold_reason(problems: Iterable[Problem]) -> str:
    """Why a person must look at a submission with these `problems` before it counts; empty where nobody must."""
    return next((problem.message for problem in problems if problem.code in HOLD_CODES), "")


def write_provenance(submission: Path, provenance: Provenance) -> None:
    """Keep the evidence of the submission `<course>/submitted/<student>/<quiz>`, before it stands there."""
    content = {**vars(provenance), "problems": [(problem.code, problem.message) for problem in provenance.problems]}
    write_atomic(_file(submission), json.dumps(content, indent=1).encode())


def read_provenance(submission: Path, digest: str) -> Provenance | None:
    """The evidence of the submission with this `digest`; None where it came another way, or is not known."""
    try:
        kept = checked_json.read(_file(submission), _Kept)
    except (OSError, checked_json.ShapeError):
        return None
    problems = tuple(Problem(code, sentence) for code, sentence in kept.problems)
    provenance = Provenance(kept.folder, kept.changed_at, kept.counted_at, kept.digest, problems)
    return provenance if provenance.digest == digest else None


def _file(submission: Path) -> Path:
    return submission.parents[2] / ".vertebra" / "handed_in" / submission.parent.name / f"{submission.name}.json"
