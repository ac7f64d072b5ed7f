"""Where a learner's self-checks are kept: `.vertebra/self_checks.json` in the learner's folder.

Beside the answer that a lesson shows again, every first answer of a sitting is kept with its day, whether it was right
and whether the learner was sure: what the page of progress is made of. Only facts are kept; which box a question lies
in, and when it is due, `js/learning.js` works out from them. See decision 0438.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Annotated, Any

import msgspec
from filelock import FileLock, Timeout

from vertebra import checked_json, former_order
from vertebra.quiz.json_recovery import StrictJsonError, parse_strict, recover_named
from vertebra.quiz.storage import write_atomic

FILE = Path(".vertebra") / "self_checks.json"
LOCK = FILE.with_suffix(".lock")
LOCK_S = 3.0
MAX_BYTES = 1_000_000
MAX_ANSWERS = 40
"""Of one question; the oldest are left out."""
MAX_DAMAGED = 20
"""Damaged files that are kept."""

Day = Annotated[str, msgspec.Meta(pattern=r"^\d{4}-\d\d-\d\d(?:T[0-9:+.-]{4,24})?$")]


class KeptAnswer(msgspec.Struct, forbid_unknown_fields=True):
    """The first answer of a sitting: when, by the learner's clock, whether right, and whether the learner was sure."""

    at: Day
    right: bool
    sure: bool


@dataclass(frozen=True)
class SelfChecks:
    """What is kept of a learner's self-checks.

    Parameters
    ----------
    entries : dict
        By question: `variant`, `value`, `tries`, `answers` (as `KeptAnswer`) and, of a prediction, `surprised`.
    damaged : bool, optional
        Whether the file was damaged; `entries` then holds those that could still be read.
    """

    entries: dict[str, dict[str, Any]] = field(default_factory=dict)
    damaged: bool = False


def load(folder: Path) -> SelfChecks:
    """Read what was answered before.

    Parameters
    ----------
    folder : Path
        Of the learner.

    Returns
    -------
    SelfChecks
        What was kept under a former name stands under the present one, with that name in `saved_as`, by which the
        options in its value are named.
    """
    try:
        content = (folder / FILE).read_bytes()
    except OSError:
        return SelfChecks()
    if len(content) > MAX_BYTES:
        return SelfChecks(damaged=True)
    text = content.decode("utf-8", "replace")
    try:
        document, damaged = parse_strict(text), False
    except StrictJsonError:
        document, damaged = recover_named(text), True
    if not isinstance(document, dict):
        return SelfChecks(damaged=True)
    entries = {name: _whole(entry) for name, entry in document.items() if isinstance(entry, dict)}
    renamed = {new: {**entries[old], "saved_as": old} for old, new in former_order.QUESTIONS.items() if old in entries}
    present = {name: entry for name, entry in entries.items() if name not in former_order.QUESTIONS}
    return SelfChecks(renamed | present, damaged or len(entries) < len(document))


def read(folder: Path) -> dict[str, dict[str, Any]]:
    """Return the entries that `load` reads."""
    return load(folder).entries


def write(folder: Path, question_id: str, entry: dict[str, Any], answer: KeptAnswer | None = None) -> bool:
    """Keep one question's entry, and what was answered now; a damaged file is put aside first, never written over.

    Parameters
    ----------
    folder : Path
        Of the learner.
    question_id : str
    entry : dict[str, Any]
        As `load` returns it.
    answer : KeptAnswer, optional
        Added to the answers that another notebook may have written meanwhile.

    Returns
    -------
    bool
        False where the folder can't be written, which stops nobody from learning.
    """
    try:
        (folder / FILE).parent.mkdir(parents=True, exist_ok=True)
        with FileLock(folder / LOCK, timeout=LOCK_S):
            kept = load(folder)
            if kept.damaged:
                put_aside(folder)
            answers = kept.entries.get(question_id, {}).get("answers", [])
            added = [msgspec.to_builtins(answer)] if answer else []
            completed = {**entry, "answers": [*answers, *added][-MAX_ANSWERS:]}
            everything = {**kept.entries, question_id: completed}
            write_atomic(folder / FILE, json.dumps(everything, indent=1, allow_nan=False).encode())
        return True
    except (OSError, ValueError, Timeout):
        return False


def put_aside(folder: Path) -> Path | None:
    """Rename a damaged file, so that nothing of it is lost; return its new name, None where there is no file."""
    path = folder / FILE
    names = (path.with_name(f"{path.stem} (damaged {number}).json") for number in range(1, MAX_DAMAGED + 1))
    beside = next((name for name in names if not name.exists()), None)
    if beside is None or not path.exists():
        return None
    path.replace(beside)
    return beside


def damaged_files(folder: Path) -> list[str]:
    """Return the names of the files that were put aside."""
    return sorted(path.name for path in (folder / FILE).parent.glob(f"{FILE.stem} (damaged *).json"))


def answer_now(right: bool, sure: bool) -> KeptAnswer:
    """Return an answer that is given at this moment, by the clock on the learner's wall."""
    return KeptAnswer(datetime.now().astimezone().isoformat(timespec="seconds"), right, sure)


def learning_record(entries: Mapping[str, Mapping[str, Any]]) -> dict[str, dict[str, Any]]:
    """Return what `js/learning.js` reads: by question its answers, whether one is kept, and what surprised.

    The same form is kept by a page without Python.
    """
    return {
        name: {
            "answers": entry.get("answers", []),
            "answered": bool(entry.get("value")) or bool(entry.get("answers")),
            "surprised": entry.get("surprised"),
        }
        for name, entry in entries.items()
    }


def _whole(entry: dict[str, Any]) -> dict[str, Any]:
    """The entry with those of its answers that can be believed."""
    kept = {name: value for name, value in entry.items() if name not in ("answers", "surprised")}
    listed = entry.get("answers", [])
    believed = map(_believed, listed if isinstance(listed, list) else [])
    answers = [answer for answer in believed if answer][-MAX_ANSWERS:]
    surprised = entry.get("surprised")
    return {**kept, "answers": answers, **({"surprised": surprised} if isinstance(surprised, bool) else {})}


def _believed(answer: object) -> dict[str, Any] | None:
    try:
        checked = checked_json.convert(answer, KeptAnswer)
        datetime.fromisoformat(checked.at)
    except ValueError:
        return None
    return dict(msgspec.to_builtins(checked))
