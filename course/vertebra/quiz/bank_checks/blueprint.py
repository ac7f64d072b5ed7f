"""The blueprint: what quizzes and the examination are made up of, counted from the bank. See decision 0383."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from vertebra.quiz.bank_checks.item_rules import CELLS, LEVELS
from vertebra.quiz.bank_checks.picture_need import needed_pictures
from vertebra.quiz.question.bank import SHIPPED, Source, as_bank
from vertebra.quiz.question.kinds import kind_of
from vertebra.quiz.question.objectives import objectives
from vertebra.quiz.question.question import Question, load
from vertebra.quiz.release.release import QuizDefinition, definition
from vertebra.texts import _

MIN_ITEMS_AN_OBJECTIVE = 2
MIN_PICTURES_FRACTION = 0.3
MIN_POINT_ITEMS = 6
LIMITS = ("items", "max_numeric", "min_vignettes", "min_pictures", "unseen", "cells")
"""What a quiz's table `[blueprint]` may set."""


@dataclass(frozen=True)
class QuizCounts:
    """What a quiz is made up of: numbers of items."""

    quiz: str
    items: int
    numeric: int
    vignettes: int
    pictures: int
    needed_pictures: int
    """Pictures without which an item can't be answered."""
    points_on_pictures: int
    cells: Mapping[str, int]
    levels: Mapping[str, int]


def quiz_questions(quiz: QuizDefinition, source: Source = SHIPPED) -> list[Question]:
    """The questions of a quiz, in order."""
    return [load(name, source) for name in quiz.items]


def count(quiz_id: str, questions: Iterable[Question]) -> QuizCounts:
    """Count the questions of a quiz."""
    known = list(questions)
    return QuizCounts(
        quiz=quiz_id,
        items=len(known),
        numeric=sum(kind_of(question.kind).asks_for_number for question in known),
        vignettes=sum(question.vignette for question in known),
        pictures=sum(question.figure is not None for question in known),
        needed_pictures=len(needed_pictures(known)),
        points_on_pictures=sum(kind_of(question.kind).answered_in_figure for question in known),
        cells=Counter(question.cell for question in known),
        levels=Counter(question.level for question in known),
    )


def every_quiz(source: Source = SHIPPED) -> dict[str, list[Question]]:
    """The questions of each quiz by its name, Q0 to Q11 before the examination and the case."""
    names = sorted(as_bank(source).quiz_ids(), key=lambda name: (not name.startswith("Q"), len(name), name))
    return {name: quiz_questions(definition(name, source), source) for name in names}


def objective_counts(questions: Iterable[Question], own: bool = False) -> dict[str, int]:
    """How many items measure each objective of the course.

    Parameters
    ----------
    questions : iterable of Question
    own : bool
        Count only items written for the objective, not those that measure it beside their own (`also`).
    """
    counts = Counter(
        name
        for question in questions
        for name in ({question.objective} if own else {question.objective, *question.also})
    )
    return {name: counts[name] for name in objectives()}


def blueprint_faults(source: Source = SHIPPED) -> list[str]:
    """What quizzes and examination lack: their own blueprints, and those of the whole course."""
    quizzes = every_quiz(source)
    known = {question.id: question for questions in quizzes.values() for question in questions}
    faults = [
        fault
        for name, questions in quizzes.items()
        for fault in quiz_blueprint_faults(definition(name, source), questions, quizzes)
    ]
    faults += [
        _("{name}: the objective {objective} of the head's 'also' is in no lesson").format(
            name=name, objective=objective
        )
        for name, question in known.items()
        for objective in question.also
        if objective not in objectives()
    ]
    faults += [
        _("The objective {objective} is that of {n} items of quizzes and examination; write {most} or more").format(
            objective=name, n=n, most=MIN_ITEMS_AN_OBJECTIVE
        )
        for name, n in objective_counts(known.values(), own=True).items()
        if n < MIN_ITEMS_AN_OBJECTIVE
    ]
    pictures = len(needed_pictures(known.values()))
    if pictures < MIN_PICTURES_FRACTION * len(known):
        faults.append(
            _("{n} of {all} graded items have a picture that must be read; at least {percent}% should").format(
                n=pictures, all=len(known), percent=f"{100 * MIN_PICTURES_FRACTION:.0f}"
            )
        )
    points = sum(kind_of(question.kind).answered_in_figure for question in known.values())
    if points < MIN_POINT_ITEMS:
        faults.append(
            _("{n} graded items ask for a place in a picture; at least {least} should").format(
                n=points, least=MIN_POINT_ITEMS
            )
        )
    return faults


def quiz_blueprint_faults(
    quiz: QuizDefinition, questions: Iterable[Question], others: Mapping[str, Iterable[Question]]
) -> list[str]:
    """Where a quiz differs from the blueprint that its file publishes; a quiz without one has none."""
    plan, faults = quiz.blueprint, []
    if not plan:
        return []
    faults += [_("its blueprint has no setting {name}").format(name=name) for name in plan if name not in LIMITS]
    now = count(quiz.id, questions)
    checks = [
        (now.items == plan.get("items", now.items), _("items"), now.items, plan.get("items")),
        (now.numeric <= plan.get("max_numeric", now.numeric), _("numbers"), now.numeric, plan.get("max_numeric")),
        (
            now.vignettes >= plan.get("min_vignettes", 0),
            _("patients decided for"),
            now.vignettes,
            plan.get("min_vignettes"),
        ),
        (
            now.needed_pictures >= plan.get("min_pictures", 0),
            _("pictures to be read"),
            now.needed_pictures,
            plan.get("min_pictures"),
        ),
        *((now.cells.get(cell, 0) == n, cell, now.cells.get(cell, 0), n) for cell, n in plan.get("cells", {}).items()),
    ]
    faults += [
        _("it has {n} {what}, where its blueprint says {planned}").format(n=n, what=what, planned=planned)
        for holds, what, n, planned in checks
        if not holds
    ]
    if plan.get("unseen"):
        seen = {question.id: name for name, theirs in others.items() if name != quiz.id for question in theirs}
        faults += [
            _("{name} is asked in {quiz} already").format(name=question.id, quiz=seen[question.id])
            for question in questions
            if question.id in seen
        ]
    return [_("Quiz {quiz_id}: {fault}").format(quiz_id=quiz.id, fault=fault) for fault in faults]


def table(source: Source = SHIPPED) -> str:
    """The blueprint as a table for a terminal: quizzes by area and level, and objectives by items."""
    quizzes = every_quiz(source)
    counts = [count(name, questions) for name, questions in quizzes.items()]
    known = {question.id: question for questions in quizzes.values() for question in questions}
    counts.append(count(_("all"), known.values()))
    width = max(map(len, (*CELLS, *LEVELS))) + 4
    head = f"{'':<{width}}" + "".join(f"{quiz_count.quiz:>6}" for quiz_count in counts)
    rows = [
        (_("items"), [quiz_count.items for quiz_count in counts]),
        (_("numbers"), [quiz_count.numeric for quiz_count in counts]),
        (_("patients"), [quiz_count.vignettes for quiz_count in counts]),
        (_("pictures"), [quiz_count.pictures for quiz_count in counts]),
        (_("· to be read"), [quiz_count.needed_pictures for quiz_count in counts]),
        (_("points on them"), [quiz_count.points_on_pictures for quiz_count in counts]),
        *((f"· {cell}", [quiz_count.cells.get(cell, 0) for quiz_count in counts]) for cell in CELLS),
        *((f"– {level}", [quiz_count.levels.get(level, 0) for quiz_count in counts]) for level in LEVELS),
    ]
    lines = [head, *(f"{name:<{width}}" + "".join(f"{n or '':>6}" for n in numbers) for name, numbers in rows)]
    goals = objective_counts(known.values()).items()
    by_lesson: dict[str, list[str]] = {}
    for name, n in goals:
        by_lesson.setdefault(name.partition(".")[0], []).append(f"{name} {n}")
    return "\n".join([*lines, "", _("Items an objective:"), *("  ".join(cells) for cells in by_lesson.values())])
