"""What came in: a submitted folder is looked at as something hostile, and made safe for nbgrader's own steps.

Only `answers.json`, its backup and nbgrader's two small files are read, and never through a link. The submitted notebook
is not read at all: grading takes the course's own.
"""

from __future__ import annotations

import contextlib
import errno
import hashlib
import os
import shutil
import stat
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from vertebra.quiz import answers as answers_file
from vertebra.quiz.answers import Answers, Problem

MAX_NOTEBOOK_BYTES = 10_000_000
MAX_FOLDER_BYTES = 50_000_000
MAX_FILES = 500
SET_ASIDE = "set_aside"
"""The folder, beside the submissions, for what was taken out of them."""
_READ = {answers_file.FILE, f"{answers_file.FILE}.bak", "timestamp.txt", "submission_secret.txt"}
_LEFT_OUT = {".ipynb_checkpoints", "__pycache__", ".vertebra"}
_DAMAGED = {"truncated", "not-json", "damaged", "too-large", "link", "not-file", "unreadable", "answers", "schema"}


@dataclass(frozen=True)
class Submission:
    """What can be read of one student's submission.

    `digest` changes when anything changes that its score depends on; `submitted_at` is empty where nbgrader's time stamp
    is missing or can't be read; `damaged` says that answers may have been lost.
    """

    student: str
    folder: Path
    answers: Answers
    problems: tuple[Problem, ...]
    submitted_at: str
    secret: str
    digest: str
    damaged: bool
    missing: bool

    def problems_of(self, item: str) -> list[Problem]:
        """What is wrong with one item's answer."""
        return [problem for problem in self.problems if problem.item == item]


def read(folder: Path, student: str, released: Mapping[str, Any], notebook: str) -> Submission:
    """Read the submission in `folder`. Changes nothing and never raises on what a student wrote."""
    path = folder / answers_file.FILE
    found, problems = answers_file.read(path, released)
    codes = {problem.code for problem in problems}
    missing = "missing" in codes
    if missing and path.with_name(path.name + ".bak").exists():
        found, backup_problems = answers_file.read(path.with_name(path.name + ".bak"), released)
        problems = [*problems, *backup_problems, Problem("from-backup", "The save before it was taken instead.")]
        codes = {problem.code for problem in problems}
        missing = not found.answers
    stamp = _small_file(folder / "timestamp.txt")
    submitted_at, secret, about = handed_in(folder)
    problems += [*about, *_notebook_problems(folder / f"{notebook}.ipynb")]
    return Submission(
        student=student,
        folder=folder,
        answers=found,
        problems=tuple(problems),
        submitted_at=submitted_at,
        secret=secret,
        digest=_digest(folder, stamp),
        damaged=bool(codes & _DAMAGED),
        missing=missing,
    )


def handed_in(folder: Path) -> tuple[str, str, list[Problem]]:
    """When what is in `folder` was handed in (empty where that is not known), its secret, and what was wrong around it."""
    stamp = _small_file(folder / "timestamp.txt")
    when = stamp.strip() if _is_time(stamp) else ""
    problems = _set_aside_problems(folder)
    if not when:
        late = "When it was handed in is not known, so that it does not count as late."
        problems.insert(0, Problem("timestamp", late))
    return when, _small_file(folder / "submission_secret.txt").strip(), problems


def make_safe(folder: Path, notebook: str, pristine: Path) -> list[str]:
    """Prepare `folder` for nbgrader's own autograde, which copies all files, follows links and parses the notebook.

    Links, devices and what is too large are moved to `set_aside`; a notebook that can't be parsed or is missing is
    replaced by the course's. Returns what was done. May be called again.
    """
    done = []
    files, total = 0, 0
    for path in list(_inside(folder)):
        state = path.lstat()
        files, total = files + 1, total + state.st_size
        regular = stat.S_ISREG(state.st_mode)
        if not regular or files > MAX_FILES or total > MAX_FOLDER_BYTES:
            done.append(
                f"{path.relative_to(folder)} was set aside: {'it is too much' if regular else 'it is no file'}."
            )
            _set_aside(folder, path)
            total -= state.st_size
    target = folder / f"{notebook}.ipynb"
    fault = notebook_fault(target)
    if fault:
        if os.path.lexists(target):
            _set_aside(folder, target)
        shutil.copyfile(pristine, target)
        done.append(f"{target.name}: {fault}; the course's own took its place.")
    stamp = folder / "timestamp.txt"
    if os.path.lexists(stamp) and not _is_time(_small_file(stamp)):
        _set_aside(folder, stamp)
        done.append("timestamp.txt could not be read and was set aside.")
    return done


def notebook_fault(path: Path) -> str:
    """Why nbgrader could not parse the notebook at `path`; empty where it can. The notebook is not run."""
    import nbformat

    fault = _file_fault(path, MAX_NOTEBOOK_BYTES)
    if fault:
        return fault
    try:
        notebook = nbformat.reads(path.read_text(encoding="utf-8"), as_version=4)
        if not isinstance(notebook.cells, list) or not all(isinstance(cell.source, str) for cell in notebook.cells):
            return "it is no notebook"
    except Exception:  # Whatever a parser says about a file from outside, the answer is the same.
        return "it can't be read"
    return ""


def _notebook_problems(path: Path) -> list[Problem]:
    fault = _file_fault(path, MAX_NOTEBOOK_BYTES)
    if fault:
        return [Problem("notebook", f"The notebook: {fault}. It is not needed: the answers are kept beside it.")]
    return []


def _set_aside_problems(folder: Path) -> list[Problem]:
    """What `make_safe` took out of this submission."""
    place = set_aside_folder(folder)
    names = sorted(path.relative_to(place).as_posix() for path in _inside(place)) if place.is_dir() else []
    told = ", ".join(names[:5]) + (f" and {len(names) - 5} more" if len(names) > 5 else "")
    return [Problem("set-aside", f"Set aside as unreadable, no file, or too large: {told}.")] if names else []


def set_aside_folder(folder: Path) -> Path:
    """Where what is taken out of the submission `<course>/submitted/<student>/<quiz>` goes."""
    return folder.parents[2] / ".vertebra" / SET_ASIDE / folder.parent.name / folder.name


def _file_fault(path: Path, limit: int) -> str:
    try:
        state = path.lstat()
    except (OSError, ValueError):
        return "it is missing"
    if not stat.S_ISREG(state.st_mode):
        return "it is a link or no file"
    return f"it has {state.st_size} bytes, more than {limit}" if state.st_size > limit else ""


def _small_file(path: Path, limit: int = 1000) -> str:
    """The text of a small regular file; empty for anything else."""
    if _file_fault(path, limit):
        return ""
    with contextlib.suppress(OSError, UnicodeDecodeError):
        return path.read_text(encoding="utf-8")
    return ""


def _is_time(text: str) -> bool:
    from nbgrader.utils import parse_utc

    if not text.strip():
        return False
    try:
        return parse_utc(text.strip()) is not None
    except Exception:  # dateutil raises many kinds of errors on nonsense.
        return False


def _digest(folder: Path, stamp: str) -> str:
    digest = hashlib.sha256(stamp.encode())
    for name in (answers_file.FILE, f"{answers_file.FILE}.bak"):
        path = folder / name
        fault = _file_fault(path, answers_file.MAX_BYTES)
        digest.update(f"\x1f{name}\x1f{fault}\x1f".encode())
        if not fault:
            with contextlib.suppress(OSError):
                digest.update(path.read_bytes())
    return digest.hexdigest()


def _inside(folder: Path) -> Iterable[Path]:
    """Everything below `folder` that is not a real folder, without following a link."""
    for where, folders, files in os.walk(folder, followlinks=False):
        for name in sorted(folders):
            if (Path(where) / name).is_symlink():
                yield Path(where) / name
        for name in sorted(files):
            yield Path(where) / name


def _set_aside(folder: Path, path: Path) -> None:
    """Move `path` out of the submission without opening it; a link stays a link."""
    target = set_aside_folder(folder) / path.relative_to(folder)
    target.parent.mkdir(parents=True, exist_ok=True)
    if os.path.lexists(target):
        target.unlink()
    os.rename(path, target)


def copy(path: Path, target: Path) -> None:
    """Copy one file; one that can't be read costs itself alone. Raises OSError where the disk is full."""
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(path, target, follow_symlinks=False)
    except OSError as error:
        target.unlink(missing_ok=True)
        if error.errno in (errno.ENOSPC, getattr(errno, "EDQUOT", errno.ENOSPC)):
            raise


def worth_copying(source: Path) -> Iterator[tuple[Path, Path]]:
    """The regular files of a submission with their relative paths, up to the limits: what grading reads first, then small ones."""
    found = []
    for where, folders, names in os.walk(source, followlinks=False):
        folders[:] = [name for name in folders if name not in _LEFT_OUT]
        for name in names:
            path = Path(where) / name
            with contextlib.suppress(OSError):
                state = path.lstat()
                if stat.S_ISREG(state.st_mode) and state.st_size <= MAX_NOTEBOOK_BYTES:
                    found.append((path.parent != source or path.name not in _READ, state.st_size, path))
        if len(found) > 10 * MAX_FILES:
            break
    total = 0
    for _, size, path in sorted(found)[:MAX_FILES]:
        total += size
        if total <= MAX_FOLDER_BYTES:
            yield path, path.relative_to(source)
