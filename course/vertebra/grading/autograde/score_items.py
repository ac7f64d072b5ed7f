"""The mark of every item of one submission: a pure function of key, submission and the teacher's decision.

See decision 0072.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from typing import Any

from vertebra import former_order
from vertebra.errors import is_disk_full
from vertebra.grading.autograde.provenance import HOLD_CODES
from vertebra.grading.autograde.read_submission import Submission
from vertebra.grading.course_folder.grading_record import REJECTED
from vertebra.grading.course_folder.overrides import Decision
from vertebra.printing import printable
from vertebra.quiz.question.kinds import kind_of
from vertebra.quiz.question.render_item import feedback_to_json
from vertebra.quiz.question.score import score
from vertebra.quiz.release.variants import assign_variant
from vertebra.quiz.session.answers import Answer
from vertebra.quiz.session.validate_answers import MAX_MESSAGE
from vertebra.texts import _, pgettext

CREDITED = _("Everybody earns all points of this item, by the teacher's decision.")


@dataclass(frozen=True)
class ItemScore:
    """One item's score. Until a person has looked at an answer that has a `review_reason` it earns 0.

    `place` is where a point was set in the figure (None where it can't be read) and the region it should lie in.
    `points_if_accepted` is what an answer under review earns if it is accepted. `value` is the answer as it was
    saved.
    """

    item: str
    kind: str
    title: str
    objective: str
    lesson_section: str
    variant: int
    points: float
    max_points: float
    verdict: str
    value: str | list[str] | None
    answer: str
    right_answer: str
    feedback: tuple[str, ...]
    note: str
    stem: str
    options: tuple[dict[str, Any], ...] = ()
    rubric: tuple[dict[str, Any], ...] = ()
    manually_graded: bool = False
    review_reason: str = ""
    points_if_accepted: float | None = None
    seconds: float = 0.0
    hints: int = 0
    figure: Mapping[str, Any] | None = None
    place: Mapping[str, Any] | None = None
    stages: tuple[dict[str, Any], ...] = ()

    def as_json(self) -> dict[str, Any]:
        """The score for a record or a notebook's metadata, under the names that existing course folders hold."""
        fields = asdict(self)
        names = {"manually_graded": "by_hand", "review_reason": "held", "points_if_accepted": "worth"}
        return {
            **{names.get(name, name): value for name, value in fields.items()},
            "feedback": feedback_to_json(self.feedback),
            "options": list(self.options),
            "stages": list(self.stages),
        }


def assigned_variant(key: Mapping[str, Any], item: Mapping[str, Any], student: str) -> int:
    """The variant of `item` that `student` was to be given; worked out here and never believed."""
    name = item.get("drawn_as", item["id"])
    return assign_variant(key["draw_salt"], key["course"], key["quiz"], name, student, len(item["variants"]))


def score_items(
    key: Mapping[str, Any],
    submission: Submission,
    decision: Decision | None = None,
    credited: frozenset[str] = frozenset(),
) -> list[ItemScore]:
    """Score all items of a key, in its order.

    Parameters
    ----------
    key
        The key of the release that was answered.
    submission
        What was handed in.
    decision
        The teacher's, on what is held of it.
    credited
        Items that earn all points: in work that counts, so neither what was rejected nor an empty submission.
    """
    hold_reason = submission_hold_reason(key, submission)
    marks = [_score_safely(key, item, submission, hold_reason, decision) for item in key["items"]]
    counts = not submission.missing and not (hold_reason and decision == "reject")
    return [
        _credited(mark) if counts and mark.item in credited and mark.verdict != REJECTED else mark for mark in marks
    ]


def _credited(mark: ItemScore) -> ItemScore:
    feedback = (pgettext("question-credited", "Everybody earns all points of this question."), *mark.feedback)
    return replace(
        mark,
        points=mark.max_points,
        verdict="credited",
        review_reason="",
        points_if_accepted=None,
        note=CREDITED,
        feedback=feedback,
    )


def submission_hold_reason(key: Mapping[str, Any], submission: Submission) -> str:
    """Why a person must look at the whole submission before it counts; empty where nobody must."""
    answers = submission.answers
    codes = {problem.code: problem.message for problem in submission.problems}
    if submission.missing:
        return pgettext("no-answers-file", "No answers.json was handed in.")
    for code in (*HOLD_CODES, "wrong-quiz", "wrong-course"):
        if code in codes:
            return codes[code]
    if "schema" in codes and not codes.keys() & {"truncated", "not-json", "damaged"}:
        # What another version of the course wrote may mean something else.
        return codes["schema"]
    if answers.student and answers.student != submission.student:
        return pgettext(
            "answers-of-another-student",
            "The answers were given as {student}, and handed in by {submitter}.",
        ).format(student=repr(answers.student), submitter=repr(submission.student))
    if answers.release and answers.release != key["release"]:
        return pgettext("answers-other-release", "The answers were given to another release of this quiz.")
    return ""


def _score_safely(
    key: Mapping[str, Any],
    item: Mapping[str, Any],
    submission: Submission,
    hold_reason: str,
    decision: Decision | None,
) -> ItemScore:
    """One item's mark; an answer that its own question can't score costs itself alone, and waits for a person."""
    try:
        return _score_one(key, item, submission, hold_reason, decision)
    except Exception as error:
        if is_disk_full(error):
            raise
        said = printable(
            _("It could not be scored ({name}: {error}).").format(name=type(error).__name__, error=error), MAX_MESSAGE
        )
        blank = _item_score(item, assigned_variant(key, item, submission.student), None)
        answer = submission.answers.answers.get(item["id"])
        value = None if answer is None else answer.value
        shown = replace(blank, value=list(value) if isinstance(value, tuple) else value, answer=str(value)[:200])
        if decision == "reject":
            return replace(shown, points=0.0, verdict=REJECTED, note=said)
        return replace(shown, points=0.0, verdict="held", review_reason=said, note=said)


def _score_one(
    key: Mapping[str, Any],
    item: Mapping[str, Any],
    submission: Submission,
    hold_reason: str,
    decision: Decision | None,
) -> ItemScore:
    answer = submission.answers.answers.get(item["id"])
    answered = submission.answers.variants.get(item["id"])
    own = assigned_variant(key, item, submission.student)
    # Answers under the name of another quiz or course were not even read: without an answer they are held as well.
    unread = submission.missing or bool(
        {"wrong-quiz", "wrong-course"} & {problem.code for problem in submission.problems}
    )
    reason = _hold_reason(item, submission, answer, answered, own) or (hold_reason if answer or unread else "")
    if decision == "accept" and answered is not None and answered < len(item["variants"]):
        return _item_score(item, answered, answer)
    if not reason:
        return _item_score(item, own, answer)
    if decision == "accept":
        return replace(_item_score(item, own, answer), note=reason)
    shown = _item_score(item, own if answered is None else answered, answer)
    if decision == "reject":
        return replace(shown, points=0.0, verdict=REJECTED, points_if_accepted=shown.points, note=reason)
    return replace(
        shown, points=0.0, verdict="held", review_reason=reason, points_if_accepted=shown.points, note=reason
    )


def _hold_reason(
    item: Mapping[str, Any], submission: Submission, answer: Answer | None, answered: int | None, own: int
) -> str:
    """Why a person must look at this answer."""
    said = [problem.message for problem in submission.problems_of(item["id"]) if problem.code != "from-backup"]
    if said:
        return " ".join(said)
    if answer is None:
        # What a damaged file no longer tells may have been an answer.
        return (
            pgettext(
                "answer-lost-in-damage",
                "answers.json is damaged, and this answer is not in what is left of it.",
            )
            if submission.damaged
            else ""
        )
    if len(item["variants"]) == 1 or answered == own:
        return ""
    if answered is None:
        return _("Which variant was answered is not recorded.")
    return pgettext(
        "answers-other-variant",
        "The answer was given to variant {answered}; this student's variant is {own}.",
    ).format(answered=answered + 1, own=own + 1)


def _item_score(item: Mapping[str, Any], variant: int, answer: Answer | None) -> ItemScore:
    got = score(item, variant, None if answer is None else answer.value)
    secret = item["variants"][variant]
    value = None if answer is None else answer.value
    chosen = set(value) if isinstance(value, tuple) else {value}
    options = [
        {"text": o["text"], "right": bool(o["right"]), "chosen": o["id"] in chosen, "name": o["name"]}
        for o in secret.get("options", [])
    ]
    return ItemScore(
        item=item["id"],
        kind=item["kind"],
        title=item["title"],
        objective=former_order.objective_of(item["id"], item["objective"]),
        lesson_section=item["lesson_section"],
        variant=variant,
        points=got.points,
        max_points=got.max_points,
        verdict=got.verdict,
        value=list(value) if isinstance(value, tuple) else value,
        answer=got.answer,
        right_answer=got.right_answer,
        feedback=got.feedback,
        note=got.note,
        stem=secret["public"]["stem"],
        options=tuple(options),
        rubric=tuple(secret.get("rubric", ())),
        manually_graded=kind_of(item["kind"]).manually_graded,
        seconds=answer.seconds if answer else 0.0,
        hints=answer.hints if answer else 0,
        figure=secret["public"].get("figure"),
        place=kind_of(item["kind"]).place(secret, value, got.answer),
        stages=got.stages,
    )
