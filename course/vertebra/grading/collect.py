"""nbgrader's collect, with limits on what is copied, no link followed, and no submission that can stop the others."""

from __future__ import annotations

import os
from datetime import datetime
from pathlib import Path
from typing import Any

from nbgrader.exchange import ExchangeError
from nbgrader.exchange.default import ExchangeCollect

from vertebra.grading import intake, stops, tree
from vertebra.grading.course import Course
from vertebra.printing import printable
from vertebra.quiz.answers import Problem


class Collect(ExchangeCollect):
    """Copies regular files only, within the limits of `intake`."""

    def init_src(self) -> None:
        """Find the submissions; one under a name that is no student's is left where it is."""
        super().init_src()
        good: list[dict[str, Any]] = []
        for record in list(self.src_records):  # type: ignore[has-type]
            path = Path(self.inbound_path) / record["filename"]
            if record["username"].startswith(".") or not record["username"] or path.is_symlink() or not path.is_dir():
                self.log.warning("%s is no submission and was not collected.", printable(path))
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
        """Copy one submission into the course folder and make it safe for nbgrader's own steps.

        Whatever is wrong with it, the others are collected: what could not be stands in the row of its student.
        Raises OSError where the disk is full: then nobody else's can be copied either.
        """
        target = Path(dest)
        course = Course(Path(self.coursedir.root))
        try:
            self._take(course, Path(src), target)
        except Exception as error:
            if stops.reason(error, course):
                raise
            self.log.warning("%s could not be collected: %s", printable(Path(src).name), printable(repr(error), 200))
            if not target.exists():
                # An empty folder, so that the student has a row; the next call collects again.
                target.mkdir(parents=True)
            said = f"It could not be collected: {type(error).__name__}: {error}"
            intake.say_left_out(target, [Problem("unreadable", said)])

    def _take(self, course: Course, source: Path, target: Path) -> None:
        # What was taken out of an earlier submission is no longer this one's.
        tree.remove(intake.set_aside_folder(target))
        staging = course.root / ".vertebra" / "collecting"
        tree.remove(staging)
        staging.mkdir(parents=True)
        notebooks = [path.name for path in course.release(target.name).glob("*.ipynb")]
        problems = intake.collect(source, staging, notebooks)
        intake.say_left_out(target, problems)
        # The folder appears whole: a copy that was cut short is never taken for what the student handed in.
        os.rename(staging, target)
        pristine = course.release(target.name) / f"{target.name}.ipynb"
        if pristine.exists() and course.key_file(target.name).exists():
            intake.make_safe(target, target.name, pristine)
