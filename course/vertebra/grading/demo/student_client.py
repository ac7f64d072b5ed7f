"""A student's side of nbgrader, run in this process: fetch a quiz, hand it in, fetch the feedback."""

from __future__ import annotations

import contextlib
import logging
import os
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from vertebra.errors import CourseError
from vertebra.grading.course_folder import nbgrader_api
from vertebra.grading.course_folder.folder import Course, load_config


@dataclass(frozen=True)
class StudentClient:
    """A student's working folder; `cache` is where nbgrader keeps what was handed in."""

    course: Course
    student: str
    folder: Path

    @property
    def cache(self) -> Path:
        """nbgrader's own folder of the student."""
        return self.folder / ".nbgrader"

    def fetch(self, quiz: str) -> Path:
        """Fetch `quiz`, unless it is here already; returns its folder."""
        if not (self.folder / quiz / "quiz.json").exists():
            if nbgrader_api.has_exchange():
                self._step("FetchAssignment", quiz)
            else:
                shutil.copytree(self.course.release(quiz), self.folder / quiz)
        return self.folder / quiz

    def submit(self, quiz: str) -> None:
        """Hand `quiz` in; on Windows, where nbgrader has no exchange, by copying it into the course folder."""
        if nbgrader_api.has_exchange():
            self._step("Submit", quiz)
            return
        target = self.course.submitted(self.student, quiz)
        shutil.rmtree(target, ignore_errors=True)
        shutil.copytree(self.folder / quiz, target)
        stamp = datetime.now(UTC).strftime("%Y-%m-%d %H:%M:%S.%f UTC")
        (target / "timestamp.txt").write_text(stamp, encoding="utf-8")

    def fetch_feedback(self, quiz: str) -> list[Path]:
        """Fetch the feedback that has been released; returns its pages."""
        if not nbgrader_api.has_exchange():
            return sorted(self.course.feedback(self.student, quiz).glob("*.html"))
        self._step("FetchFeedback", quiz)
        return sorted((self.folder / quiz / "feedback").glob("*/*.html"))

    def _step(self, name: str, quiz: str) -> None:
        from nbgrader.auth import Authenticator
        from nbgrader.coursedir import CourseDirectory
        from nbgrader.exchange import ExchangeError, ExchangeFactory

        config = load_config(self.course)
        config.Exchange.assignment_dir = str(self.folder)
        config.Exchange.cache = str(self.cache)
        config.CourseDirectory.assignment_id = quiz
        config.CourseDirectory.student_id = self.student
        logging.getLogger("traitlets").setLevel(logging.CRITICAL)
        parts: dict[str, Any] = {"coursedir": CourseDirectory(config=config), "authenticator": Authenticator()}
        self.folder.mkdir(parents=True, exist_ok=True)
        try:
            with _readable():
                getattr(ExchangeFactory(config=config), name)(**parts, config=config).start()
        except ExchangeError as error:
            raise CourseError(f"{self.student}: {error}") from error


@contextlib.contextmanager
def _readable() -> Iterator[None]:
    """Files for the exchange are made as a student's account would make them."""
    before = os.umask(0o022)
    try:
        yield
    finally:
        os.umask(before)
