"""Submissions that come as archives, for `nbgrader zip_collect`.

A folder or an archive for each student, named by the id. What is wrong with one member, or with one archive, costs no
other.
"""

from __future__ import annotations

import zipfile
from collections.abc import Callable, Mapping
from functools import cached_property
from pathlib import Path
from typing import IO, Any

from nbgrader.plugins.zipcollect import ExtractorPlugin, FileNameCollectorPlugin

from vertebra.errors import is_disk_full
from vertebra.grading.autograde import allowed_files, refusals, tree
from vertebra.grading.autograde.executable_files import is_executable_file
from vertebra.grading.course_folder.folder import Course
from vertebra.grading.nbgrader_plugins.archive import (
    MAX_CLASS_BYTES,
    MAX_RATIO,
    ExtractionBudget,
    SkippedMemberError,
    UniqueNames,
    archive_stem,
    is_archive,
    open_members,
    owner_of,
    safe_parts,
    shared_root,
)
from vertebra.printing import printable
from vertebra.student_identity import Refusal, id_fault
from vertebra.texts import _

MAX_MESSAGES = 50
"""How many members that were left out are named, of one archive."""
BLOCK = 1 << 20
ALLOWED_SUFFIXES = (".ipynb", ".json", ".txt", ".bak", ".csv", ".png")


class LimitedExtractor(ExtractorPlugin):
    """Unpacks regular files only, within limits, and one archive inside another only where it is a student's own."""

    def extract(self, archive_path: str, extracted_path: str) -> None:
        """Put what is in the folder `archive_path`, unpacked, into the folder `extracted_path`."""
        root, to = Path(archive_path), Path(extracted_path)
        limits = tree.WalkLimits()
        for entry in sorted(tree.walk(root, limits), key=lambda entry_before: entry_before.parts):
            if not entry.is_file:
                continue
            target = to / entry.relative
            if is_archive(target.name):
                most = max(allowed_files.MAX_FOLDER_BYTES, MAX_RATIO * entry.state.st_size)
                limit = most if zipfile.is_zipfile(root / entry.relative) else MAX_CLASS_BYTES
                room = ExtractionBudget(bytes_left=min(MAX_CLASS_BYTES, limit))
                self._unpack(root / entry.relative, target.with_name(archive_stem(target.name)), room)
            elif not allowed_files.copy_file(root, entry.relative, target):
                self.log.warning("%s is left out: it can't be read.", printable(entry.relative))
        for sentence in limits.sentences():
            self.log.warning("%s: %s", printable(root.name), sentence)

    def _unpack(self, path: Path, to: Path, room: ExtractionBudget, inside: str | None = None) -> None:
        """Unpack one archive into the folder `to`; one that lay `inside` a student's folder is theirs."""
        left_out, names = 0, UniqueNames()
        try:
            with open_members(path) as members:
                shared = shared_root(path) if inside is None else ""
                for name, opened in members:
                    try:
                        owner = owner_of(name, shared) if inside is None else inside
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
        names: UniqueNames,
        inner: bool,
    ) -> None:
        parts = safe_parts(name)
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
        if is_archive(target.name):
            if not inner:
                self._unpack(target, target.with_name(archive_stem(target.name)), room, owner)
            target.unlink()


class FolderNameCollector(FileNameCollectorPlugin):
    """Takes the folder that a file lies in for the student's id, unless `named_regexp` says otherwise."""

    @classmethod
    def section_names(cls) -> list[str]:
        """The sections of a configuration that set this plug-in; `ByFolder` is its former name."""
        return [*super().section_names(), "ByFolder"]

    def collect(self, submitted_file: str) -> dict[str, Any] | None:
        """Return student and file of one unpacked file; None where grading reads no such file or student.

        When it was handed in is the teacher's to say (`named_regexp`): a time stamp in an archive is a student's own.
        """
        refused = self._refused
        name = Path(submitted_file).name
        if name == "timestamp.txt" or (is_executable_file(Path(name)) and name not in self._asked):
            return None
        if self.named_regexp:
            collected: dict[str, Any] | None = super().collect(submitted_file)
            student = collected["student_id"] if collected else ""
        else:
            path, collected = Path(submitted_file), None
            student = ""
            if path.suffix in ALLOWED_SUFFIXES and path.is_relative_to(self._top):
                folders = path.relative_to(self._top).parent.parts
                student = student_id_from_path(folders, self.parent.coursedir.assignment_id, self._known, self._tops)
                collected = {"student_id": student, "file_id": path.name}
        fault = id_fault(student) if student else ""
        if fault:
            self.log.warning("%s is no student's id: %s.", printable(student), fault)
            if (refusal := Refusal(f"archives: {student}", f"the id: {fault}")) not in refused:
                refused.append(refusal)
                refusals.keep_refusals(self._course, self.parent.coursedir.assignment_id, refused, "archives")
        return collected if student and not fault else None

    @cached_property
    def _refused(self) -> list[Refusal]:
        """Refusals of this run; those of the last one are forgotten."""
        refusals.keep_refusals(self._course, self.parent.coursedir.assignment_id, [], "archives")
        return []

    @property
    def _course(self) -> Course:
        return Course(Path(self.parent.coursedir.root))

    @property
    def _asked(self) -> tuple[str, ...]:
        """Files that could be run and that the assignment asks for."""
        requested = self.config.get("Collect", {}).get("asked_files", {})
        return tuple(requested.get(self.parent.coursedir.assignment_id, ()))

    @cached_property
    def _top(self) -> Path:
        return Path(self.parent._format_collect_path(self.parent.extracted_directory))

    @cached_property
    def _tops(self) -> dict[str, bool]:
        """Every unpacked archive or folder, with whether a file lies right in it.

        Then it is a student's own.
        """
        assignment = self.parent.coursedir.assignment_id
        tops: dict[str, bool] = {}
        for entry in tree.walk(self._top):
            folders = entry.parts[:-1]
            own = (
                entry.is_file
                and entry.relative.suffix in ALLOWED_SUFFIXES
                and folders in (folders[:1], (*folders[:1], assignment))
            )
            tops[entry.parts[0]] = tops.get(entry.parts[0], False) or own
        return tops

    @cached_property
    def _known(self) -> frozenset[str]:
        """The students in the gradebook."""
        from nbgrader.api import Gradebook

        with Gradebook(self.parent.coursedir.db_url) as book:
            return frozenset(student.id for student in book.students)


def student_id_from_path(
    folders: tuple[str, ...], assignment: str, known: frozenset[str], tops: Mapping[str, bool]
) -> str:
    """The student of an unpacked file; empty where it is nobody's.

    A student's folder is an archive or folder of its own, or lies right in the one of a class. A folder inside a
    student's is never another student's: what is in it is not read, but for the assignment's.

    Parameters
    ----------
    folders
        The folders that it lies in, below all that was unpacked.
    assignment
        nbgrader's name of the assignment.
    known
        The ids on the roster.
    tops
        The archives and folders, each with whether a file lies right in it.
    """
    if folders[-1:] == (assignment,):
        folders = folders[:-1]
    if len(folders) == 1:
        return folders[0]
    if len(folders) != 2 or folders[0] in known:
        return ""
    # On no roster: the first is a class where no file lies right in it, and nothing else has the name.
    new = not tops.get(folders[0], True) and folders[1] not in tops
    return folders[1] if folders[1] in known or new else ""
