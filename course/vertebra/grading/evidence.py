"""What is known of each submission from where it was collected, kept beside the submissions: nothing in them can change it."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from vertebra.grading.course import Course
from vertebra.quiz.answers import Problem
from vertebra.quiz.storage import replace_file
from vertebra.student_identity import Refusal, id_fault

HOLDING = ("account", "time")
"""Codes of problems for which a person looks at the whole submission before it counts."""
TIME_FORM = "%Y-%m-%d %H:%M:%S.%f UTC"
MAX_REFUSED = 200


@dataclass(frozen=True)
class Evidence:
    """Where a submission came from: its folder in the exchange, when that last changed, the time that counts, what is wrong.

    `digest` is that of what was collected: evidence of something else is none.
    """

    folder: str
    changed_at: str
    counted_at: str
    digest: str
    problems: tuple[Problem, ...]


def keep(submission: Path, found: Evidence) -> None:
    """Keep the evidence of the submission `<course>/submitted/<student>/<quiz>`, before it stands there."""
    content = {**vars(found), "problems": [(one.code, one.message) for one in found.problems]}
    replace_file(_file(submission), json.dumps(content, indent=1).encode())


def of(submission: Path, digest: str) -> Evidence | None:
    """The evidence of the submission with this `digest`; None where it came another way, or is not known."""
    try:
        said: dict[str, Any] = json.loads(_file(submission).read_text(encoding="utf-8"))
        problems = tuple(Problem(str(code), str(sentence)) for code, sentence in said.pop("problems"))
        found = Evidence(**said, problems=problems)
    except (OSError, ValueError, TypeError, KeyError):
        return None
    return found if found.digest == digest else None


def keep_refused(course: Course, assignment: str, refused: Sequence[Refusal]) -> None:
    """Keep what the last collection left in the exchange, and why."""
    rows = [(one.given, one.reason) for one in refused[:MAX_REFUSED]]
    if len(refused) > MAX_REFUSED:
        rows.append(("…", f"and {len(refused) - MAX_REFUSED} more"))
    replace_file(_refused_file(course, assignment), json.dumps(rows, indent=1).encode())


def refused(course: Course, assignment: str) -> list[Refusal]:
    """What was not taken as a submission of `assignment`: in the exchange, in `submitted` and in the gradebook."""
    found = []
    try:
        rows = json.loads(_refused_file(course, assignment).read_text(encoding="utf-8"))
        found = [Refusal(str(name), str(why)) for name, why in rows]
    except (OSError, ValueError, TypeError):
        pass
    folders = sorted(path.parent.name for path in (course.root / "submitted").glob(f"*/{assignment}"))
    return found + [Refusal(f"submitted/{name}", f"the id: {fault}") for name in folders if (fault := id_fault(name))]


def _file(submission: Path) -> Path:
    return submission.parents[2] / ".vertebra" / "handed_in" / submission.parent.name / f"{submission.name}.json"


def _refused_file(course: Course, assignment: str) -> Path:
    return course.root / ".vertebra" / "refused" / f"{assignment}.json"
