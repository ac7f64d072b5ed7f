"""The list of what was not taken as a submission or a student, each with the reason.

Nobody else waits for it.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Literal

from vertebra import checked_json
from vertebra.grading.course_folder import gradebook
from vertebra.grading.course_folder.folder import Course
from vertebra.printing import printable
from vertebra.quiz.storage import write_atomic
from vertebra.student_identity import Refusal, id_fault
from vertebra.texts import _, pgettext

Channel = Literal["exchange", "archives"]
"""How submissions come in."""
MAX_KEPT = 200
MAX_SHOWN = 40


def keep_refusals(course: Course, assignment: str, refused: Sequence[Refusal], way: Channel = "exchange") -> None:
    """Keep what the last collection of `assignment` left, in the exchange or of archives."""
    rows = [(refusal.given, refusal.reason) for refusal in refused[:MAX_KEPT]]
    if len(refused) > MAX_KEPT:
        rows.append(("…", _("and {n_refused} more").format(n_refused=len(refused) - MAX_KEPT)))
    write_atomic(_file(course, assignment, way), json.dumps(rows, indent=1).encode())


def list_refusals(course: Course, assignment: str) -> list[Refusal]:
    """List what is not taken for `assignment`.

    In the exchange and archives, in `submitted` and `autograded`, and in the gradebook.
    """
    refusals = _kept(course, assignment, "exchange") + _kept(course, assignment, "archives")
    for step in ("submitted", "autograded"):
        names = sorted(path.parent.name for path in (course.root / step).glob(f"*/{_literal(assignment)}"))
        refusals += [
            Refusal(f"{step}/{name}", _("the id: {fault}").format(fault=fault))
            for name in names
            if (fault := id_fault(name))
        ]
    with gradebook.open_gradebook(course) as book:
        known = sorted(student.id for student in book.students)
    return refusals + [
        Refusal(
            pgettext("refused-in-gradebook", "gradebook: {name}").format(name=name),
            _("the id: {fault}").format(fault=fault),
        )
        for name in known
        if (fault := id_fault(name))
    ]


def refusal_lines(refused: Sequence[Refusal]) -> list[str]:
    """A line for each refusal, safe to print."""
    lines = [f"{printable(refusal.given, 100)}: {printable(refusal.reason)}" for refusal in refused[:MAX_SHOWN]]
    return (
        lines
        if len(refused) <= MAX_SHOWN
        else [*lines, _("... and {n_refused} more").format(n_refused=len(refused) - MAX_SHOWN)]
    )


def _kept(course: Course, assignment: str, way: Channel) -> list[Refusal]:
    try:
        rows = checked_json.read(_file(course, assignment, way), list[tuple[str, str]])
    except (OSError, checked_json.ShapeError):
        return []
    return [Refusal(name, why) for name, why in rows]


def _literal(assignment: str) -> str:
    import glob

    return glob.escape(assignment)


def _file(course: Course, assignment: str, way: Channel) -> Path:
    return course.root / ".vertebra" / "refused" / way / f"{assignment}.json"
