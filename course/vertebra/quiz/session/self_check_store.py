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
    """`{question id: {"variant", "value", "tries"}}`; empty where no file can be read, since nothing hangs on it.

    What was saved under a question's former name stands under its present one, with that name in `saved_as`: the
    options in its value are named by it.
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
    """Remember one question's entry; False where the folder can't be written, which stops nobody from learning."""
    try:
        everything = {**read(folder), question_id: entry}
        write_atomic(folder / FILE, json.dumps(everything, indent=1, allow_nan=False).encode())
        return True
    except (OSError, ValueError):
        return False
