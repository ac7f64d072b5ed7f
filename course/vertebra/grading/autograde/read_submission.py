"""What came in: a submitted folder is looked at as something hostile, and made safe for nbgrader's own steps.

Only `answers.json`, its backup and nbgrader's two small files are read, and never through a link. The submitted notebook
is not read at all: grading takes the course's own.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import shutil
import stat
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import islice
from pathlib import Path
from typing import Any

from vertebra.errors import is_disk_full
from vertebra.grading.autograde import inbound, provenance, tree
from vertebra.grading.autograde.executable_files import is_executable_file
from vertebra.printing import printable
from vertebra.quiz.session import answers as answers_file
from vertebra.quiz.session.answers import Answers, Problem
from vertebra.quiz.storage import MAX_BYTES, size, write_atomic
from vertebra.texts import _

MAX_NOTEBOOK_BYTES = 10_000_000
MAX_FOLDER_BYTES = 50_000_000
MAX_FILES = 500
BLOCK = 1 << 20
QUARANTINE = "set_aside"
"""The folder, beside the submissions, for what was taken out of them."""
LEFT_OUT = "left_out"
"""The folder, beside the submissions, that says what of them was not collected, and why."""
MAX_MESSAGES = 20
MAX_CLOCK_ERROR = timedelta(minutes=10)
"""How far ahead of this machine's clock a time may lie and still be believed."""
_FILES_READ = {answers_file.FILE, f"{answers_file.FILE}.bak", "timestamp.txt", "submission_secret.txt"}
_FOLDERS_SKIPPED = {".ipynb_checkpoints", "__pycache__", ".vertebra"}
_DAMAGE_CODES = {"truncated", "not-json", "damaged", "too-large", "link", "not-file", "unreadable", "answers", "schema"}


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
    missing = any(problem.code == "missing" for problem in problems)
    if missing:
        # What was handed in and not collected is not missing: why it was left is known.
        reasons = _answers_left_out(folder)
        found, recovered = _from_backup(path, released)
        problems = [*(reasons or problems), *recovered]
        missing = not found.answers and not any(reason.code in ("too-large", "unreadable") for reason in reasons)
    codes = {problem.code for problem in problems}
    submitted_at, secret, about = submission_metadata(folder)
    problems += [*about, *_notebook_problems(folder / f"{notebook}.ipynb")]
    return Submission(
        student=student,
        folder=folder,
        answers=found,
        problems=tuple(problems),
        submitted_at=submitted_at,
        secret=secret,
        digest=_digest(folder, submitted_at, about),
        damaged=bool(codes & _DAMAGE_CODES),
        missing=missing,
    )


def _from_backup(path: Path, released: Mapping[str, Any]) -> tuple[Answers, list[Problem]]:
    """The save before the one at `path`, and what was wrong with it; nothing where there is none."""
    before = path.with_name(path.name + ".bak")
    if not before.exists():
        return Answers(quiz=str(released["quiz"])), []
    found, problems = answers_file.read(before, released)
    return found, [*problems, Problem("from-backup", _("The save before it was taken instead."))]


def _answers_left_out(folder: Path) -> list[Problem]:
    """Why the answers of this submission were not collected, where they were not."""
    return [problem for problem in _left_out(folder) if problem.code in _DAMAGE_CODES]


def submission_metadata(folder: Path) -> tuple[str, str, list[Problem]]:
    """When what is in `folder` was handed in (UTC), its secret, and what was wrong around it.

    Of what was collected from the exchange its evidence says when. Otherwise `timestamp.txt` does, which nothing but the
    course's own steps and the teacher write here, and where it is missing, can't be read or lies in the future, the last
    change of the files.
    """
    problems = _quarantine_problems(folder)
    secret = _small_file(folder / "submission_secret.txt").strip()
    known = provenance.read_provenance(folder, submission_digest(folder))
    if known is not None:
        return known.counted_at, secret, [*known.problems, *problems]
    when = inbound.parse_time(_small_file(folder / "timestamp.txt"))
    if when is not None and when <= datetime.now(UTC).replace(tzinfo=None) + MAX_CLOCK_ERROR:
        return when.strftime(provenance.TIME_FORMAT), secret, problems
    times = [entry.state.st_mtime for entry in tree.walk(folder) if entry.is_file and entry.parts != ("timestamp.txt",)]
    if not times:
        return "", secret, problems
    when = datetime.fromtimestamp(max(times), UTC).replace(tzinfo=None)
    said = _(
        "When it was handed in is not recorded. Its files were last changed at {when} UTC, and that counts; "
        "to correct it, write the time into the file timestamp.txt beside them."
    ).format(when=f"{when:%Y-%m-%d %H:%M}")
    return when.strftime(provenance.TIME_FORMAT), secret, [Problem("timestamp", said), *problems]


def submission_digest(folder: Path) -> str:
    """By what evidence of a submission is known to belong to it: the secret that nbgrader gave it, and its answers."""
    digest = hashlib.sha256(_small_file(folder / "submission_secret.txt").encode())
    _add_answers(digest, folder)
    return digest.hexdigest()


def quarantine_unsafe(folder: Path, notebook: str, pristine: Path) -> list[str]:
    """Prepare `folder` for nbgrader's own autograde, which copies all files, follows links and parses the notebook.

    Links, devices and what is too large, too much or too deep are moved to `set_aside`; a notebook that can't be parsed or
    is missing is replaced by the course's. Returns what was done, the first lines of it. May be called again.
    """
    done = [
        _("{printable} was set aside: {why}.").format(printable=printable(name), why=why)
        for name, why in _quarantine_excess(folder)
    ]
    target = folder / f"{notebook}.ipynb"
    fault = notebook_fault(target)
    if fault:
        if os.path.lexists(target):
            _quarantine(folder, target.relative_to(folder))
        shutil.copyfile(pristine, target)
        done.append(_("{name}: {fault}; the course's own took its place.").format(name=target.name, fault=fault))
    stamp = folder / "timestamp.txt"
    if os.path.lexists(stamp) and not _is_time(_small_file(stamp)):
        _quarantine(folder, stamp.relative_to(folder))
        done.append(_("timestamp.txt could not be read and was set aside."))
    return done[:MAX_MESSAGES]


def _quarantine_excess(folder: Path) -> list[tuple[Path, str]]:
    """Set aside what is no file, too much or too deep, and say why; what grading reads first is kept first."""
    done: list[tuple[Path, str]] = []
    while True:
        limits = tree.WalkLimits()
        every = [entry for entry in tree.walk(folder, limits) if not entry.is_folder]
        every.sort(key=lambda entry: (len(entry.parts) > 1 or entry.parts[0] not in _FILES_READ, len(entry.parts)))
        out: list[tuple[Path, str]] = [(Path(*parts), _("it lies too deep")) for parts in limits.deep]
        files, total = 0, 0
        for entry in every:
            size = entry.state.st_size if entry.is_file else 0
            if not entry.is_file:
                out.append((entry.relative, _("it is no file")))
            elif files >= MAX_FILES or total + size > MAX_FOLDER_BYTES:
                out.append((entry.relative, _("it is too much")))
            else:
                files, total = files + 1, total + size
        if limits.too_long or limits.unreadable:
            out += _unreadable_folders(folder)
        for relative, _unused in out:
            _quarantine(folder, relative)
        done += out
        if not limits.too_many or not out:
            return done


def _unreadable_folders(folder: Path) -> list[tuple[Path, str]]:
    """The folders right below `folder` that hold a path too long or can't be read."""
    found = []
    for entry in [one for one in islice(tree.walk(folder), tree.MAX_ENTRIES) if one.is_folder and len(one.parts) == 1]:
        limits = tree.WalkLimits()
        for _unused in tree.walk(folder / entry.relative, limits):
            pass
        if limits.too_long or limits.unreadable:
            found.append((entry.relative, _("it can't be read, or holds names that are too long")))
    return found


def notebook_fault(path: Path) -> str:
    """Why nbgrader could not parse the notebook at `path`; empty where it can. The notebook is not run."""
    import nbformat

    fault = _file_fault(path, MAX_NOTEBOOK_BYTES)
    if fault:
        return fault
    try:
        notebook = nbformat.reads(path.read_text(encoding="utf-8"), as_version=4)
        if not isinstance(notebook.cells, list) or not all(isinstance(cell.source, str) for cell in notebook.cells):
            return _("it is no notebook")
    except Exception:  # Whatever a parser says about a file from outside, the answer is the same.
        return _("it can't be read")
    return ""


def _notebook_problems(path: Path) -> list[Problem]:
    fault = _file_fault(path, MAX_NOTEBOOK_BYTES)
    if fault:
        return [
            Problem(
                "notebook",
                _("The notebook: {fault}. It is not needed: the answers are kept beside it.").format(fault=fault),
            )
        ]
    return []


def _quarantine_problems(folder: Path) -> list[Problem]:
    """What `make_safe` took out of this submission, and what was not collected in the first place."""
    place = quarantine_folder(folder)
    names = [one.relative.as_posix() for one in tree.walk(place) if not one.is_folder] if place.is_dir() else []
    told = ", ".join(map(printable, sorted(names)[:5])) + (
        _(" and {n_names} more").format(n_names=len(names) - 5) if len(names) > 5 else ""
    )
    found = (
        [Problem("set-aside", _("Set aside as unreadable, no file, or too large: {told}.").format(told=told))]
        if names
        else []
    )
    return found + [problem for problem in _left_out(folder) if problem.code not in _DAMAGE_CODES]


def _left_out(folder: Path) -> list[Problem]:
    """What `say_left_out` kept of this submission."""
    with contextlib.suppress(OSError, ValueError, TypeError):
        said = json.loads(_left_out_file(folder).read_text(encoding="utf-8"))
        return [Problem(str(code), str(sentence)) for code, sentence in said[:MAX_MESSAGES]]
    return []


def quarantine_folder(folder: Path) -> Path:
    """Where what is taken out of the submission `<course>/submitted/<student>/<quiz>` goes."""
    return folder.parents[2] / ".vertebra" / QUARANTINE / folder.parent.name / folder.name


def _left_out_file(folder: Path) -> Path:
    return folder.parents[2] / ".vertebra" / LEFT_OUT / folder.parent.name / f"{folder.name}.json"


def copy_allowed(
    source: Path, staging: Path, first: Sequence[str] = (), asked: Collection[str] = frozenset()
) -> list[Problem]:
    """Copy what is worth copying of the submission at `source` into `staging`; returns what was left, and why.

    What could be run is left as well, unless its path below the submission is among those `asked` for.

    Raises OSError where the disk is full; whatever else is wrong with a file costs that file alone.
    """
    limits = tree.WalkLimits()
    every = [relative for relative, _unused in allowed_files(source, first, limits)]
    left = [one for one in every if is_executable_file(one) and one.as_posix() not in asked]
    chosen = [one for one in every if one not in left]
    failed = [relative for relative in chosen if not copy_file(source, relative, staging / relative)]
    problems = [Problem("left-out", sentence) for sentence in limits.sentences()]
    shown = [one for one in left if not one.name.startswith(".")]
    if shown:
        names = ", ".join(printable(one, 60) for one in shown[:3])
        said = _("Files that could be run were not asked for and not collected ({n_shown}): {names}.").format(
            n_shown=len(shown), names=names
        )
        problems.append(Problem("not-asked", said))
    if failed:
        problems.append(
            Problem(
                "left-out",
                _("{n_failed} files could not be read: {printable} ...").format(
                    n_failed=len(failed), printable=printable(failed[0], 60)
                ),
            )
        )
    answers = tree.lookup(source, answers_file.FILE)
    if answers is not None and not (staging / answers_file.FILE).exists():
        if not answers.is_file:
            fault = ("link", _("it is a link, which is not followed")) if stat.S_ISLNK(answers.state.st_mode) else None
            code, why = fault or ("not-file", _("it is not a file"))
        elif answers.state.st_size > MAX_NOTEBOOK_BYTES:
            code, why = (
                "too-large",
                _("it is too large: {size}, at most {size_2} are read").format(
                    size=size(answers.state.st_size), size_2=size(MAX_BYTES)
                ),
            )
        else:
            code, why = "unreadable", _("it could not be opened")
        problems.append(Problem(code, f"{answers_file.FILE}: {why}."))
    return problems


def keep_left_out(folder: Path, problems: Sequence[Problem]) -> None:
    """Keep what of the submission in `folder` was not collected, and why, for its row; without `problems` forget it."""
    path = _left_out_file(folder)
    if problems:
        write_atomic(path, json.dumps([(one.code, one.message) for one in problems][:MAX_MESSAGES]).encode())
    else:
        path.unlink(missing_ok=True)


def _file_fault(path: Path, limit: int) -> str:
    try:
        state = path.lstat()
    except (OSError, ValueError):
        return _("it is missing")
    if not stat.S_ISREG(state.st_mode):
        return _("it is a link or no file")
    return (
        _("it is too large: {size}, at most {size_2}").format(size=size(state.st_size), size_2=size(limit))
        if state.st_size > limit
        else ""
    )


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


def _digest(folder: Path, submitted_at: str, about: Sequence[Problem]) -> str:
    digest = hashlib.sha256(submitted_at.encode())
    for problem in (*about, *_left_out(folder)):
        digest.update(f"\x1f{problem.code}\x1f{problem.message}".encode())
    _add_answers(digest, folder)
    return digest.hexdigest()


def _add_answers(digest: Any, folder: Path) -> None:
    for name in (answers_file.FILE, f"{answers_file.FILE}.bak"):
        path = folder / name
        fault = _file_fault(path, answers_file.MAX_BYTES)
        digest.update(f"\x1f{name}\x1f{fault}\x1f".encode())
        if not fault:
            with contextlib.suppress(OSError):
                digest.update(path.read_bytes())


def _quarantine(folder: Path, relative: Path) -> None:
    """Move what is at `relative` out of the submission without opening it; a link stays a link."""
    target = quarantine_folder(folder) / relative
    if os.path.lexists(target):
        tree.remove_tree(target)
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        os.rename(folder / relative, target)
    except OSError as error:
        if is_disk_full(error):
            raise
        # Something else stands in its way there, or the path is too long: it goes under a name of its own.
        name = hashlib.sha256(os.fsencode(relative)).hexdigest()[:16]
        os.rename(folder / relative, quarantine_folder(folder) / name)


def copy_file(source: Path, relative: Path, target: Path) -> bool:
    """Copy the regular file `relative` below `source`; whether it could be: one that can't be read costs itself alone.

    At most `MAX_NOTEBOOK_BYTES` are taken, whatever the file was when it was looked at. Raises OSError where the disk is full.
    """
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        with open(tree.open_file(source, relative.parts), "rb") as file, target.open("wb") as copied:
            left = MAX_NOTEBOOK_BYTES
            while left > 0 and (block := file.read(min(BLOCK, left))):
                copied.write(block)
                left -= len(block)
        return True
    except (OSError, ValueError) as error:
        with contextlib.suppress(OSError, ValueError):
            target.unlink(missing_ok=True)
        if is_disk_full(error):
            raise
        return False


def allowed_files(
    source: Path, first: Sequence[str] = (), limits: tree.WalkLimits | None = None
) -> list[tuple[Path, int]]:
    """The regular files of a submission, as paths below `source` with their sizes, up to the limits.

    What grading reads comes first, then the files named in `first`, both whatever else lies there; then small ones.
    """
    wanted = dict.fromkeys((*sorted(_FILES_READ), *first))
    entries = [entry for name in wanted if (entry := tree.lookup(source, name)) is not None]
    entries += [one for one in tree.walk(source, limits, tuple(_FOLDERS_SKIPPED)) if one.parts[0] not in wanted]
    fit = [one for one in entries if one.is_file and one.state.st_size <= MAX_NOTEBOOK_BYTES]
    fit.sort(key=lambda one: (one.parts[0] not in wanted, one.state.st_size, one.parts))
    found, total = [], 0
    for one in fit[:MAX_FILES]:
        total += one.state.st_size
        if total > MAX_FOLDER_BYTES:
            break
        found.append((one.relative, one.state.st_size))
    return found
