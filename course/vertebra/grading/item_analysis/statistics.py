"""Item statistics of a quiz with their intervals: difficulty, discrimination, distractors, reliability.

See decision 0074.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from vertebra.grading.item_analysis.estimates import Interval, correlation, cronbach_alpha, mean_fraction
from vertebra.quiz.question.kinds import kind_of
from vertebra.texts import _, npgettext, pgettext

FEW, MANY = 10, 100
"""Below `FEW` students nothing is judged; below `MANY` every statistic is shown with a warning."""
MIN_ITEMS_FOR_ALPHA = 3
THIRD = 1 / 3


@dataclass(frozen=True)
class Distractor:
    """One option: the share of the students who chose it, of all, of the best and of the weakest third of the class.

    Where variants have different right options, an option stands twice: for the `n` students for whom it was right, and
    for those for whom it was wrong. NaN where none of them is in a third.
    """

    name: str
    text: str
    right: bool
    n: int
    all: float
    best: float
    weakest: float
    remark: str = ""


@dataclass(frozen=True)
class ItemAnalysis:
    """One item of a quiz.

    `difficulty` is the mean share of its points, `discrimination` the correlation with the rest of the quiz,
    `seconds` the time of each student at it.
    """

    item: str
    title: str
    objective: str
    kind: str
    n: int
    difficulty: Interval
    discrimination: Interval
    blank: int
    seconds: tuple[float, ...]
    distractors: tuple[Distractor, ...] = ()
    mistakes: tuple[tuple[str, int], ...] = ()
    remark: str = ""


@dataclass(frozen=True)
class QuizAnalysis:
    """A quiz as a whole.

    `percent` holds each counted student's result over the items in `items`, `shares` the share of each item's points
    (students by items); `waiting` names the items left out.
    """

    n: int
    left_out: int
    percent: NDArray[np.float64]
    shares: NDArray[np.float64]
    items: tuple[ItemAnalysis, ...]
    waiting: tuple[str, ...]
    alpha: Interval
    dichotomous: bool
    caution: str

    @property
    def has_reliability(self) -> bool:
        """Whether alpha means anything: with enough students and items, and where not all have the same."""
        return self.n >= FEW and len(self.items) >= MIN_ITEMS_FOR_ALPHA and self.alpha.value == self.alpha.value


def analyse(
    marks: Mapping[str, Sequence[Mapping[str, Any]]], points: Mapping[str, Mapping[str, float | None]]
) -> QuizAnalysis:
    """Analyse a quiz.

    Items that wait for anyone are left out, and so are students with an answer that is held or was rejected.

    Parameters
    ----------
    marks
        By student the records of all items, as in `graded.json`.
    points
        What the gradebook says by student and item; None where a person has yet to give them.
    """
    order = [mark["item"] for mark in next(iter(marks.values()), ())]
    counted = [student for student, own in marks.items() if not any(_undecided(mark) for mark in own)]
    waiting = [item for item in order if any(points[student].get(item) is None for student in counted)]
    settled = [item for item in order if item not in waiting]
    own = {student: {mark["item"]: mark for mark in marks[student]} for student in counted}
    table = np.array([[points[s][item] for item in settled] for s in counted], dtype=float)
    table = table.reshape(len(counted), len(settled))
    maxima = np.array([own[counted[0]][item]["max_points"] for item in settled]) if counted else np.ones(len(settled))
    shares = table / maxima
    items = tuple(
        _item([own[student][item] for student in counted], shares[:, at], _rest(table, at))
        for at, item in enumerate(settled)
        if counted
    )
    return QuizAnalysis(
        n=len(counted),
        left_out=len(marks) - len(counted),
        percent=100 * table.sum(axis=1) / maxima.sum() if settled else np.empty(0),
        shares=shares,
        items=items,
        waiting=tuple(waiting),
        alpha=cronbach_alpha(table),
        dichotomous=bool(np.isin(shares, (0.0, 1.0)).all()),
        caution=_caution(len(counted)),
    )


def _undecided(mark: Mapping[str, Any]) -> bool:
    """Whether an answer is held, or was rejected: it says nothing about the item."""
    return bool(mark["held"]) or mark["verdict"] == "rejected"


def _rest(table: NDArray[np.float64], at: int) -> NDArray[np.float64]:
    """Each student's points on all other items: with the item itself, a correlation would flatter it."""
    return np.asarray(table.sum(axis=1) - table[:, at])


def _item(marks: Sequence[Mapping[str, Any]], shares: NDArray[np.float64], rest: NDArray[np.float64]) -> ItemAnalysis:
    first, n = marks[0], len(marks)
    difficulty, discrimination = mean_fraction(float(shares.mean()), n), correlation(shares, rest)
    notes = Counter(mark["note"] for mark in marks if mark["note"] and kind_of(mark["kind"]).notes_are_mistakes)
    words = {mark["note"]: _mistake(mark) for mark in reversed(marks) if mark["note"] in notes}
    return ItemAnalysis(
        item=first["item"],
        title=first["title"],
        objective=first["objective"],
        kind=first["kind"],
        n=n,
        difficulty=difficulty,
        discrimination=discrimination,
        blank=sum(mark["verdict"] == "blank" for mark in marks),
        seconds=tuple(mark["seconds"] for mark in marks if mark["seconds"] > 0),
        distractors=_distractors(marks, rest),
        mistakes=tuple((words[note], count) for note, count in notes.most_common()),
        remark=_remark(difficulty, discrimination, n),
    )


def _mistake(mark: Mapping[str, Any]) -> str:
    """A wrong number in the sentence of its feedback; the grader's note where there is none."""
    note, feedback = str(mark["note"]), mark["feedback"]
    return str(feedback[0]) if note.startswith("mistake: ") and feedback else note


def _distractors(marks: Sequence[Mapping[str, Any]], rest: NDArray[np.float64]) -> tuple[Distractor, ...]:
    order = np.argsort(rest, kind="stable")
    size = max(1, round(len(marks) * THIRD))
    weakest, best = set(order[:size].tolist()), set(order[-size:].tolist())
    chose: dict[tuple[bool, str], dict[int, bool]] = {}
    texts = {}
    for at, mark in enumerate(marks):
        for option in mark["options"]:
            kind = (not option["right"], option["name"])
            chose.setdefault(kind, {})[at] = option["chosen"]
            texts[kind] = option["text"]
    distractors = []
    for (wrong, name), by_student in sorted(chose.items()):
        n = len(by_student)
        everyone, strong, weak = (_chosen(by_student, group) for group in (set(by_student), best, weakest))
        remark = _option_remark(everyone, strong, weak, n) if wrong else ""
        distractors.append(Distractor(name, texts[wrong, name], not wrong, n, everyone, strong, weak, remark))
    return tuple(distractors)


def _chosen(by_student: Mapping[int, bool], group: set[int]) -> float:
    """The share of `group` that chose an option; NaN where nobody of it was asked."""
    chosen_in_group = [chosen for at, chosen in by_student.items() if at in group]
    return float(np.mean(chosen_in_group)) if chosen_in_group else float("nan")


def _option_remark(everyone: float, best: float, weakest: float, n: int) -> str:
    """A hint on a wrong option."""
    if n < FEW:
        return ""
    if everyone == 0:
        return pgettext("option-chosen-by-nobody", "chosen by nobody")
    return (
        pgettext("option-draws-the-best", "draws the best third more than the weakest: read it again")
        if best > weakest
        else ""
    )


def _remark(difficulty: Interval, discrimination: Interval, n: int) -> str:
    """A hint only where the interval itself supports it."""
    if n < FEW:
        return ""
    if discrimination.high < 0:
        return pgettext("item-favours-the-weaker", "weaker students do better on it: check the key")
    if difficulty.low > 0.9:
        return _("nearly everybody has it right")
    if difficulty.high < 0.3:
        return _("most do not have it: check the key and the lesson")
    return ""


def _caution(n: int) -> str:
    if n < FEW:
        return npgettext(
            "too-few-to-judge",
            "With {n} student nothing can be said about the items; the numbers are shown for completeness.",
            "With {n} students nothing can be said about the items; the numbers are shown for completeness.",
            n,
        ).format(n=n)
    if n < MANY:
        return _(
            "With {n} students the intervals are wide: take the numbers for hints, and judge an item only when "
            "its whole interval supports it."
        ).format(n=n)
    return ""
