"""The files of a submission that may be copied, within limits.

No link is followed, and one bad file costs itself alone.
"""

from __future__ import annotations

import contextlib
import stat
from collections.abc import Collection, Sequence
from pathlib import Path

from vertebra.errors import is_disk_full
from vertebra.grading.autograde import tree
from vertebra.grading.autograde.executable_files import is_executable_file
from vertebra.printing import printable
from vertebra.quiz.session import answers as answers_file
from vertebra.quiz.session.answers import Problem
from vertebra.quiz.storage import MAX_BYTES, size
from vertebra.texts import _, pgettext

BLOCK = 1 << 20
MAX_NOTEBOOK_BYTES = 10_000_000
MAX_FOLDER_BYTES = 50_000_000
MAX_FILES = 500
FILES_READ = {answers_file.FILE, f"{answers_file.FILE}.bak", "timestamp.txt", "submission_secret.txt"}
FOLDERS_SKIPPED = {".ipynb_checkpoints", "__pycache__", ".vertebra"}


def copy_allowed(
    source: Path, staging: Path, first: Sequence[str] = (), requested: Collection[str] = frozenset()
) -> list[Problem]:
    """Copy the allowed files of a submission.

    Parameters
    ----------
    source
        The submitted folder.
    staging
        Where to copy to.
    first
        Names of files that are copied whatever else lies there.
    requested
        Paths, below the submission, of executable files that are copied all the same.

    Returns
    -------
    list of Problem
        What was left, and why.

    Raises
    ------
    OSError
        Where the disk is full; whatever else is wrong with a file costs that file alone.
    """
    limits = tree.WalkLimits()
    every = [relative for relative, _unused in allowed_files(source, first, limits)]
    left = [path for path in every if is_executable_file(path) and path.as_posix() not in requested]
    chosen = [path for path in every if path not in left]
    failed = [relative for relative in chosen if not copy_file(source, relative, staging / relative)]
    problems = [Problem("left-out", sentence) for sentence in limits.sentences()]
    shown = [path for path in left if not path.name.startswith(".")]
    if shown:
        names = ", ".join(printable(path, 60) for path in shown[:3])
        said = pgettext(
            "executables-left-out",
            "Files that could be run were not asked for and not collected ({n_shown}): {names}.",
        ).format(n_shown=len(shown), names=names)
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
    return [*problems, *_answers_problem(source, staging)]


def _answers_problem(source: Path, staging: Path) -> list[Problem]:
    """Why the answers at `source` are not in `staging`, where they are there and were not copied."""
    answers = tree.lookup(source, answers_file.FILE)
    if answers is None or (staging / answers_file.FILE).exists():
        return []
    if stat.S_ISLNK(answers.state.st_mode):
        code, why = "link", _("it is a link, which is not followed")
    elif not answers.is_file:
        code, why = "not-file", _("it is not a file")
    elif answers.state.st_size > MAX_NOTEBOOK_BYTES:
        code, why = (
            "too-large",
            _("it is too large: {size}, at most {max_size} are read").format(
                size=size(answers.state.st_size), max_size=size(MAX_BYTES)
            ),
        )
    else:
        code, why = "unreadable", _("it could not be opened")
    return [Problem(code, f"{answers_file.FILE}: {why}.")]


def copy_file(source: Path, relative: Path, target: Path) -> bool:
    """Copy the regular file `relative` below `source`, at most `MAX_NOTEBOOK_BYTES` of it.

    Returns
    -------
    bool
        Whether it could be copied: one that can't be read costs itself alone.

    Raises
    ------
    OSError
        Where the disk is full.
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
    """List the regular files of a submission up to the limits.

    Parameters
    ----------
    source
        The submitted folder.
    first
        Names of files that come right after those that grading reads, whatever else lies there.
    limits
        Filled in with what was not looked at.

    Returns
    -------
    list of (Path, int)
        Paths below `source` with their sizes in bytes; small ones first.
    """
    wanted = dict.fromkeys((*sorted(FILES_READ), *first))
    entries = [entry for name in wanted if (entry := tree.lookup(source, name)) is not None]
    entries += [entry for entry in tree.walk(source, limits, tuple(FOLDERS_SKIPPED)) if entry.parts[0] not in wanted]
    fit = [entry for entry in entries if entry.is_file and entry.state.st_size <= MAX_NOTEBOOK_BYTES]
    fit.sort(key=lambda entry: (entry.parts[0] not in wanted, entry.state.st_size, entry.parts))
    chosen, total = [], 0
    for candidate in fit[:MAX_FILES]:
        total += candidate.state.st_size
        if total > MAX_FOLDER_BYTES:
            break
        chosen.append((candidate.relative, candidate.state.st_size))
    return chosen
