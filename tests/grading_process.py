"""Grading in a process of its own, which a test lets go, kills, or kills at a line: everything is imported before it
starts."""

import contextlib
import multiprocessing
import os
import signal
import sys
from collections.abc import Sequence
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from pathlib import Path
from types import FrameType
from typing import Any

from vertebra.errors import CourseError
from vertebra.grading import assignments
from vertebra.grading.course_folder.folder import Course, find

REFUSED = "refused"
"""What a process says that was not allowed to grade."""
FORKED = sys.platform == "linux"


class GradingProcess:
    """A process that is about to grade; `go` lets it, `result` waits for what it says, `exit_code` for its end."""

    def __init__(
        self, course: Course, name: str, lines_left: int = 0, files: Sequence[str] = (), **options: Any
    ) -> None:
        context = multiprocessing.get_context("fork" if FORKED else "spawn")
        self._ours, theirs = context.Pipe()
        arguments = (theirs, course.root, name, options, lines_left, tuple(files))
        self._process: BaseProcess = context.Process(target=_grade, args=arguments, daemon=True)
        self._process.start()
        theirs.close()
        assert self._ours.recv() == "ready"

    def go(self) -> None:
        """Let it grade."""
        self._ours.send("go")

    def kill(self) -> None:
        """End it at once, as a power cut would."""
        self._process.kill()

    def result(self) -> list[str] | str | None:
        """The status of each submission, `REFUSED`, or None where it was killed."""
        with contextlib.suppress(EOFError):
            return self._ours.recv()
        return None

    def exit_code(self) -> int | None:
        """How it ended; -9 where it was killed."""
        self._process.join()
        return self._process.exitcode


def _grade(
    pipe: Connection, root: Path, name: str, options: dict[str, Any], lines_left: int, files: tuple[str, ...]
) -> None:
    course = find(root)
    pipe.send("ready")
    pipe.recv()
    if lines_left:
        _kill_after(lines_left, files)
    try:
        pipe.send([one.status for one in assignments.grade(course, name, **options)])
    except CourseError:
        pipe.send(REFUSED)


def _kill_after(lines_left: int, files: tuple[str, ...]) -> None:
    """End this process when that many lines of `files` have run, so that it comes in the middle of what they write."""

    def lines(frame: FrameType, event: str, argument: object) -> Any:
        nonlocal lines_left
        lines_left -= 1
        if lines_left <= 0:
            os.kill(os.getpid(), signal.SIGKILL)
        return lines

    sys.settrace(lambda frame, event, argument: lines if frame.f_code.co_filename.endswith(files) else None)
