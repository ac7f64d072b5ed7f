"""Where a learner's self-checks are remembered: `.vertebra/self_checks.json` beside the notebook."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from vertebra import former_order
from vertebra.quiz.json_recovery import StrictJsonError, parse_strict
from vertebra.quiz.storage import write_atomic

FILE = Path(".vertebra") / "self_checks.json"
MAX_BYTES = 1_000_000


def read(folder: Path) -> dict[str, dict[str, Any]]:
    """Read what was answered before in a lesson.

    Parameters
    ----------
    folder : Path
        Of the lesson.

    Returns
    -------
    dict of str to dict
        By question: `variant`, `value` and `tries`. What was saved under a former name stands under the present one,
        with that name in `saved_as`, by which the options in its value are named. Empty where no file can be read.
    """
    path = folder / FILE
    try:
        if path.stat().st_size > MAX_BYTES:
            return {}
        document = parse_strict(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, StrictJsonError):
        return {}
    if not isinstance(document, dict):
        return {}
    entries = {name: entry for name, entry in document.items() if isinstance(entry, dict)}
    renamed = {new: {**entries[old], "saved_as": old} for old, new in former_order.QUESTIONS.items() if old in entries}
    return renamed | {name: entry for name, entry in entries.items() if name not in former_order.QUESTIONS}


def write(folder: Path, question_id: str, entry: dict[str, Any]) -> bool:
    """Remember one question's entry.

    Parameters
    ----------
    folder : Path
        Of the lesson.
    question_id : str
    entry : dict[str, Any]
        As `read` returns it.

    Returns
    -------
    bool
        False where the folder can't be written, which stops nobody from learning.
    """
    try:
        everything = {**read(folder), question_id: entry}
        write_atomic(folder / FILE, json.dumps(everything, indent=1, allow_nan=False).encode())
        return True
    except (OSError, ValueError):
        return False
