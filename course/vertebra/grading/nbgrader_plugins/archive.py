"""The members of an archive from outside, read within limits.

What an archive says of itself is not believed: bytes are counted as they come out, for each student apart, names stay
inside, and links are left.
"""

from __future__ import annotations

import contextlib
import gzip
import os
import tarfile
import zipfile
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path, PurePosixPath
from typing import IO, Any

from vertebra.grading.autograde import allowed_files, tree
from vertebra.printing import printable
from vertebra.student_identity import RESERVED
from vertebra.texts import _

MAX_CLASS_BYTES = 2_000_000_000
"""All that one archive of a whole class may hold; what a single student may, `allowed_files` says."""
MAX_CLASS_FILES = 100_000
MAX_RATIO = 100
"""How many times its size an archive may hold beyond a student's limit; notebooks and answers pack 5- to 20-fold."""
MAX_NAME_BYTES = 200
MAX_READ = 1 << 24
"""No header of an archive is larger; one that says so would fill the memory."""
ARCHIVES = (".zip", ".tar", ".gz", ".tgz")
Member = tuple[str, Callable[[], IO[bytes]]]


class SkippedMemberError(Exception):
    """A member that is left out, and why."""


@dataclass
class ExtractionBudget:
    """The bytes and files that may still come out of an archive.

    In all, and for each folder below the one that all its members lie in.
    """

    bytes_left: int = MAX_CLASS_BYTES
    files_left: int = MAX_CLASS_FILES
    folder_bytes: int = allowed_files.MAX_FOLDER_BYTES
    folder_files: int = allowed_files.MAX_FILES
    used_bytes: Counter[str] = field(default_factory=Counter)
    used_files: Counter[str] = field(default_factory=Counter)

    def most(self, owner: str) -> int:
        """The number of bytes that the next file of `owner` may have.

        Raises
        ------
        SkippedMemberError
            Where it may not be at all.
        """
        if self.files_left <= 0 or self.used_files[owner] >= self.folder_files:
            raise SkippedMemberError(_("it is one file too many"))
        left = min(self.bytes_left, self.folder_bytes - self.used_bytes[owner])
        if left <= 0:
            raise SkippedMemberError(_("there is too much before it"))
        return min(left, allowed_files.MAX_NOTEBOOK_BYTES)

    def take(self, owner: str, size: int) -> None:
        """Count what came out, kept or not: reading it took its time as well."""
        self.files_left -= 1
        self.bytes_left -= size
        self.used_files[owner] += 1
        self.used_bytes[owner] += size


class UniqueNames:
    """The names that came out of one archive: none of them twice, on whatever system they are unpacked."""

    def __init__(self) -> None:
        self._seen: set[str] = set()

    def add(self, parts: tuple[str, ...]) -> None:
        name = "/".join(parts).casefold()
        if name in self._seen:
            raise SkippedMemberError(_("one of the same name came before it"))
        self._seen.add(name)


def owner_of(name: str, shared: str) -> str:
    """The folder of a member that stands for a student.

    It is the first, or the second where all members have the first in common.
    """
    parts = PurePosixPath(name.replace("\\", "/")).parts
    folders = parts[1:-1] if shared and parts[:1] == (shared,) else parts[:-1]
    return folders[0] if folders else ""


def shared_root(path: Path) -> str:
    """The folder that all members of the archive lie in; empty where they lie in several, or in none."""
    firsts = set()
    # Of an archive that is damaged further on, what came before it counts.
    with contextlib.suppress(Exception), open_members(path) as members:
        for name, _unused in islice(members, MAX_CLASS_FILES):
            firsts.add(PurePosixPath(name.replace("\\", "/")).parts[:2])
    roots = {parts[0] for parts in firsts if parts}
    return roots.pop() if len(roots) == 1 and len(firsts) > 1 and all(len(parts) == 2 for parts in firsts) else ""


@contextmanager
def open_members(path: Path) -> Iterator[Iterator[Member]]:
    """The regular files of an archive, one after the other, each with what opens it."""
    if zipfile.is_zipfile(path):
        with zipfile.ZipFile(path) as archive:
            # The small ones first: what is made to fill the disk comes last, and takes no room from the others.
            files = sorted(
                (member for member in archive.infolist() if not member.is_dir()), key=lambda member: member.file_size
            )
            yield ((member.filename, _zip_opener(archive, member)) for member in files)
        return
    with path.open("rb") as raw:
        packed = raw.read(2) == b"\x1f\x8b"
        raw.seek(0)
        stream: Any = gzip.GzipFile(fileobj=raw) if packed else raw
        with tarfile.open(fileobj=_BoundedStream(stream), mode="r:") as archive_of_tar:  # type: ignore[call-overload]
            yield (
                (member.name, _tar_opener(archive_of_tar, member)) for member in archive_of_tar if not member.isdir()
            )


def _zip_opener(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> Callable[[], IO[bytes]]:
    def opened() -> IO[bytes]:
        if (member.external_attr >> 16) & 0o170000 not in (0, 0o100000):
            raise SkippedMemberError(_("it is a link or no file"))
        if member.flag_bits & 0x1:
            raise SkippedMemberError(_("it is encrypted"))
        if member.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            raise SkippedMemberError(_("it is packed in a way that is not read"))
        return archive.open(member)

    return opened


def _tar_opener(archive: tarfile.TarFile, member: tarfile.TarInfo) -> Callable[[], IO[bytes]]:
    def opened() -> IO[bytes]:
        stream = archive.extractfile(member) if member.isreg() and not member.issparse() else None
        if stream is None:
            raise SkippedMemberError(_("it is a link, full of holes, or no file"))
        return stream

    return opened


class _BoundedStream:
    """A stream that gives no more at once than a header needs, nor more in all than a class may hold."""

    def __init__(self, stream: Any) -> None:
        self._stream = stream
        self._left = 2 * MAX_CLASS_BYTES

    def read(self, size: int = -1) -> bytes:
        if size < 0 or size > MAX_READ:
            raise tarfile.ReadError(_("a part of it has {size} bytes").format(size=size))
        self._left -= size
        if self._left < 0:
            raise tarfile.ReadError(_("it holds too much"))
        return bytes(self._stream.read(size))

    def seek(self, offset: int, whence: int = os.SEEK_SET) -> int:
        if offset > 2 * MAX_CLASS_BYTES:
            raise tarfile.ReadError(_("it says that it holds too much"))
        return int(self._stream.seek(offset, whence))

    def tell(self) -> int:
        return int(self._stream.tell())


def safe_parts(name: str) -> tuple[str, ...]:
    """The folders and the name of a member.

    Raises
    ------
    SkippedMemberError
        Where they are not inside, or not fit to be made.
    """
    parts = PurePosixPath(name.replace("\\", "/")).parts
    if not parts or any(part in ("..", "/") or ":" in part or "\x00" in part for part in parts):
        raise SkippedMemberError(_("its name is outside"))
    if len(parts) > tree.MAX_DEPTH or len("/".join(parts).encode("utf-8", "replace")) > tree.MAX_PATH_BYTES:
        raise SkippedMemberError(_("it lies too deep, or its name is too long"))
    if any(len(part.encode("utf-8", "replace")) > MAX_NAME_BYTES or printable(part) != part for part in parts):
        raise SkippedMemberError(_("its name is too long, or can't be shown"))
    if os.name == "nt" and any(
        part.rstrip(". ") != part or part.partition(".")[0].casefold() in RESERVED for part in parts
    ):
        raise SkippedMemberError(_("Windows has no such name"))
    return parts


def is_archive(name: str) -> bool:
    return name.lower().endswith(ARCHIVES)


def archive_stem(name: str) -> str:
    """The name without what says that it is an archive."""
    for ending in (".tar.gz", *ARCHIVES):
        if name.lower().endswith(ending):
            return name[: -len(ending)] or "archive"
    return name
