"""What makes it useless to go on with the other submissions: a full disk, a gradebook that another program keeps locked."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator

from vertebra.errors import CourseError
from vertebra.grading.course import Course

_LOCKED = ("database is locked", "database table is locked", "lock timeout", "server closed the connection")
_FULL = ("database or disk is full", "no space left on device", "disk quota exceeded", "disk i/o error")


class StoppedError(CourseError):
    """Nothing more can be graded now. What was graded stays, and the same command, called again, does the rest."""


def reason(said: object, course: Course) -> str:
    """Why no other submission can be graded either after an error that says `said`; empty where it concerns one alone."""
    text = str(said).lower()
    if any(words in text for words in _FULL):
        return f"There is no room left on the disk of {course.root}. Make room, then call the command again."
    if any(words in text for words in _LOCKED):
        return (
            f"Another program keeps the gradebook of {course.root} locked: formgrader, a database browser, or another "
            "command of nbgrader. Close it, then call the command again."
        )
    return ""


@contextlib.contextmanager
def named(course: Course) -> Iterator[None]:
    """Errors that stop everything are raised as StoppedError, with words for a person."""
    try:
        yield
    except StoppedError:
        raise
    except Exception as error:
        if reason(error, course):
            raise StoppedError(reason(error, course)) from error
        raise
