"""The one way into the gradebook: a student whose id or name can't be one is not entered, whichever program asks."""

from __future__ import annotations

from typing import Any

from vertebra.printing import printable
from vertebra.student_identity import id_fault, name_fault
from vertebra.texts import pgettext


def install() -> None:
    """Let this process enter no student whose id or name can't be one.

    nbgrader answers as to any entry that its database refuses.
    """
    from nbgrader.api import Student
    from sqlalchemy import event

    if not event.contains(Student, "before_insert", _check_student):
        event.listen(Student, "before_insert", _check_student)
        event.listen(Student, "before_update", _check_names)


def _check_student(_mapper: Any, _connection: Any, student: Any) -> None:
    fault = id_fault(student.id)
    if fault:
        _refuse(
            pgettext("student-id-refused", "The id {printable} can't be a student's: {fault}.").format(
                printable=repr(printable(student.id, 60)), fault=fault
            )
        )
    _check_names(_mapper, _connection, student)


def _check_names(_mapper: Any, _connection: Any, student: Any) -> None:
    from sqlalchemy import inspect

    for name in ("first_name", "last_name"):
        given = getattr(student, name) or ""
        # A name from before this rule stands in no one's way; a new one is looked at.
        if inspect(student).attrs[name].history.added and (fault := name_fault(given)):
            _refuse(
                pgettext("student-name-refused", "The name {printable} can't be a student's: {fault}.").format(
                    printable=repr(printable(given, 60)), fault=fault
                )
            )


def _refuse(why: str) -> None:
    from sqlalchemy.orm.exc import FlushError

    # nbgrader takes this error back out of its database and reports it as an entry that is not valid.
    raise FlushError(why)
