"""A learner's folder: a copy of the lessons that an update refreshes without touching what the learner wrote.

See decision 0052.
"""

import contextlib
import errno
import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Literal

import msgspec
from filelock import FileLock, Timeout

from vertebra import checked_json, former_order
from vertebra.errors import CourseError
from vertebra.paths import NOTEBOOKS, require
from vertebra.quiz.storage import write_atomic
from vertebra.texts import _, pgettext

DEFAULT = Path.home() / "Vertebra"
STATE = ".vertebra"
"""The folder inside the learner's folder for what the course has to remember."""

OWN_CASES, CASE_NOTEBOOK = "own_cases", "own_case.ipynb"
"""The folder inside it for vertebrae from the learner's own scans, and the notebook of each."""

_LOCK_S = 20.0


@dataclass(frozen=True)
class Update:
    """What an update did.

    Parameters
    ----------
    folder : Path
    placed : tuple of str, optional
        Lessons put in place or refreshed.
    kept : tuple of str, optional
        The new names of the learner's own versions.
    """

    folder: Path
    placed: tuple[str, ...] = ()
    kept: tuple[str, ...] = ()


def update(folder: Path = DEFAULT, shipped: Path = NOTEBOOKS) -> Update:
    """Make or refresh a learner's folder from the lessons in `shipped`.

    A lesson that the learner only ran is replaced by the new edition. One whose cells the learner changed is kept
    beside it as "NAME (my notes DATE).ipynb". Every other file is left alone. It may be interrupted and called again at
    any time.

    Raises
    ------
    CourseError
        Where the folder can't be used: it is a file, can't be written, the disk is full, or it is in use.
    """
    folder = Path(folder).expanduser().absolute()
    with _explained(folder):
        (folder / STATE).mkdir(parents=True, exist_ok=True)
        with FileLock(folder / STATE / "update.lock", timeout=_LOCK_S):
            return _update(folder, shipped)


def notebook_of_case(folder: Path | None, case: str) -> str:
    """Return the notebook of a case in `own_cases`, as a path in the learner's folder.

    Raises
    ------
    CourseError
        For a case that is not there; those that are there are named.
    """
    cases = Path(folder or DEFAULT).expanduser() / OWN_CASES
    known = sorted(path.parent.name for path in cases.glob(f"*/{CASE_NOTEBOOK}"))
    if case not in known:
        raise CourseError(
            _("There is no case {case} in {folder}; there are: {known}. `vertebra ct SCAN MASK` makes one.").format(
                case=case, folder=cases, known=", ".join(known) or _("none")
            )
        )
    return f"{OWN_CASES}/{case}/{CASE_NOTEBOOK}"


def content_hash(notebook: bytes) -> str | None:
    """Return the SHA-256 of what a person can write in a notebook: the kinds and sources of its cells.

    Outputs, execution counts and metadata, which change when a lesson is merely run, do not count.

    Parameters
    ----------
    notebook : bytes
        The file.

    Returns
    -------
    str or None
        None if it can't be read.
    """
    try:
        cells = [[cell["cell_type"], _joined(cell["source"])] for cell in json.loads(notebook.decode("utf-8"))["cells"]]
    except (ValueError, KeyError, TypeError, RecursionError):
        return None
    return hashlib.sha256(json.dumps(cells).encode("utf-8")).hexdigest()


def _joined(source: str | list[str]) -> str:
    return source if isinstance(source, str) else "".join(source)


def _update(folder: Path, shipped: Path) -> Update:
    """Bring in every lesson.

    The order of the steps makes an interruption harmless: the next call puts in what is missing.
    """
    record = _read_record(folder)
    _take_former_names(folder, record)
    placed: list[str] = []
    kept: list[str] = []
    for source in sorted(require(shipped).rglob("*.ipynb")):
        name = source.relative_to(shipped).as_posix()
        new, target = source.read_bytes(), folder / name
        edition = content_hash(new) or ""
        due = _due(target, edition, record.get(name))
        if due == "keep and place":
            kept.append(target.rename(_free_name(target)).name)
        if due != "nothing":
            write_atomic(target, new)
            placed.append(name)
        if record.get(name) != edition:
            record[name] = edition
            _write_record(folder, record)
    return Update(folder, tuple(placed), tuple(kept))


def _take_former_names(folder: Path, record: dict[str, str]) -> None:
    """Give lessons that stand elsewhere in the course now their present names, so that they are brought up to date
    there.

    The record is written first: interrupted before the file has its new name, the next call does the same again.
    """
    for old, new in ((f"{old}.ipynb", f"{new}.ipynb") for old, new in former_order.LESSONS.items()):
        if not (folder / old).exists() or (folder / new).exists():
            continue
        if old in record:
            record[new] = record[old]
            _write_record(folder, record)
        (folder / old).rename(folder / new)
        if record.pop(old, None):
            _write_record(folder, record)


def _due(target: Path, edition: str, recorded: str | None) -> Literal["nothing", "place", "keep and place"]:
    """What an update has to do with one lesson whose shipped hash is `edition` and was `recorded` at the last
    update."""
    if not target.exists():
        return "place"
    theirs = content_hash(target.read_bytes())
    if theirs is None:
        return "keep and place"
    if theirs == edition:
        return "nothing"
    if theirs == recorded:
        return "place"
    return "nothing" if edition == recorded else "keep and place"


def _free_name(target: Path) -> Path:
    stem = f"{target.stem} (my notes {date.today().isoformat()}"
    names = [f"{stem}){target.suffix}", *(f"{stem}, {number}){target.suffix}" for number in range(2, 1000))]
    return next(target.with_name(name) for name in names if not target.with_name(name).exists())


class _Shipped(msgspec.Struct):
    """The hash of each lesson as it was shipped, by the name of its file."""

    lessons: dict[str, str]


def _read_record(folder: Path) -> dict[str, str]:
    """The hash of each lesson as it was shipped.

    A damaged record reads as empty: then nothing of the learner's is replaced.
    """
    try:
        return checked_json.read(folder / STATE / "shipped.json", _Shipped).lessons
    except (FileNotFoundError, checked_json.ShapeError):
        return {}


def _write_record(folder: Path, record: dict[str, str]) -> None:
    text = json.dumps({"schema": 1, "lessons": record}, indent=1, sort_keys=True) + "\n"
    write_atomic(folder / STATE / "shipped.json", text.encode("utf-8"))


@contextlib.contextmanager
def _explained(folder: Path) -> Iterator[None]:
    """Turn what the file system says into one sentence with a way out."""
    try:
        yield
    except Timeout:
        raise CourseError(
            pgettext(
                "update-under-way", "Another command is updating {folder}. Wait for it to end, then try again."
            ).format(folder=folder)
        ) from None
    except (FileExistsError, NotADirectoryError):
        raise CourseError(
            pgettext(
                "path-is-a-file", "{folder} or a part of its path is a file, not a folder. Give another folder."
            ).format(folder=folder)
        ) from None
    except OSError as error:
        if error.errno in (errno.ENOSPC, getattr(errno, "EDQUOT", errno.ENOSPC)):
            raise CourseError(
                pgettext(
                    "no-space-left", "There is no space left for {folder}. Free some or give another folder."
                ).format(folder=folder)
            ) from error
        raise CourseError(
            pgettext(
                "folder-unusable", "{folder} can't be used: {strerror}. Give a folder that you may write to."
            ).format(folder=folder, strerror=error.strerror)
        ) from error
