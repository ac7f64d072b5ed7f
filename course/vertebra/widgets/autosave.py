"""Where a widget saves itself as it goes: `.vertebra/widgets/LESSON/` in the learner's folder, a file for each widget.

A widget is known by its lesson, its cell and its kind, so that cells may be put in another order and a notebook started
on another day. Only a notebook of the course, or one in a learner's folder, has such a place; in tests, scripts, books
and quizzes nothing is written. See decision 0411.
"""

from __future__ import annotations

import atexit
import contextlib
import hashlib
import json
import os
import re
import threading
import uuid
import weakref
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any

import msgspec
from filelock import FileLock, Timeout

from vertebra import checked_json
from vertebra.files import write_atomic
from vertebra.texts import _, pgettext

FOLDER = Path(".vertebra") / "widgets"
FORMAT = 1
PAUSE_S = 0.5
"""Changes within this time are written together; a change is never older than this when it is written."""
LOCK_S = 3.0
MAX_BYTES = 400_000
MAX_ACTIONS = 2000
MAX_MOMENTS = 30
"""Steps back (and forward) that a file keeps."""
MAX_ASIDE = 3
"""Files of a kind that are kept aside for one widget: damaged ones, those of other kernels."""
MAX_FILES = 300
"""In a lesson's folder; the oldest are removed."""
WRITER = uuid.uuid4().hex[:12]
"""Names this process in the files that it writes."""
METADATA_BYTES = 8192
"""The end of a notebook, which holds its metadata."""
_SAFE = re.compile(r"[A-Za-z0-9_-]{1,64}")

Action = dict[str, Any]
Actions = Annotated[list[Action], msgspec.Meta(max_length=MAX_ACTIONS)]


class Document(msgspec.Struct, kw_only=True):
    """What a file holds.

    `state` are the actions that lead to the state from the initial one, `initial` those that tell initial states apart
    (the arguments of the widget), `past` and `future` the moments to go back and forward to.
    """

    format: int
    writer: Annotated[str, msgspec.Meta(max_length=64)]
    kind: Annotated[str, msgspec.Meta(max_length=100)]
    initial: Annotated[str, msgspec.Meta(max_length=64)]
    state: Actions
    past: Annotated[list[Actions], msgspec.Meta(max_length=MAX_MOMENTS)] = []
    future: Annotated[list[Actions], msgspec.Meta(max_length=MAX_MOMENTS)] = []
    prediction: Annotated[str, msgspec.Meta(max_length=1000)] = ""


class _Writer(msgspec.Struct):
    writer: str = ""


@dataclass(frozen=True)
class Place:
    """The file of one widget.

    Parameters
    ----------
    path : Path
    """

    path: Path

    def inside(self, name: str) -> Place:
        """Return the place of a widget that belongs to this one."""
        return Place(self.path.with_name(f"{self.path.stem}-{_safe(name)}.json"))


HERE = Place(Path())
"""Stands for the place that the widget's own cell gives it."""
_MADE: dict[str, int] = {}
"""How many widgets each cell has made in its present run, by cell and kind."""
_RUN: list[str] = [""]


def place_here(kind: str) -> Place | None:
    """Return where a widget that is made now saves itself.

    Parameters
    ----------
    kind : str
        Name of its class.

    Returns
    -------
    Place or None
        None outside a notebook of the course: nothing is written there.
    """
    from IPython.core.getipython import get_ipython

    shell = get_ipython()
    kernel: Any = getattr(shell, "kernel", None)
    parent = kernel.get_parent() if hasattr(kernel, "get_parent") else {}
    metadata, header = parent.get("metadata", {}), parent.get("header", {})
    cell, run = metadata.get("cellId"), str(header.get("msg_id", ""))
    if not isinstance(cell, str) or not cell:
        return None
    lesson = lesson_of(Path(getattr(shell, "starting_dir", "")), os.environ.get("JPY_SESSION_NAME", ""))
    if lesson is None:
        return None
    if _RUN[0] != run:
        _MADE.clear()
        _RUN[0] = run
    key = f"{_safe(cell)}-{kind}"
    _MADE[key] = _MADE.get(key, 0) + 1
    return Place(lesson / f"{key}-{_MADE[key]}.json")


def lesson_of(folder: Path, notebook: str) -> Path | None:
    """Return the folder in which the widgets of a notebook save themselves.

    Parameters
    ----------
    folder : Path
        That the notebook's kernel was started in.
    notebook : str
        Its path as the server knows it; "" where there is none.

    Returns
    -------
    Path or None
        None for a quiz, which has its own saving, and for a notebook that is not the course's and lies in no learner's
        folder.
    """
    name = Path(notebook.replace("\\", "/")).name
    if not name:
        return None
    mark = _mark(folder / name)
    if "quiz" in mark or (not mark and not (folder / FOLDER.parent).is_dir()):
        return None
    return folder / FOLDER / _safe(Path(str(mark.get("source") or name)).stem)


def _mark(notebook: Path) -> dict[str, Any]:
    """What the course wrote into the metadata of a notebook, which stand at its end; empty for any other."""
    try:
        with notebook.open("rb") as file:
            file.seek(max(0, notebook.stat().st_size - METADATA_BYTES))
            end = file.read().decode("utf-8", "replace")
    except OSError:
        return {}
    metadata = re.search(r'\n {1,2}"metadata": (?P<metadata>\{.*\n {1,2}\}),?\n', end, re.S)
    try:
        mark = json.loads(metadata["metadata"]).get("vertebra", {}) if metadata else {}
    except ValueError:
        return {}
    return mark if isinstance(mark, dict) else {}


def _safe(name: str) -> str:
    """A name that is a file's on every system."""
    return name if _SAFE.fullmatch(name) else hashlib.sha256(name.encode()).hexdigest()[:32]


class Autosave:
    """Reads a widget's file once, and writes it soon after each change.

    Parameters
    ----------
    place : Place
    say : callable
        Takes a sentence for the learner.
    """

    def __init__(self, place: Place, say: Callable[[str], None]) -> None:
        self.place, self._say = place, say
        self._known_writer, self.failed = WRITER, False
        self._waiting: Callable[[], Document | None] | None = None
        self._timer: threading.Timer | None = None
        self._changing, self._writing = threading.Lock(), threading.Lock()
        _ALL.add(self)

    def read(self) -> Document | None:
        """Return what was saved.

        Returns
        -------
        Document or None
            None where there is nothing, or nothing that can be read: such a file is set aside, and the learner is told.
        """
        try:
            document = checked_json.read(self.place.path, Document, MAX_BYTES)
        except FileNotFoundError:
            return None
        except OSError as error:
            self._say(_unsaved(error))
            return None
        except checked_json.ShapeError as error:
            self.set_aside(str(error))
            return None
        self._known_writer = document.writer
        if document.format != FORMAT:
            self.set_aside(_("it is of another version of the course"))
            return None
        return document

    def set_aside(self, reason: str) -> None:
        """Rename the file, so that it is kept and no longer read, and tell the learner."""
        aside = _unused(self.place.path)
        with contextlib.suppress(OSError):
            os.replace(self.place.path, aside)
        self._say(
            pgettext(
                "saved-state-set-aside",
                "What was saved here could not be opened ({reason}), so this starts from the beginning. The file is "
                "kept as {name}.",
            ).format(reason=reason, name=aside.name)
        )

    def soon(self, document: Callable[[], Document | None]) -> None:
        """Write within `PAUSE_S`, in a thread of its own: the hand waits for no disk.

        Parameters
        ----------
        document : callable
            Returns what is to be saved, None where it can't be; only the last one of a pause is called.
        """
        with self._changing:
            self._waiting = document
            if self._timer is None:
                self._timer = threading.Timer(PAUSE_S, self.flush)
                self._timer.daemon = True
                self._timer.start()

    def flush(self) -> None:
        """Write now, if anything waits to be written."""
        with self._writing:
            with self._changing:
                document, self._waiting = self._waiting, None
                if self._timer is not None:
                    self._timer.cancel()
                    self._timer = None
            if document is None:
                return
            try:
                self._write(document())
                self.failed = False
            except (OSError, Timeout) as error:
                if not self.failed:
                    self._say(_unsaved(error))
                self.failed = True

    def _write(self, document: Document | None) -> None:
        content = None if document is None else _encoded(document)
        if content is None:
            self._say(
                pgettext("state-not-saved", "So much was done here that it is not saved any more; R starts again.")
            )
            return
        path = self.place.path
        path.parent.mkdir(parents=True, exist_ok=True)
        with FileLock(path.parent / ".lock", timeout=LOCK_S):
            if (writer := _writer_of(path)) not in ("", WRITER, self._known_writer):
                other = path.with_suffix(f".other-{_safe(writer)}.json")
                os.replace(path, other)
                _keep_newest(path.parent, f"{path.stem}.other-*.json", MAX_ASIDE)
                self._say(
                    pgettext(
                        "saved-elsewhere-too",
                        "This was used in another window at the same time. What was done there is kept as {name}.",
                    ).format(name=other.name)
                )
            write_atomic(path, content)
            self._known_writer = WRITER
            _keep_newest(path.parent, "*.json", MAX_FILES)


_ALL: weakref.WeakSet[Autosave] = weakref.WeakSet()


@atexit.register
def _flush_all() -> None:
    """What waits is written when the kernel ends."""
    for autosave in list(_ALL):
        autosave.flush()


def _encoded(document: Document) -> bytes | None:
    """The bytes of a document, with as many steps back as fit; None where it does not fit without them."""
    past, future = document.past[-MAX_MOMENTS:], document.future[-MAX_MOMENTS:]
    while True:
        document.past, document.future = past, future
        try:
            content = msgspec.json.encode(document, enc_hook=_plain)
        except (TypeError, RecursionError):
            return None
        if len(content) <= MAX_BYTES and len(document.state) <= MAX_ACTIONS:
            return content
        if not past and not future:
            return None
        past, future = past[len(past) // 2 + 1 :], future[len(future) // 2 + 1 :]


def _plain(value: Any) -> Any:
    """NumPy's numbers and arrays, which `dispatch` may have been given, as JSON has them."""
    if hasattr(value, "tolist"):
        return value.tolist()
    raise TypeError(type(value).__name__)


def _writer_of(path: Path) -> str:
    try:
        return checked_json.read(path, _Writer, MAX_BYTES).writer
    except FileNotFoundError:
        return ""
    except (OSError, checked_json.ShapeError):
        return "unknown"


def _unused(path: Path) -> Path:
    """A name beside `path` for a damaged file; the last of `MAX_ASIDE` is used again."""
    names = [path.with_suffix(f".damaged-{number}.json") for number in range(1, MAX_ASIDE + 1)]
    return next((name for name in names if not name.exists()), names[-1])


def _keep_newest(folder: Path, pattern: str, count: int) -> None:
    files = list(folder.glob(pattern))
    if len(files) <= count:
        return
    with contextlib.suppress(OSError):
        for path in sorted(files, key=lambda file: file.stat().st_mtime_ns)[: len(files) - count]:
            path.unlink()


def _unsaved(error: Exception) -> str:
    reason = getattr(error, "strerror", None) or type(error).__name__
    return pgettext(
        "cannot-save",
        "What you do here can't be saved in this folder ({reason}); it is lost when you close the lesson.",
    ).format(reason=reason)
