"""The list of what was not collected of a submission, kept beside the submissions for its row."""

from __future__ import annotations

import contextlib
import json
from collections.abc import Sequence
from pathlib import Path

from vertebra import checked_json
from vertebra.quiz.session.answers import Problem
from vertebra.quiz.storage import write_atomic

LEFT_OUT = "left_out"
"""The folder, beside the submissions, that says what of them was not collected, and why."""
MAX_MESSAGES = 20


def keep_left_out(folder: Path, problems: Sequence[Problem]) -> None:
    """Keep what of the submission in `folder` was not collected, and why; without `problems` forget it."""
    path = _left_out_file(folder)
    if problems:
        write_atomic(
            path, json.dumps([(problem.code, problem.message) for problem in problems][:MAX_MESSAGES]).encode()
        )
    else:
        path.unlink(missing_ok=True)


def read_left_out(folder: Path) -> list[Problem]:
    """Read the list that `keep_left_out` wrote."""
    with contextlib.suppress(OSError, checked_json.ShapeError):
        kept = checked_json.read(_left_out_file(folder), list[tuple[str, str]])
        return [Problem(code, sentence) for code, sentence in kept[:MAX_MESSAGES]]
    return []


def _left_out_file(folder: Path) -> Path:
    return folder.parents[2] / ".vertebra" / LEFT_OUT / folder.parent.name / f"{folder.name}.json"
