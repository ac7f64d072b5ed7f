"""A class in which everybody's work is damaged in another way, between two neighbours whose work is whole; graded once
for a module.

A module with such a table calls its cases CASES: by name, what does the damage, the status that is expected, the
scores, and what
else the module's own tests look at.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from vertebra.grading import assignments
from vertebra.grading.autograde import tree
from vertebra.grading.autograde.results import SubmissionSummary
from vertebra.grading.course_folder.folder import Course
from vertebra.quiz.session.answers import FILE

RIGHT = {"t-single": "right", "t-multi": "right", "t-number": "right"}
FULL = {"t-single": (1, False), "t-multi": (2, False), "t-number": (2, False), "t-text": (0, False)}
HELD = {**FULL, **dict.fromkeys(RIGHT, (0, True))}
LOST = {**HELD, "t-text": (None, True)}
TEXT_MARKED = {**FULL, "t-text": (None, True)}
NEIGHBOURS = ("ann", "zoe")


@dataclass(frozen=True)
class HostileClass:
    """A class after it has been graded: outcomes and gradebook by case, and outcomes of grading once more."""

    course: Course
    students: Mapping[str, str]
    outcomes: Mapping[str, SubmissionSummary]
    again: Mapping[str, SubmissionSummary]
    scores: Mapping[str, Mapping[str, tuple[float | None, bool]]]


def grade_class(
    course: Course,
    hand_in: Any,
    scores: Callable[[], Any],
    cases: Mapping[str, Any],
    *,
    answers: Mapping[str, str] = RIGHT,
    before_submitting: bool = False,
) -> HostileClass:
    """Hand in, damage and grade a student's work for each case, with the same `answers`.

    The damage is done to the folder in the exchange, where a student may still write, or to the student's own
    `before_submitting`.
    """
    students = {case: f"s{at:03}" for at, case in enumerate(cases)}
    inbound = course.root / "exchange" / "vertebra" / "inbound"
    for student in NEIGHBOURS:
        hand_in(student, RIGHT)
    for case, (damage, *_) in cases.items():
        client = hand_in(students[case], answers, submit=not before_submitting)
        folder = client.folder / "T1" if before_submitting else next(inbound.glob(f"{students[case]}+*"))
        (folder / f"{FILE}.bak").unlink(missing_ok=True)
        damage(folder)
        if before_submitting:
            client.submit("T1")
    cases_of = {student: case for case, student in students.items()} | {name: name for name in NEIGHBOURS}
    first = {cases_of[one.student]: one for one in assignments.grade(course, "T1", release_feedback=True)}
    again = {cases_of[one.student]: one for one in assignments.grade(course, "T1", collect=False)}
    found = {cases_of[student]: own for student, own in scores().items()}
    for folder in inbound.iterdir():  # Nor may they stop whoever cleans up after the tests.
        tree.remove_tree(folder)
    return HostileClass(course, students, first, again, found)


def assert_as_expected(graded: HostileClass, case: str, status: str, expected: Mapping[str, Any]) -> None:
    """Check what became of one case, and that grading once more changes nothing."""
    outcome = graded.outcomes[case]
    assert (outcome.status, graded.scores[case]) == (status, expected), outcome.notes
    assert graded.again[case].status == status
    assert len(outcome.notes) <= 15
    assert all(len(note) <= 700 and note.isprintable() for note in outcome.notes)


def assert_neighbours_are_graded(graded: HostileClass) -> None:
    """Check that damaged work costs nobody else anything."""
    for student in NEIGHBOURS:
        assert graded.outcomes[student].status == "graded"
        assert graded.scores[student] == FULL
    assert len(graded.scores) == len(graded.students) + len(NEIGHBOURS)
