"""Submissions that come as archives, for `nbgrader zip_collect`: a folder or an archive for each student, named by the id.

What an archive says of itself is not believed: bytes are counted as they come out, for each student apart, names stay inside, and
links are left. What is wrong with one member, or with one archive, costs no other.
"""

from __future__ import annotations

import contextlib
import gzip
import os
import tarfile
import zipfile
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cached_property
from itertools import islice
from pathlib import Path, PurePosixPath
from typing import IO, Any

from nbgrader.plugins.zipcollect import ExtractorPlugin, FileNameCollectorPlugin

from vertebra.errors import is_disk_full
from vertebra.grading.autograde import read_submission, refusals, tree
from vertebra.grading.autograde.executable_files import is_executable_file
from vertebra.grading.course_folder.folder import Course
from vertebra.printing import printable
from vertebra.student_identity import RESERVED, Refusal, id_fault
from vertebra.texts import _

MAX_CLASS_BYTES = 2_000_000_000
"""All that one archive of a whole class may hold; what a single student may, `intake` says."""
MAX_CLASS_FILES = 100_000
MAX_RATIO = 100
"""How many times its own size an archive may hold, beyond what a student may: notebooks and answers are packed 5 to 20 times."""
MAX_NAME_BYTES = 200
MAX_MESSAGES = 50
"""How many members that were left out are named, of one archive."""
MAX_READ = 1 << 24
"""No header of an archive is larger; one that says so would fill the memory."""
BLOCK = 1 << 20
ARCHIVES = (".zip", ".tar", ".gz", ".tgz")
ALLOWED_SUFFIXES = (".ipynb", ".json", ".txt", ".bak", ".csv", ".png")

Member = tuple[str, Callable[[], IO[bytes]]]


class SkippedMemberError(Exception):
    """A member that is left out, and why."""


@dataclass
class ExtractionBudget:
    """What may still come out of an archive, in all and for each folder below the one that all its members lie in."""

    bytes_left: int = MAX_CLASS_BYTES
    files_left: int = MAX_CLASS_FILES
    folder_bytes: int = read_submission.MAX_FOLDER_BYTES
    folder_files: int = read_submission.MAX_FILES
    used_bytes: Counter[str] = field(default_factory=Counter)
    used_files: Counter[str] = field(default_factory=Counter)

    def most(self, owner: str) -> int:
        """How many bytes the next file of `owner` may have. Raises LeftOutError where it may not be at all."""
        if self.files_left <= 0 or self.used_files[owner] >= self.folder_files:
            raise SkippedMemberError(_("it is one file too many"))
        left = min(self.bytes_left, self.folder_bytes - self.used_bytes[owner])
        if left <= 0:
            raise SkippedMemberError(_("there is too much before it"))
        return min(left, read_submission.MAX_NOTEBOOK_BYTES)

    def take(self, owner: str, size: int) -> None:
        """Count what came out, kept or not: reading it took its time as well."""
        self.files_left -= 1
        self.bytes_left -= size
        self.used_files[owner] += 1
        self.used_bytes[owner] += size


class LimitedExtractor(ExtractorPlugin):
    """Unpacks regular files only, within limits, and one archive inside another only where it is a student's own."""

    def extract(self, archive_path: str, extracted_path: str) -> None:
        """Put what is in the folder `archive_path`, unpacked, into the folder `extracted_path`."""
        root, to = Path(archive_path), Path(extracted_path)
        limits = tree.WalkLimits()
        for entry in sorted(tree.walk(root, limits), key=lambda one: one.parts):
            if not entry.is_file:
                continue
            target = to / entry.relative
            if _is_archive(target.name):
                most = max(read_submission.MAX_FOLDER_BYTES, MAX_RATIO * entry.state.st_size)
                limit = most if zipfile.is_zipfile(root / entry.relative) else MAX_CLASS_BYTES
                room = ExtractionBudget(bytes_left=min(MAX_CLASS_BYTES, limit))
                self._unpack(root / entry.relative, target.with_name(_stem(target.name)), room)
            elif not read_submission.copy_file(root, entry.relative, target):
                self.log.warning("%s is left out: it can't be read.", printable(entry.relative))
        for sentence in limits.sentences():
            self.log.warning("%s: %s", printable(root.name), sentence)

    def _unpack(self, path: Path, to: Path, room: ExtractionBudget, inside: str | None = None) -> None:
        """Unpack one archive into the folder `to`; one that lay `inside` a student's folder is theirs."""
        left_out, names = 0, _UniqueNames()
        try:
            with _members(path) as members:
                shared = _shared_root(path) if inside is None else ""
                for name, opened in members:
                    try:
                        owner = _owner(name, shared) if inside is None else inside
                        self._unpack_member(name, opened, to, room, owner, names, inside is not None)
                    except (SkippedMemberError, OSError, ValueError, EOFError, RuntimeError, MemoryError) as error:
                        if is_disk_full(error):
                            raise
                        left_out += 1
                        if left_out <= MAX_MESSAGES:
                            about = printable(path.name), printable(name, 80), printable(error, 120)
                            self.log.warning("%s: %s is left out: %s.", *about)
        except Exception as error:  # What came out before stays; of whom nothing came, nothing is collected.
            if is_disk_full(error):
                raise
            said = f"{type(error).__name__}: {error}"
            self.log.warning("%s can't be read to its end: %s", printable(path.name), printable(said, 200))
        if left_out > MAX_MESSAGES:
            self.log.warning("%s: %d more are left out.", printable(path.name), left_out - MAX_MESSAGES)

    def _unpack_member(
        self,
        name: str,
        opened: Callable[[], IO[bytes]],
        to: Path,
        room: ExtractionBudget,
        owner: str,
        names: _UniqueNames,
        inner: bool,
    ) -> None:
        parts = _safe_parts(name)
        names.add(parts)
        most = room.most(owner)
        target = to.joinpath(*parts)
        target.parent.mkdir(parents=True, exist_ok=True)
        if target.is_dir():
            raise SkippedMemberError(_("a folder has its name"))
        size = 0
        try:
            with opened() as stream, target.open("wb") as file:
                while size <= most and (block := stream.read(min(BLOCK, most + 1 - size))):
                    file.write(block)
                    size += len(block)
        except BaseException:
            target.unlink(missing_ok=True)
            raise
        finally:
            room.take(owner, size)
        if size > most:
            target.unlink()
            raise SkippedMemberError(_("it is too large"))
        if _is_archive(target.name):
            if not inner:
                self._unpack(target, target.with_name(_stem(target.name)), room, owner)
            target.unlink()


class FolderNameCollector(FileNameCollectorPlugin):
    """Takes the folder that a file lies in for the student's id, unless `named_regexp` says otherwise."""

    @classmethod
    def section_names(cls) -> list[str]:
        """The sections of a configuration that set this plug-in; `ByFolder` is its former name."""
        return [*super().section_names(), "ByFolder"]

    def collect(self, submitted_file: str) -> dict[str, Any] | None:
        """Student and file of one unpacked file; None where it is none that grading reads, or its folder is no student's.

        When it was handed in is the teacher's to say (`named_regexp`): a time stamp in an archive is a student's own.
        """
        refused = self._refused
        name = Path(submitted_file).name
        if name == "timestamp.txt" or (is_executable_file(Path(name)) and name not in self._asked):
            return None
        if self.named_regexp:
            found: dict[str, Any] | None = super().collect(submitted_file)
            student = found["student_id"] if found else ""
        else:
            path, found = Path(submitted_file), None
            student = ""
            if path.suffix in ALLOWED_SUFFIXES and path.is_relative_to(self._top):
                folders = path.relative_to(self._top).parent.parts
                student = student_id_from_path(folders, self.parent.coursedir.assignment_id, self._known, self._tops)
                found = {"student_id": student, "file_id": path.name}
        fault = id_fault(student) if student else ""
        if fault:
            self.log.warning("%s is no student's id: %s.", printable(student), fault)
            if (one := Refusal(f"archives: {student}", f"the id: {fault}")) not in refused:
                refused.append(one)
                refusals.keep_refusals(self._course, self.parent.coursedir.assignment_id, refused, "archives")
        return found if student and not fault else None

    @cached_property
    def _refused(self) -> list[Refusal]:
        """What is not taken this time; what was not the last time is forgotten."""
        refusals.keep_refusals(self._course, self.parent.coursedir.assignment_id, [], "archives")
        return []

    @property
    def _course(self) -> Course:
        return Course(Path(self.parent.coursedir.root))

    @property
    def _asked(self) -> tuple[str, ...]:
        """Files that could be run and that the assignment asks for."""
        asked = self.config.get("Collect", {}).get("asked_files", {})
        return tuple(asked.get(self.parent.coursedir.assignment_id, ()))

    @cached_property
    def _top(self) -> Path:
        return Path(self.parent._format_collect_path(self.parent.extracted_directory))

    @cached_property
    def _tops(self) -> dict[str, bool]:
        """What was unpacked, each archive or folder with whether a file lies right in it: then it is a student's own."""
        assignment = self.parent.coursedir.assignment_id
        found: dict[str, bool] = {}
        for entry in tree.walk(self._top):
            folders = entry.parts[:-1]
            own = (
                entry.is_file
                and entry.relative.suffix in ALLOWED_SUFFIXES
                and folders in (folders[:1], (*folders[:1], assignment))
            )
            found[entry.parts[0]] = found.get(entry.parts[0], False) or own
        return found

    @cached_property
    def _known(self) -> frozenset[str]:
        """The students in the gradebook."""
        from nbgrader.api import Gradebook

        with Gradebook(self.parent.coursedir.db_url) as book:
            return frozenset(student.id for student in book.students)


def student_id_from_path(
    folders: tuple[str, ...], assignment: str, known: frozenset[str], tops: Mapping[str, bool]
) -> str:
    """Whose a file is that lies in `folders` below all that was unpacked; empty where nobody's.

    A student's folder is an archive or folder of its own, or lies right in the one of a class. A folder inside a student's is never
    another student's: what is in it is not read, but for the assignment's. `known` are those on the roster; `tops` the archives and
    folders, each with whether a file lies right in it.
    """
    if folders[-1:] == (assignment,):
        folders = folders[:-1]
    if len(folders) == 1:
        return folders[0]
    if len(folders) != 2 or folders[0] in known:
        return ""
    # Of somebody who is on no roster: the first is a class where no file lies right in it, and nothing else has the name.
    new = not tops.get(folders[0], True) and folders[1] not in tops
    return folders[1] if folders[1] in known or new else ""


class _UniqueNames:
    """The names that came out of one archive: none of them twice, on whatever system they are unpacked."""

    def __init__(self) -> None:
        self._seen: set[str] = set()

    def add(self, parts: tuple[str, ...]) -> None:
        name = "/".join(parts).casefold()
        if name in self._seen:
            raise SkippedMemberError(_("one of the same name came before it"))
        self._seen.add(name)


def _owner(name: str, shared: str) -> str:
    """The folder of a member that stands for a student: its first, or its second where all have the first in common."""
    parts = PurePosixPath(name.replace("\\", "/")).parts
    folders = parts[1:-1] if shared and parts[:1] == (shared,) else parts[:-1]
    return folders[0] if folders else ""


def _shared_root(path: Path) -> str:
    """The folder that all members of the archive lie in; empty where they lie in several, or in none."""
    firsts = set()
    # Of an archive that is damaged further on, what came before it counts.
    with contextlib.suppress(Exception), _members(path) as members:
        for name, _unused in islice(members, MAX_CLASS_FILES):
            firsts.add(PurePosixPath(name.replace("\\", "/")).parts[:2])
    roots = {parts[0] for parts in firsts if parts}
    return roots.pop() if len(roots) == 1 and len(firsts) > 1 and all(len(parts) == 2 for parts in firsts) else ""


@contextmanager
def _members(path: Path) -> Iterator[Iterator[Member]]:
    """The regular files of an archive, one after the other, each with what opens it."""
    if zipfile.is_zipfile(path):
        with zipfile.ZipFile(path) as archive:
            # The small ones first: what is made to fill the disk comes last, and takes no room from the others.
            files = sorted((one for one in archive.infolist() if not one.is_dir()), key=lambda one: one.file_size)
            yield ((one.filename, _zip_opener(archive, one)) for one in files)
        return
    with path.open("rb") as raw:
        packed = raw.read(2) == b"\x1f\x8b"
        raw.seek(0)
        stream: Any = gzip.GzipFile(fileobj=raw) if packed else raw
        with tarfile.open(fileobj=_BoundedStream(stream), mode="r:") as archive_of_tar:  # type: ignore[call-overload]
            yield ((one.name, _tar_opener(archive_of_tar, one)) for one in archive_of_tar if not one.isdir())


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


def _safe_parts(name: str) -> tuple[str, ...]:
    """The folders and the name of a member. Raises LeftOutError where they are not inside, or not fit to be made."""
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


def _is_archive(name: str) -> bool:
    return name.lower().endswith(ARCHIVES)


def _stem(name: str) -> str:
    """The name without what says that it is an archive."""
    for ending in (".tar.gz", *ARCHIVES):
        if name.lower().endswith(ending):
            return name[: -len(ending)] or "archive"
    return name
