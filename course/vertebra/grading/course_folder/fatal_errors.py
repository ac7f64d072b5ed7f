"""Errors after which no other submission can be graded: a full disk, or a gradebook that stays locked."""

from __future__ import annotations

import contextlib
import re
import sqlite3
from collections.abc import Iterator

from vertebra.errors import CourseError, chain_of, is_disk_full
from vertebra.grading.course_folder.folder import Course
from vertebra.texts import pgettext

_LOCKED = ("database is locked", "database table is locked", "lock timeout", "server closed the connection")
_FULL = ("database or disk is full", "no space left on device", "disk quota exceeded", "disk i/o error")


_ERROR_LINE = re.compile(r"^(?:[\w.]*\.)?(?:OSError|IOError|\w*OperationalError|DatabaseError): .*$", re.MULTILINE)


class GradingStoppedError(CourseError):
    """Nothing more can be graded now. What was graded stays, and the same command, called again, does the rest."""


def fatal_reason(said: object, course: Course) -> str:
    """Why no other submission can be graded either; empty where the error concerns one alone.

    Of an error its type counts, and of a log only lines that begin with one: a student's file or answer may be called
    "no space left on device".

    Parameters
    ----------
    said
        An error, or a log.
    course
        The course folder.
    """
    if isinstance(said, BaseException):
        return next((reason for error in chain_of(said) if (reason := _reason_of(error, course))), "")
    for line in _ERROR_LINE.findall(str(said)):
        if reason := _in_words(line, course):
            return reason
    return ""


def _reason_of(error: BaseException, course: Course) -> str:
    if is_disk_full(error):
        return _full(course)
    from sqlalchemy.exc import DBAPIError

    return _in_words(str(error), course) if isinstance(error, sqlite3.Error | DBAPIError) else ""


def _in_words(text: str, course: Course) -> str:
    text = text.lower()
    if any(words in text for words in _FULL):
        return _full(course)
    if any(words in text for words in _LOCKED):
        return pgettext(
            "gradebook-locked",
            "Another program keeps the gradebook of {root} locked: formgrader, a database browser, or another "
            "command of nbgrader. Close it, then call the command again.",
        ).format(root=course.root)
    return ""


def _full(course: Course) -> str:
    return pgettext(
        "disk-full",
        "There is no room left on the disk of {root}. Make room, then call the command again.",
    ).format(root=course.root)


@contextlib.contextmanager
def translate_fatal(course: Course) -> Iterator[None]:
    """Errors that stop everything are raised as StoppedError, with words for a person."""
    try:
        yield
    except GradingStoppedError:
        raise
    except Exception as error:
        if fatal_reason(error, course):
            raise GradingStoppedError(fatal_reason(error, course)) from error
        raise
