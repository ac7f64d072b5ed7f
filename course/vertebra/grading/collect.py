"""nbgrader's collect, with limits on what is copied, no link followed, and no submission that can stop the others."""

from __future__ import annotations

import os
import shutil
from datetime import datetime
from pathlib import Path
from typing import Any

from nbgrader.exchange import ExchangeError
from nbgrader.exchange.default import ExchangeCollect

from vertebra.grading import intake
from vertebra.grading.course import Course


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
        for path, relative in intake.worth_copying(Path(src)):
            intake.copy(path, staging / relative)
        # The folder appears whole: a copy that was cut short is never taken for what the student handed in.
        os.rename(staging, target)
        pristine = course.release(quiz) / f"{quiz}.ipynb"
        if pristine.exists() and course.key_file(quiz).exists():
            intake.make_safe(target, quiz, pristine)
