"""Items that a teacher should look at first, with the numbers that speak for it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from vertebra.grading.item_analysis.fairness import VariantComparison
from vertebra.grading.item_analysis.statistics import FEW, THIRD, Distractor, ItemAnalysis, QuizAnalysis
from vertebra.texts import _

MISTAKE_FRACTION, MIN_MISTAKES = 0.2, 3
"""A known mistake that so many of a class make says something about the lesson."""
CHANCE = 0.05
KEY, FAIRNESS, OPTION, HARD, MISTAKE = range(5)
"""What speaks against an item, the most serious first."""


@dataclass(frozen=True)
class Attention:
    """An item to look at.

    Parameters
    ----------
    item, number, title : str
    reasons : tuple of str
    rank : int
        Orders the items, the most serious lowest.
    """

    item: str
    number: int
    title: str
    reasons: tuple[str, ...]
    rank: int


def look_at_first(analysis: QuizAnalysis, variants: Sequence[VariantComparison]) -> list[Attention]:
    """The items that the statistics speak against, the most serious first.

    None with so few students that nothing can be judged.
    """
    if analysis.n < FEW:
        return []
    unfair = {comparison.item: comparison for comparison in variants if comparison.remark}
    listed = []
    for number, item in enumerate(analysis.items, 1):
        reasons = sorted([*_of_item(item), *_of_variants(unfair.get(item.item))])
        if reasons:
            words = tuple(words for _unused, words in reasons)
            listed.append(Attention(item.item, number, item.title, words, reasons[0][0]))
    return sorted(listed, key=lambda attention: (attention.rank, -len(attention.reasons), attention.number))


def _of_item(item: ItemAnalysis) -> list[tuple[int, str]]:
    reasons = []
    mean, apart = item.difficulty, item.discrimination
    if apart.high < 0:
        reasons.append(
            (
                KEY,
                _("Those who do well on the rest do worse on it (correlation {value}). Check the key first.").format(
                    value=f"{apart.value:.2f}"
                ),
            )
        )
    if mean.high < 0.3:
        reasons.append(
            (
                HARD,
                _("Few have it right (mean {value} % of the points). Check the key, the stem, and the lesson.").format(
                    value=f"{100 * mean.value:.0f}"
                ),
            )
        )
    return [*reasons, *_of_options(item), *_of_mistakes(item)]


def _of_options(item: ItemAnalysis) -> list[tuple[int, str]]:
    reasons = []
    for option in item.distractors:
        if not option.right and _draws_the_better(option, item.n):
            share = _("{best} % of the best third, {weakest} % of the weakest").format(
                best=f"{100 * option.best:.0f}", weakest=f"{100 * option.weakest:.0f}"
            )
            text = option.text if len(option.text) <= 80 else f"{option.text[:77]}…"
            reasons.append(
                (
                    OPTION,
                    _("The wrong option “{text}” draws the better students ({share}). Read it as they might.").format(
                        text=text, share=share
                    ),
                )
            )
    return reasons


def _of_mistakes(item: ItemAnalysis) -> list[tuple[int, str]]:
    common = [
        (words, count) for words, count in item.mistakes if count >= MIN_MISTAKES and count / item.n >= MISTAKE_FRACTION
    ]
    return [
        (MISTAKE, _("{count} of {n} made the same mistake: {words}").format(count=count, n=item.n, words=words))
        for words, count in common
    ]


def _draws_the_better(option: Distractor, n: int) -> bool:
    """Whether more of the best third than of the weakest chose a wrong option, by more than chance.

    Source
    ------
    Fisher's exact test, one-sided.
    """
    from scipy.stats import fisher_exact

    if not option.best > option.weakest:
        return False
    size = max(1, round(n * THIRD))
    best, weakest = round(option.best * size), round(option.weakest * size)
    return float(fisher_exact([[best, size - best], [weakest, size - weakest]], alternative="greater")[1]) < CHANCE


def _of_variants(unfair: VariantComparison | None) -> list[tuple[int, str]]:
    if unfair is None:
        return []
    order = sorted(unfair.given, key=lambda pair: pair[2])
    hard, easy = order[0], order[-1]
    said = _("variant {hard} earned {hard_percent} %, variant {easy} {easy_percent} %").format(
        hard=hard[0], hard_percent=f"{100 * hard[2]:.0f}", easy=easy[0], easy_percent=f"{100 * easy[2]:.0f}"
    )
    return [
        (
            FAIRNESS,
            _(
                "Its variants are not equally hard: {said} of the points. Compare the two, and credit the item if "
                "you agree."
            ).format(said=said),
        )
    ]


@dataclass(frozen=True)
class Stage:
    """One stage of a case.

    Parameters
    ----------
    name : str
    mean : float
        Fraction of its points, 0 to 1, over the students.
    n : int
        Students.
    complete, empty : int
        How many earned all of it, and none.
    """

    name: str
    mean: float
    n: int
    complete: int
    empty: int


def by_stage(marks: Sequence[Sequence[dict[str, object]]]) -> dict[str, list[Stage]]:
    """The results of each stage, by the title of each item that has stages.

    Answers that are held or were rejected are left out.
    """
    shares: dict[str, dict[str, list[float]]] = {}
    for own in marks:
        for mark in own:
            if mark["held"] or mark["verdict"] == "rejected":
                continue
            for stage in mark.get("stages", ()):  # type: ignore[attr-defined]
                share = stage["points"] / stage["max_points"] if stage["max_points"] else 0.0
                shares.setdefault(str(mark["title"]), {}).setdefault(stage["name"], []).append(share)
    return {
        title: [
            Stage(
                name,
                sum(own) / len(own),
                len(own),
                sum(fraction > 1 - 1e-9 for fraction in own),
                sum(fraction < 1e-9 for fraction in own),
            )
            for name, own in stages.items()
        ]
        for title, stages in shares.items()
    }
