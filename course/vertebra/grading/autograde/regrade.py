"""A corrected key: who changes by how much, shown before anything is changed.

The questions as they are now are drawn again with the secret of each release's cohort. An item takes its corrected
key where all that the students saw of it is what they would see today; where the question itself was changed, the old
key stays.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from vertebra.errors import CourseError
from vertebra.grading.autograde import graded_submission
from vertebra.grading.autograde.graded_submission import BuiltQuiz
from vertebra.grading.course_folder import fatal_errors, overrides
from vertebra.grading.course_folder.build_quiz import write_json
from vertebra.grading.course_folder.course_grades import StudentGrade, student_grades
from vertebra.grading.course_folder.folder import Course, read_quiz_file
from vertebra.grading.course_folder.lateness import late_penalty, late_rule
from vertebra.printing import printable
from vertebra.quiz.question.bank import Source
from vertebra.quiz.release import release as notebooks
from vertebra.quiz.release.release import ProgressCallback, no_progress
from vertebra.quiz.release.variants import derive_public_salt
from vertebra.texts import _, pgettext

MIN_CHANGE = 1e-9
"""A smaller difference of points is rounding."""


@dataclass(frozen=True)
class ScoreChange:
    """A student's score before and after a regrade, with points by hand and lateness.

    Parameters
    ----------
    student : str
    before, after : float
        An item held for a person counts 0; what is overruled by points given by hand does not change.
    items : mapping of str, tuple[float to float]
        Both, by item that changes.
    """

    student: str
    before: float
    after: float
    items: Mapping[str, tuple[float, float]]


@dataclass(frozen=True)
class RegradePlan:
    """The changes that a regrade would make.

    `kept` says why an item keeps its old key; `by_hand` who keeps points a person gave; `failed` why a submission
    could not be looked at.
    """

    quiz: str
    keys: Mapping[Path, Mapping[str, Any]]
    corrected: tuple[str, ...]
    credited: frozenset[str]
    kept: Mapping[str, str]
    changes: tuple[ScoreChange, ...]
    unchanged: int
    by_hand: Mapping[str, tuple[str, ...]]
    failed: Mapping[str, str] = field(default_factory=dict)


def plan_regrade(
    course: Course,
    quiz_id: str,
    credited: tuple[str, ...] = (),
    *,
    cohort: str | None = None,
    questions: Source | None = None,
    progress: ProgressCallback = no_progress,
) -> RegradePlan:
    """Compute what a regrade would change; nothing is written.

    Parameters
    ----------
    course
        The course folder.
    quiz_id
        The quiz.
    credited
        Items that everybody who handed in shall earn in full.
    cohort
        For whom the quiz was built, where a key does not say so.
    questions
        The questions to take, those of the course if None.
    progress
        Called with the progress.

    Raises
    ------
    CourseError
        Where the quiz has not been built or a question has a fault.
    """
    quiz = graded_submission.load_quiz(course, quiz_id)
    given = overrides.checked_items(course, quiz_id, credited) | quiz.credited
    keys, corrected, kept = _corrected_keys(course, quiz_id, cohort, questions, progress)
    after = _with_keys(quiz, keys, given)
    changes, students = [], course.students(quiz_id)
    by_hand: dict[str, tuple[str, ...]] = {}
    now, rule = {grade.student: grade for grade in student_grades(course, quiz_id)}, late_rule(course)
    failed: dict[str, str] = {}
    for done, student in enumerate(students):
        progress(_("Calculating"), done, len(students))
        try:
            change, overruled = _change(quiz, after, now[student], rule)
        except Exception as error:  # Whatever is wrong with one submission, the others are looked at.
            if fatal_errors.fatal_reason(error, course):
                raise
            failed[student] = printable(error, 300)
            continue
        if change.items:
            changes.append(change)
        by_hand |= {student: overruled} if overruled else {}
    order = tuple(item["id"] for item in quiz.key["items"] if item["id"] in corrected)
    new_credit = given - quiz.credited
    unchanged = len(students) - len(changes) - len(failed)
    return RegradePlan(quiz_id, keys, order, new_credit, kept, tuple(changes), unchanged, by_hand, failed)


def apply_plan(course: Course, plan: RegradePlan) -> None:
    """Put the corrected keys in place; grading then reaches everybody.

    The old keys are kept in `keys/before`. May be interrupted and called again: what is graded goes by the keys that
    are in place.
    """
    with course.locked():
        stamp = f"{datetime.now(UTC):%Y%m%dT%H%M%S%f}"
        for path, key in plan.keys.items():
            write_json(course.keys / "before" / f"{path.stem}-{stamp}.json", read_quiz_file(path))
            write_json(path, dict(key))
        if plan.credited:
            overrides.credit_items(course, plan.quiz, plan.credited)


def _corrected_keys(
    course: Course, quiz_id: str, cohort: str | None, questions: Source | None, progress: ProgressCallback
) -> tuple[dict[Path, Mapping[str, Any]], set[str], dict[str, str]]:
    """The keys of all releases that change, by file; the items that do; and by item why one keeps its old key."""
    keys: dict[Path, Mapping[str, Any]] = {}
    corrected: set[str] = set()
    kept: dict[str, str] = {}
    for path in sorted(course.keys.glob(f"{quiz_id}.json")) + sorted(course.keys.glob(f"{quiz_id}.*.json")):
        old = read_quiz_file(path)
        new, changed, reasons = _corrected(course, old, cohort, questions, progress)
        kept |= reasons
        if changed:
            keys[path] = new
            corrected |= changed
    return keys, corrected, kept


def _corrected(
    course: Course, old: Mapping[str, Any], cohort: str | None, questions: Source | None, progress: ProgressCallback
) -> tuple[dict[str, Any], set[str], dict[str, str]]:
    """The key with what was corrected in it, the items that were, and by item why one could not be."""
    salt = course.cohort_salt(_cohort(old, cohort, course))
    _unused, now = notebooks.release(old["quiz"], salt, questions or course.bank, progress, with_pictures=False)
    today = {item["id"]: item for item in now["items"]}
    items, changed, kept = [], set(), {}
    for item in old["items"]:
        fresh = today.get(item["id"])
        reason = _why_not_corrected(item, fresh)
        take = {**item, "variants": fresh["variants"]} if fresh is not None and not reason else item
        if reason:
            kept[item["id"]] = reason
        if take != item:
            changed.add(item["id"])
        items.append(take)
    return {**old, "items": items}, changed, kept


def _cohort(old: Mapping[str, Any], cohort: str | None, course: Course) -> str:
    named = old.get("cohort") or cohort
    if not named or derive_public_salt(course.cohort_salt(named)) != old["draw_salt"]:
        raise CourseError(
            pgettext(
                "cohort-unknown",
                "For which cohort the release {release} of {quiz} was built is not known. Add --cohort.",
            ).format(release=old["release"], quiz=old["quiz"])
        )
    return str(named)


def _why_not_corrected(item: Mapping[str, Any], fresh: Mapping[str, Any] | None) -> str:
    """Why an item can't take today's key; empty where the students saw exactly what they would see today."""
    if fresh is None:
        return _("the quiz no longer has it")
    if item["kind"] != fresh["kind"]:
        return _("it is now of another kind")
    before, now = ([_without_hints(variant["public"]) for variant in version["variants"]] for version in (item, fresh))
    if before != now:
        return pgettext(
            "question-changed",
            "the question itself was changed: what was answered is not what is asked now",
        )
    return ""


def _without_hints(public: Mapping[str, Any]) -> dict[str, Any]:
    """The public part of a variant without its hints, which change neither question nor answer."""
    return {name: value for name, value in public.items() if name != "hints"}


def _with_keys(quiz: BuiltQuiz, keys: Mapping[Path, Mapping[str, Any]], credited: frozenset[str]) -> BuiltQuiz:
    """The quiz as it would be graded."""
    current = keys.get(quiz.course.key_file(quiz.id), quiz.key)
    fresh = {str(key["release"]): graded_submission.rescale_points(key, current) for key in keys.values()}
    earlier = {release: fresh.get(release, key) for release, key in quiz.earlier.items()}
    return replace(quiz, key=current, earlier=earlier, credited=credited)


def _change(before: BuiltQuiz, after: BuiltQuiz, now: StudentGrade, rule: Any) -> tuple[ScoreChange, tuple[str, ...]]:
    """The change for one student, and the items whose points stay since a person gave them."""
    old, new = (
        {m.item: m.points for m in graded_submission.grade_submission(quiz, now.student).marks}
        for quiz in (before, after)
    )
    kept = {item: grade.points for item, grade in now.items.items() if grade.by_hand}
    changed = [item for item in old if abs(old[item] - new[item]) > MIN_CHANGE]
    items = {item: (old[item], new[item]) for item in changed if item not in kept}
    extra = sum(grade.extra_credit for item, grade in now.items.items() if item not in kept)
    scores = []
    for points in (old, new):
        total = sum({**points, **kept}.values()) + extra
        scores.append(max(0.0, total - (late_penalty(rule, now.student, total, now.late_s) or 0.0)))
    was, will_be = scores
    return ScoreChange(now.student, was, will_be, items), tuple(item for item in changed if item in kept)
