"""A submitted folder read; it is hostile until it has been looked at.

Only `answers.json`, its backup and nbgrader's two small files are read, and never through a link. The submitted
notebook is not read at all: grading takes the released one. See decision 0180.
"""

from __future__ import annotations

import contextlib
import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from vertebra.grading.autograde import inbound, provenance, tree
from vertebra.grading.autograde.allowed_files import MAX_NOTEBOOK_BYTES
from vertebra.grading.autograde.left_out import read_left_out
from vertebra.grading.autograde.quarantine import quarantine_folder
from vertebra.grading.autograde.tree import file_fault, small_file
from vertebra.printing import printable
from vertebra.quiz.session import answers as answers_file
from vertebra.quiz.session.answers import Answers, Problem
from vertebra.texts import _

MAX_CLOCK_ERROR = timedelta(minutes=10)
"""How far ahead of this machine's clock a time may lie and still be believed."""
_DAMAGE_CODES = {"truncated", "not-json", "damaged", "too-large", "link", "not-file", "unreadable", "answers", "schema"}


@dataclass(frozen=True)
class Submission:
    """The readable part of one student's submission.

    `digest` changes when anything changes that its score depends on; `submitted_at` is empty where nbgrader's time
    stamp is missing or can't be read; `damaged` says that answers may have been lost.
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
        """The problems with one item's answer."""
        return [problem for problem in self.problems if problem.item == item]


def read(folder: Path, student: str, released: Mapping[str, Any], notebook: str) -> Submission:
    """Read a submission. Changes nothing and never raises on what a student wrote.

    Parameters
    ----------
    folder
        The submitted folder.
    student
        The student's id, as nbgrader knows it.
    released
        The public part of the key (see `graded_submission.public_part`).
    notebook
        The notebook's name without its ending.
    """
    path = folder / answers_file.FILE
    answers, problems = answers_file.read(path, released)
    missing = any(problem.code == "missing" for problem in problems)
    if missing:
        # What was handed in and not collected is not missing: why it was left is known.
        reasons = _answers_left_out(folder)
        answers, recovered = _from_backup(path, released)
        problems = [*(reasons or problems), *recovered]
        missing = not answers.answers and not any(reason.code in ("too-large", "unreadable") for reason in reasons)
    codes = {problem.code for problem in problems}
    submitted_at, secret, about = submission_metadata(folder)
    problems += [*about, *_notebook_problems(folder / f"{notebook}.ipynb")]
    return Submission(
        student=student,
        folder=folder,
        answers=answers,
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
    answers, problems = answers_file.read(before, released)
    return answers, [*problems, Problem("from-backup", _("The save before it was taken instead."))]


def _answers_left_out(folder: Path) -> list[Problem]:
    """Why the answers of this submission were not collected, where they were not."""
    return [problem for problem in read_left_out(folder) if problem.code in _DAMAGE_CODES]


def submission_metadata(folder: Path) -> tuple[str, str, list[Problem]]:
    """When a submission was handed in, its secret, and what was wrong around it.

    Of what was collected from the exchange its provenance says when. Otherwise `timestamp.txt` does, which nothing
    but the course's own steps and the teacher write here; where that is missing, can't be read or lies in the future,
    the last change of the files.

    Returns
    -------
    (str, str, list of Problem)
        The time in UTC as nbgrader writes it, empty where nothing tells it; the secret; the problems.
    """
    problems = _quarantine_problems(folder)
    secret = small_file(folder / "submission_secret.txt").strip()
    known = provenance.read_provenance(folder, submission_digest(folder))
    if known is not None:
        return known.counted_at, secret, [*known.problems, *problems]
    when = inbound.parse_time(small_file(folder / "timestamp.txt"))
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
    """The digest by which provenance is known to belong to a submission.

    It is made of the secret that nbgrader gave the submission, and of its answers.
    """
    digest = hashlib.sha256(small_file(folder / "submission_secret.txt").encode())
    _add_answers(digest, folder)
    return digest.hexdigest()


def _notebook_problems(path: Path) -> list[Problem]:
    fault = file_fault(path, MAX_NOTEBOOK_BYTES)
    if fault:
        return [
            Problem(
                "notebook",
                _("The notebook: {fault}. It is not needed: the answers are kept beside it.").format(fault=fault),
            )
        ]
    return []


def _quarantine_problems(folder: Path) -> list[Problem]:
    """Problems for files that were quarantined or not collected in the first place."""
    place = quarantine_folder(folder)
    names = [entry.relative.as_posix() for entry in tree.walk(place) if not entry.is_folder] if place.is_dir() else []
    listed = ", ".join(map(printable, sorted(names)[:5])) + (
        _(" and {n_names} more").format(n_names=len(names) - 5) if len(names) > 5 else ""
    )
    problems = (
        [Problem("set-aside", _("Set aside as unreadable, no file, or too large: {told}.").format(told=listed))]
        if names
        else []
    )
    return problems + [problem for problem in read_left_out(folder) if problem.code not in _DAMAGE_CODES]


def _digest(folder: Path, submitted_at: str, about: Sequence[Problem]) -> str:
    digest = hashlib.sha256(submitted_at.encode())
    for problem in (*about, *read_left_out(folder)):
        digest.update(f"\x1f{problem.code}\x1f{problem.message}".encode())
    _add_answers(digest, folder)
    return digest.hexdigest()


def _add_answers(digest: Any, folder: Path) -> None:
    for name in (answers_file.FILE, f"{answers_file.FILE}.bak"):
        path = folder / name
        fault = file_fault(path, answers_file.MAX_BYTES)
        digest.update(f"\x1f{name}\x1f{fault}\x1f".encode())
        if not fault:
            with contextlib.suppress(OSError):
                digest.update(path.read_bytes())
