"""What widgets save in a page: files of a folder in memory, of which the worker keeps each in the browser's storage.

The widgets save themselves as in JupyterLab, by `autosave`; here the page says which cell runs, no thread writes, and
after each writing the worker is told which files are others than before. See decision 0467.
"""

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

LEARNER = Path("/learner")
ENDINGS = (".json",)
_KNOWN: dict[str, bytes] = {}
"""The files as the browser's storage has them."""
_WAITING: dict[int, Any] = {}
"""Savers that have something to write."""
_CELL = {"lesson": "", "cell": ""}
_MADE: dict[str, int] = {}


def restore(files: Mapping[str, Any]) -> None:
    """Lay what the storage holds into the folder, before the first widget is made."""
    for path, content in files.items():
        target = LEARNER / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content)
        _KNOWN[path] = bytes(content)


def begin(lesson: str, cell: str) -> None:
    """Say which cell runs now: its widgets are known by it."""
    _CELL.update(lesson=lesson, cell=cell)
    for key in [key for key in _MADE if key.startswith(f"{cell}-")]:
        del _MADE[key]


def take_over(tell: Callable[[], None]) -> None:
    """Have widgets save themselves here; `tell` says that something waits to be written."""
    from vertebra.widgets import autosave

    def place_here(kind: str) -> autosave.Place | None:
        lesson, cell = _CELL["lesson"], _CELL["cell"]
        if not lesson or not cell:
            return None
        key = f"{cell}-{kind}"
        _MADE[key] = _MADE.get(key, 0) + 1
        return autosave.Place(LEARNER / autosave.FOLDER / lesson / f"{key}-{_MADE[key]}.json")

    def soon(self: autosave.Autosave, document: Callable[[], autosave.Document | None]) -> None:
        self._waiting = document
        _WAITING[id(self)] = self
        tell()

    autosave.place_here = place_here
    autosave.Autosave.soon = soon  # type: ignore[method-assign]


def changes() -> Iterator[tuple[str, bytes | None]]:
    """Write what waits, and return the files that are others than the storage has; None for one that is gone."""
    savers = list(_WAITING.values())
    _WAITING.clear()
    for saver in savers:
        saver.flush()
    now = {
        path.relative_to(LEARNER).as_posix(): path.read_bytes()
        for path in LEARNER.rglob("*")
        if path.is_file() and path.suffix in ENDINGS
    }
    for path in [*now, *(_KNOWN.keys() - now.keys())]:
        if now.get(path) != _KNOWN.get(path):
            yield path, now.get(path)
    _KNOWN.clear()
    _KNOWN.update(now)
