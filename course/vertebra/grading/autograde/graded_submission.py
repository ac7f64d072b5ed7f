"""One submission, graded: what was read, the marks, and the record of it beside the graded notebook."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from vertebra.errors import CourseError
from vertebra.grading.autograde import read_submission
from vertebra.grading.autograde.read_submission import Submission
from vertebra.grading.autograde.score_items import ItemScore, score_items
from vertebra.grading.course_folder import overrides
from vertebra.grading.course_folder.folder import Course, read_quiz_file
from vertebra.grading.course_folder.grading_record import HARMLESS, REJECTED, SCHEMA, Status
from vertebra.grading.course_folder.overrides import Decision
from vertebra.texts import _

DECISION_TOKEN: Mapping[Decision | None, str] = {"accept": "accept", "reject": "reject, and finished"}
"""What a digest has of a decision; reworded when rejecting began to finish a submission, which was then graded anew."""
FORMAT_VERSION = "2"
"""Raise it when what is made of a submission changes, so that all are made anew."""
MAX_NOTES = 12
"""How many notes a submission has in the table, the report and the record."""


@dataclass(frozen=True)
class GradedSubmission:
    """A submission with its marks.

    Parameters
    ----------
    submission : Submission
    marks : tuple of ItemScore
        In the order of the key.
    release : str
        That was answered.
    digest : str
        Changes when anything changes that the marks depend on.
    """

    submission: Submission
    marks: tuple[ItemScore, ...]
    release: str
    digest: str

    @property
    def status(self) -> Status:
        """The status of the submission.

        graded; recovered: something was wrong, and nothing needs a person; needs_review: an answer is held; rejected;
        ungraded: nothing to grade came in.
        """
        if any(mark.review_reason for mark in self.marks):
            return "ungraded" if self.submission.missing else "needs_review"
        if any(mark.verdict == REJECTED for mark in self.marks):
            return "rejected"
        wrong = {problem.code for problem in self.submission.problems} - HARMLESS
        return "recovered" if wrong else "graded"

    @property
    def notes(self) -> list[str]:
        """Everything a teacher should know of this submission, one sentence each."""
        said = [f"{p.item}: {p.message}" if p.item else p.message for p in self.submission.problems]
        for rejected in (False, True):
            kept = [
                mark
                for mark in self.marks
                if (mark.verdict == REJECTED) is rejected and (rejected or mark.review_reason)
            ]
            for reason in dict.fromkeys(mark.note for mark in kept):
                items = [mark.item for mark in kept if mark.note == reason]
                which = _("All") if len(items) == len(self.marks) else ", ".join(items)
                sentence = _("{items}: rejected by you. {reason}") if rejected else _("{items}: {reason}")
                said.append(sentence.format(items=which, reason=reason))
        every = list(dict.fromkeys(said))
        left = len(every) - MAX_NOTES
        return every if left <= 0 else [*every[:MAX_NOTES], _("And {left} more of the kind.").format(left=left)]


@dataclass(frozen=True)
class BuiltQuiz:
    """A built quiz as grading needs it.

    Parameters
    ----------
    course : Course
    id : str
    key : mapping of str to Any
    earlier : mapping of str, Mapping[str to Any]
        Keys of releases before this one, by release.
    decisions : mapping of str to Decision
        On held submissions, by student.
    credited : frozenset[str], optional
        Items that everybody who handed in earns in full.
    """

    course: Course
    id: str
    key: Mapping[str, Any]
    earlier: Mapping[str, Mapping[str, Any]]
    decisions: Mapping[str, Decision]
    credited: frozenset[str] = frozenset()

    @cached_property
    def digest(self) -> str:
        """Changes with the key."""
        made_of = [self.key, dict(self.earlier), sorted(self.credited)]
        return hashlib.sha256(json.dumps(made_of, sort_keys=True).encode()).hexdigest()


def load_quiz(course: Course, quiz: str) -> BuiltQuiz:
    """The quiz as it was built in `course`.

    Raises
    ------
    CourseError
        Where it was not.
    """
    key = course.key(quiz)
    earlier = {}
    for path in sorted(course.keys.glob(f"{quiz}.*.json")):
        before = read_quiz_file(path)
        if before["release"] != key["release"]:
            earlier[before["release"]] = rescale_points(before, key)
    return BuiltQuiz(
        course, quiz, key, earlier, overrides.decisions(course, quiz), overrides.credited_items(course, quiz)
    )


def grade_submission(quiz: BuiltQuiz, student: str) -> GradedSubmission:
    """Read and mark one submission; changes nothing."""
    folder = quiz.course.submitted(student, quiz.id)
    key = quiz.key
    submission = read_submission.read(folder, student, public_part(key), quiz.id)
    if submission.answers.release in quiz.earlier:
        key = quiz.earlier[submission.answers.release]
        submission = read_submission.read(folder, student, public_part(key), quiz.id)
    decision = quiz.decisions.get(student)
    made_of = (FORMAT_VERSION, submission.digest, quiz.digest, student, DECISION_TOKEN.get(decision, ""))
    digest = hashlib.sha256("\x1f".join(made_of).encode()).hexdigest()
    marks = score_items(key, submission, decision, quiz.credited)
    wanted = {item["id"]: at for at, item in enumerate(quiz.key["items"])}
    ordered = sorted((mark for mark in marks if mark.item in wanted), key=lambda mark: wanted[mark.item])
    if len(ordered) < len(wanted):
        raise CourseError(_("The answers belong to an earlier release of the quiz, which had other items."))
    return GradedSubmission(submission, tuple(ordered), key["release"], digest)


def public_part(key: Mapping[str, Any]) -> dict[str, Any]:
    """Return the part of a key that the students were given.

    Parameters
    ----------
    key : mapping of str to Any

    Returns
    -------
    dict
        It says what an answer may look like.
    """
    items = [{**item, "variants": [variant["public"] for variant in item["variants"]]} for item in key["items"]]
    return {**key, "items": items}


def to_record(graded: GradedSubmission) -> dict[str, Any]:
    """The record kept beside the graded notebook, from which the report is made."""
    return {
        "schema": SCHEMA,
        "student": graded.submission.student,
        "digest": graded.digest,
        "release": graded.release,
        "status": graded.status,
        "submitted_at": graded.submission.submitted_at,
        "notes": graded.notes,
        "marks": [mark.as_json() for mark in graded.marks],
    }


def unchanged_items(before: Mapping[str, Any], now: GradedSubmission) -> frozenset[str]:
    """Return the items that are answered as before: the same answer to the same variant.

    Parameters
    ----------
    before : mapping of str to Any
        An earlier record.
    now : GradedSubmission
    """
    earlier = {
        earlier_mark["item"]: _answer(earlier_mark["value"], earlier_mark["variant"])
        for earlier_mark in before["marks"]
    }
    return frozenset(mark.item for mark in now.marks if earlier.get(mark.item) == _answer(mark.value, mark.variant))


def _answer(value: Any, variant: int) -> tuple[Any, int]:
    return (list(value) if isinstance(value, list | tuple) else value, variant)


def rescale_points(before: Mapping[str, Any], key: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return an earlier key with today's points: nbgrader knows only those.

    Parameters
    ----------
    before, key : mapping of str to Any
        The earlier key, and today's.
    """
    points = {item["id"]: item["points"] for item in key["items"]}
    items = [{**item, "points": points.get(item["id"], item["points"])} for item in before["items"]]
    return {**before, "items": items}
