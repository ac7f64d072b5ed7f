"""nbgrader's collect, with limits on what is copied, no link followed, and no submission that can stop the others."""

from __future__ import annotations

import contextlib
import errno
import os
import shutil
import stat
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

from nbgrader.exchange import ExchangeError
from nbgrader.exchange.default import ExchangeCollect

from vertebra.grading import intake
from vertebra.grading.course import Course
from vertebra.quiz.answers import FILE

_READ = {FILE, f"{FILE}.bak", "timestamp.txt", "submission_secret.txt"}
_LEFT_OUT = {".ipynb_checkpoints", "__pycache__", ".vertebra"}


class Collect(ExchangeCollect):
    """Copies regular files only, within the limits of `intake`."""

    def init_src(self) -> None:
        """Find the submissions; one under a name that is no student's is left where it is."""
        super().init_src()
        good: list[dict[str, Any]] = []
        for record in list(self.src_records):  # type: ignore[has-type]
            path = Path(self.inbound_path) / record["filename"]
            if record["username"].startswith(".") or not record["username"] or path.is_symlink() or not path.is_dir():
                self.log.warning("%s is no submission and was not collected.", path)
            else:
                good.append(record)
        self.src_records = good

    def _path_to_record(self, path: str) -> dict[str, Any]:
        """Student and time from a folder's name; a time that can't be read counts as the oldest."""
        try:
            return dict(super()._path_to_record(path))
        except (ExchangeError, ValueError, OverflowError):
            name = os.path.basename(path)
            return {"username": name.split("+")[0], "filename": name, "timestamp": datetime.min}

    def do_copy(self, src: str, dest: str, log: Any = None) -> None:
        """Copy one submission into the course folder and make it safe for nbgrader's own steps."""
        target = Path(dest)
        quiz = target.name
        course = Course(Path(self.coursedir.root))
        # What was taken out of an earlier submission is no longer this one's.
        shutil.rmtree(intake.set_aside_folder(target), ignore_errors=True)
        staging = course.root / ".vertebra" / "collecting"
        shutil.rmtree(staging, ignore_errors=True)
        staging.mkdir(parents=True)
        for path, relative in _worth_copying(Path(src)):
            _copy(path, staging / relative)
        # The folder appears whole: a copy that was cut short is never taken for what the student handed in.
        os.rename(staging, target)
        pristine = course.release(quiz) / f"{quiz}.ipynb"
        if pristine.exists() and course.key_file(quiz).exists():
            intake.make_safe(target, quiz, pristine)


def _copy(path: Path, target: Path) -> None:
    """Copy one file; one that can't be read costs itself alone. Raises OSError where the disk is full."""
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(path, target, follow_symlinks=False)
    except OSError as error:
        target.unlink(missing_ok=True)
        if error.errno in (errno.ENOSPC, getattr(errno, "EDQUOT", errno.ENOSPC)):
            raise


def _worth_copying(source: Path) -> Iterator[tuple[Path, Path]]:
    """The regular files of a submission with their relative paths, up to the limits: what grading reads first, then small ones."""
    found = []
    for where, folders, names in os.walk(source, followlinks=False):
        folders[:] = [name for name in folders if name not in _LEFT_OUT]
        for name in names:
            path = Path(where) / name
            with contextlib.suppress(OSError):
                state = path.lstat()
                if stat.S_ISREG(state.st_mode) and state.st_size <= intake.MAX_NOTEBOOK_BYTES:
                    found.append((path.parent != source or path.name not in _READ, state.st_size, path))
        if len(found) > 10 * intake.MAX_FILES:
            break
    total = 0
    for _, size, path in sorted(found)[: intake.MAX_FILES]:
        total += size
        if total <= intake.MAX_FOLDER_BYTES:
            yield path, path.relative_to(source)
