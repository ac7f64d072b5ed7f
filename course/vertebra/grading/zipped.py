"""Submissions that come as archives, for `nbgrader zip_collect`: a folder or an archive for each student, named by the id.

What an archive says of itself is not believed: bytes are counted as they come out, names stay inside, and links are left.
"""

from __future__ import annotations

import shutil
import tarfile
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath
from typing import IO, Any

from nbgrader.plugins.zipcollect import ExtractorPlugin, FileNameCollectorPlugin

from vertebra.grading import intake

MAX_CLASS_BYTES = 2_000_000_000
"""All that one archive of a whole class may hold; what a single student may, `intake` says."""
MAX_CLASS_FILES = 100_000
BLOCK = 1 << 20
ARCHIVES = (".zip", ".tar", ".gz", ".tgz")
TAKEN = (".ipynb", ".json", ".txt", ".bak", ".csv", ".png")

Member = tuple[str, IO[bytes]]


class Extract(ExtractorPlugin):
    """Unpacks regular files only, within limits, and one archive inside another only where it is a student's own."""

    def extract(self, archive_path: str, extracted_path: str) -> None:
        """Put what is in the folder `archive_path`, unpacked, into the folder `extracted_path`."""
        root = Path(archive_path)
        for path in sorted(root.rglob("*")):
            if path.is_symlink() or not path.is_file():
                continue
            target = Path(extracted_path) / path.relative_to(root)
            if _is_archive(path.name):
                self._unpack(path, target.with_name(_stem(target.name)), MAX_CLASS_BYTES, MAX_CLASS_FILES)
            else:
                target.parent.mkdir(parents=True, exist_ok=True)
                shutil.copyfile(path, target)

    def _unpack(self, path: Path, to: Path, room: int, files: int, inner: bool = False) -> None:
        try:
            with _members(path) as members:
                for name, stream in members:
                    target = _inside(to, name)
                    if target is None or files <= 0:
                        self.log.warning("%s: %r is left out: a name outside, or one too many.", path.name, name)
                        continue
                    files -= 1
                    used = _write(stream, target, min(room, intake.MAX_NOTEBOOK_BYTES))
                    if used is None:
                        self.log.warning("%s: %r is left out: it is too large.", path.name, name)
                        continue
                    room -= used
                    if _is_archive(target.name):
                        if not inner:
                            within = intake.MAX_FOLDER_BYTES, intake.MAX_FILES
                            self._unpack(target, target.with_name(_stem(target.name)), *within, inner=True)
                        target.unlink()
        except (OSError, ValueError, EOFError, RuntimeError, zipfile.BadZipFile, tarfile.TarError) as error:
            # What came out before stays; of whom nothing came, nothing is collected.
            self.log.warning("%s can't be read to its end: %s", path.name, error)


class ByFolder(FileNameCollectorPlugin):
    """Takes the folder that a file lies in for the student's id, unless `named_regexp` says otherwise."""

    def collect(self, submitted_file: str) -> dict[str, Any] | None:
        """Student and file of one unpacked file; None where it is none that grading reads."""
        if self.named_regexp:
            found: dict[str, Any] | None = super().collect(submitted_file)
            return found
        assignment, top = self.parent.coursedir.assignment_id, self.parent.extracted_directory
        student = student_of(Path(submitted_file), assignment, top)
        return {"student_id": student, "file_id": Path(submitted_file).name} if student else None


def student_of(path: Path, assignment: str, top: str) -> str:
    """The folder below `top` that `path` lies in, or the one above where that has the assignment's name; empty for what is not read."""
    folder = path.parent.parent if path.parent.name == assignment else path.parent
    return "" if path.suffix not in TAKEN or folder.name == top else folder.name


@contextmanager
def _members(path: Path) -> Iterator[Iterator[Member]]:
    """The regular files of an archive, one after the other."""
    if zipfile.is_zipfile(path):
        with zipfile.ZipFile(path) as archive:
            yield (
                (one.filename, archive.open(one))
                for one in archive.infolist()
                if not one.is_dir() and (one.external_attr >> 16) & 0o170000 in (0, 0o100000)
            )
    else:
        with tarfile.open(path) as packed:
            regular = ((one.name, packed.extractfile(one)) for one in packed if one.isreg())
            yield ((name, stream) for name, stream in regular if stream is not None)


def _inside(folder: Path, name: str) -> Path | None:
    """Where the member `name` goes; None where that is not inside `folder`."""
    parts = PurePosixPath(name.replace("\\", "/")).parts
    if not parts or any(part in ("..", "/") or ":" in part or "\x00" in part for part in parts):
        return None
    return folder.joinpath(*parts)


def _write(stream: IO[bytes], target: Path, most: int) -> int | None:
    """Write at most `most` bytes; None, and no file, where there are more."""
    target.parent.mkdir(parents=True, exist_ok=True)
    written = 0
    with target.open("wb") as file, stream:
        while written <= most and (block := stream.read(min(BLOCK, most + 1 - written))):
            file.write(block)
            written += len(block)
    if written <= most:
        return written
    target.unlink()
    return None


def _is_archive(name: str) -> bool:
    return name.lower().endswith(ARCHIVES)


def _stem(name: str) -> str:
    """The name without what says that it is an archive."""
    for ending in (".tar.gz", *ARCHIVES):
        if name.lower().endswith(ending):
            return name[: -len(ending)]
    return name
