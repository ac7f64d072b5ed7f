"""The best result of each trainer, where it saves itself: `.vertebra/trainer_results.json` in the learner's folder.

A result are the criteria that a trainer's last look judged, and how many of them were kept. Of two with the same share
the first stays. See decision 0438.
"""

from __future__ import annotations

import contextlib
import re
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Annotated, Any

import msgspec
from filelock import FileLock, Timeout

from vertebra import checked_json
from vertebra.files import write_atomic
from vertebra.widgets.autosave import FOLDER as WIDGETS
from vertebra.widgets.autosave import Place

FILE = Path(".vertebra") / "trainer_results.json"
LOCK_S = 2.0
MAX_BYTES = 100_000
MAX_CRITERIA = 60

Count = Annotated[int, msgspec.Meta(ge=0, le=MAX_CRITERIA)]
Day = Annotated[str, msgspec.Meta(pattern=r"^\d{4}-\d\d-\d\d$")]


class TrainerResult(msgspec.Struct):
    """How many of a trainer's criteria were kept, at best and last, and when that was."""

    lesson: Annotated[str, msgspec.Meta(max_length=80)]
    title: Annotated[str, msgspec.Meta(max_length=120)]
    passed: Count
    of: Annotated[int, msgspec.Meta(ge=1, le=MAX_CRITERIA)]
    on: Day
    times: Annotated[int, msgspec.Meta(ge=1)] = 1


def best(folder: Path) -> list[dict[str, Any]]:
    """Return the best results of a learner, by lesson; empty where nothing readable is kept."""
    return [msgspec.to_builtins(result) for _name, result in sorted(_read(folder).items())]


def note(
    place: Place, kind: str, title: str, frame: Mapping[str, Any], before: tuple[bool, ...] = ()
) -> tuple[bool, ...]:
    """Keep what a trainer's frame judged, if it judged something; a folder that can't be written stops nobody.

    Parameters
    ----------
    place : Place
        Where the trainer saves itself.
    kind, title : str
        Name of its class, and what it is called.
    frame : mapping
        Its state as it is drawn; `verdicts` are the criteria.
    before : tuple of bool, optional
        What this returned last: the same again is no other result, but the same scan looked at from another side.

    Returns
    -------
    tuple of bool
        Which criteria are kept; empty where nothing is judged.
    """
    rows = frame.get("verdicts")
    if not isinstance(rows, list) or not 0 < len(rows) <= MAX_CRITERIA or "good" not in rows[0]:
        return ()
    good = tuple(bool(row["good"]) for row in rows)
    if good != before and place.path.parents[1].parts[-2:] == WIDGETS.parts:
        folder, lesson = place.path.parents[3], place.path.parent.name
        now = TrainerResult(_lesson(lesson), title[:120], sum(good), len(good), date.today().isoformat())
        with contextlib.suppress(OSError, Timeout), FileLock(folder / FILE.with_suffix(".lock"), timeout=LOCK_S):
            _write(folder, f"{lesson} {kind}", now)
    return good


def _write(folder: Path, name: str, now: TrainerResult) -> None:
    kept = _read(folder)
    if best_so_far := kept.get(name):
        better = now.passed * best_so_far.of > best_so_far.passed * now.of
        now = msgspec.structs.replace(now if better else best_so_far, times=best_so_far.times + 1)
    kept[name] = now
    write_atomic(folder / FILE, msgspec.json.format(msgspec.json.encode(kept)))


def _lesson(folder_name: str) -> str:
    match = re.match(r"\d\d", folder_name)
    return match[0] if match else folder_name[:80]


def _read(folder: Path) -> dict[str, TrainerResult]:
    """Every result that is whole; a file that can't be read is an empty one, and written over."""
    try:
        raw = checked_json.read(folder / FILE, dict[str, Any], MAX_BYTES)
    except (OSError, checked_json.ShapeError):
        return {}
    results = {}
    for name, value in raw.items():
        try:
            results[name] = checked_json.convert(value, TrainerResult)
        except checked_json.ShapeError:
            continue
    return results
