"""Folders from outside, walked and removed without recursion and within limits.

However deep, wide or long-named they are, the cost has a limit. `os.walk` and `shutil.rmtree` call themselves once a
folder on Python 3.11 and end in RecursionError in a folder a thousand deep. See decision 0180.
"""

from __future__ import annotations

import contextlib
import os
import stat
from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from vertebra.quiz.storage import size
from vertebra.texts import _, pgettext

MAX_DEPTH = 16
"""How many folders a file may lie in, counted from the folder that is walked."""
MAX_ENTRIES = 10_000
"""How many files and folders are looked at in one walk."""
MAX_PATH_BYTES = 700
"""How long a path below the folder may be: the course's own folders come before it, and systems end at 4,096 bytes."""


@dataclass(frozen=True)
class TreeEntry:
    """Something in a folder: its path below it, and what `lstat` says."""

    parts: tuple[str, ...]
    state: os.stat_result

    @property
    def relative(self) -> Path:
        """The path below the folder."""
        return Path(*self.parts)

    @property
    def is_file(self) -> bool:
        """Whether it is a regular file; a link to one is not."""
        return stat.S_ISREG(self.state.st_mode)

    @property
    def is_folder(self) -> bool:
        """Whether it is a folder; a link to one is not."""
        return stat.S_ISDIR(self.state.st_mode)


@dataclass
class WalkLimits:
    """Counts of what a walk did not look at, filled in while it goes.

    How many folders too deep, unreadable or with too long a name, and whether there was more than `MAX_ENTRIES`.
    """

    too_deep: int = 0
    too_long: int = 0
    unreadable: int = 0
    too_many: bool = False
    deep: list[tuple[str, ...]] = field(default_factory=list)

    def sentences(self) -> list[str]:
        """One sentence for each kind of entry that was left out."""
        said = []
        if self.too_deep:
            said.append(
                _("Folders more than {max_depth} deep were left out ({too_deep}).").format(
                    max_depth=MAX_DEPTH, too_deep=self.too_deep
                )
            )
        if self.too_long:
            said.append(
                _("Names that make a path of more than {max_path_bytes} bytes were left out ({too_long}).").format(
                    max_path_bytes=MAX_PATH_BYTES, too_long=self.too_long
                )
            )
        if self.unreadable:
            said.append(
                _("Folders that can't be read were left out ({unreadable}).").format(unreadable=self.unreadable)
            )
        if self.too_many:
            said.append(
                _("More than {max_entries} files and folders: the rest was left out.").format(max_entries=MAX_ENTRIES)
            )
        return said


def walk(folder: Path, limits: WalkLimits | None = None, skipped: Sequence[str] = ()) -> Iterator[TreeEntry]:
    """Everything below `folder`, nearest first, up to the limits of this module; no link is followed.

    Parameters
    ----------
    folder
        Where to begin.
    limits
        Filled in with what was not looked at.
    skipped
        Names of folders to leave out.
    """
    limits = WalkLimits() if limits is None else limits
    seen = 0
    pending: deque[tuple[str, ...]] = deque([()])
    while pending:
        parts = pending.popleft()
        try:
            with os.scandir(folder.joinpath(*parts)) as scan:
                for item in scan:
                    if seen >= MAX_ENTRIES:
                        limits.too_many = True
                        return
                    seen += 1
                    below = (*parts, item.name)
                    if len(os.fsencode("/".join(below))) > MAX_PATH_BYTES:
                        limits.too_long += 1
                        continue
                    try:
                        entry = TreeEntry(below, item.stat(follow_symlinks=False))
                    except (OSError, ValueError):
                        limits.unreadable += 1
                        continue
                    if entry.is_folder and item.name not in skipped:
                        if len(below) > MAX_DEPTH:
                            limits.too_deep += 1
                            limits.deep.append(below)
                            continue
                        pending.append(below)
                    elif entry.is_folder:
                        continue
                    yield entry
        except (OSError, ValueError):
            limits.unreadable += 1


def lookup(folder: Path, *parts: str) -> TreeEntry | None:
    """One entry by its name; None where there is none."""
    try:
        return TreeEntry(parts, os.lstat(folder.joinpath(*parts)))
    except (OSError, ValueError):
        return None


def open_file(folder: Path, parts: Sequence[str]) -> int:
    """Open a regular file below `folder` for reading; no link on the way is followed, no device opened.

    Parameters
    ----------
    folder
        The folder that is walked.
    parts
        The path below it.

    Returns
    -------
    int
        A file descriptor.

    Raises
    ------
    OSError
        Where it is no regular file, whatever it was when it was looked at.
    """
    flags = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
    if os.open not in os.supports_dir_fd:
        path = folder.joinpath(*parts)
        if not stat.S_ISREG(os.lstat(path).st_mode):
            raise OSError(f"{path} is no regular file")
        return os.open(path, flags)
    at = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        for name in parts[:-1]:
            below = os.open(name, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW, dir_fd=at)
            os.close(at)
            at = below
        descriptor = os.open(parts[-1], flags, dir_fd=at)
    finally:
        os.close(at)
    if not stat.S_ISREG(os.fstat(descriptor).st_mode):
        os.close(descriptor)
        raise OSError(f"{parts[-1]} is no regular file")
    return descriptor


def remove_tree(folder: Path) -> None:
    """Remove `folder` with all that is in it, however deep; a link is removed and its target stays.

    Each folder in it is brought up to the top before it is emptied, so that no path grows long. Nothing happens where
    there is no such folder.

    Raises
    ------
    OSError
        Where something can't be removed.
    """
    try:
        if not stat.S_ISDIR(os.lstat(folder).st_mode):
            _unlink(folder)
            return
    except FileNotFoundError:
        return
    # Names that nothing in the folder has: short, so that the longest path is its own with one name.
    number = 0
    pending = deque([folder])
    while pending:
        at = pending.popleft()
        _allow(at)
        with os.scandir(at) as scan:
            entries = [(entry.name, entry.is_dir(follow_symlinks=False)) for entry in scan]
        for name, is_folder in entries:
            path = at / name
            if not is_folder:
                _unlink(path)
            elif at == folder:
                pending.append(path)
            else:
                _allow(path)
                number += 1
                while os.path.lexists(target := folder / f".{number}"):
                    number += 1
                os.rename(path, target)
                pending.append(target)
        if at != folder:
            os.rmdir(at)
    os.rmdir(folder)


def _allow(path: Path) -> None:
    """Let its owner change what is in a folder; a mode of 0 is no protection against its owner."""
    with contextlib.suppress(OSError):
        os.chmod(path, 0o700)


def _unlink(path: Path) -> None:
    try:
        os.unlink(path)
    except FileNotFoundError:
        return  # Somebody else was quicker, which is what was wanted.
    except PermissionError:
        # Windows does not remove what is marked as read-only.
        os.chmod(path, 0o600)
        os.unlink(path)


def file_fault(path: Path, limit: int) -> str:
    """Why `path` is no regular file of at most `limit` bytes; empty where it is one."""
    try:
        state = path.lstat()
    except (OSError, ValueError):
        return pgettext("file-missing", "it is missing")
    if not stat.S_ISREG(state.st_mode):
        return pgettext("file-no-file", "it is a link or no file")
    return (
        _("it is too large: {size}, at most {max_size}").format(size=size(state.st_size), max_size=size(limit))
        if state.st_size > limit
        else ""
    )


def small_file(path: Path, limit: int = 1000) -> str:
    """The text of a small regular file; empty for anything else."""
    if file_fault(path, limit):
        return ""
    with contextlib.suppress(OSError, UnicodeDecodeError):
        return path.read_text(encoding="utf-8")
    return ""
