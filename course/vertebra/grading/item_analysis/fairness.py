"""Two things for a person to look at: variants that are not equally hard, and identical texts."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from vertebra.grading.item_analysis.statistics import FEW
from vertebra.texts import _

PERMUTATIONS = 1999
MIN_WORDS = 8
"""Shorter texts may well be the same by chance."""


@dataclass(frozen=True)
class VariantComparison:
    """The variants of one item.

    Parameters
    ----------
    item, title : str
    given : tuple[tuple[int, int, float], ...]
        For each variant its number (from 1), how many students had it, and their mean fraction of the points.
    p : float
        Probability of means as unlike as these if all variants were equally hard; NaN where it can't be had.
    remark : str, optional
    """

    item: str
    title: str
    given: tuple[tuple[int, int, float], ...]
    p: float
    remark: str = ""


@dataclass(frozen=True)
class IdenticalText:
    """A free text that several students handed in, but for spaces, capitals and punctuation."""

    item: str
    title: str
    students: tuple[str, ...]
    text: str


def compare_variants(
    marks: Mapping[str, Sequence[Mapping[str, Any]]], points: Mapping[str, Mapping[str, float | None]]
) -> list[VariantComparison]:
    """Compare how each item's variants were answered.

    Answers that are held or wait for a person are left out. A remark stands where p is below 1 in 20 divided by the
    number of items looked at (Bonferroni).

    Parameters
    ----------
    marks
        By student the records of all items.
    points
        By student and item the points in the gradebook; None where a person has yet to give them.
    """
    shares: dict[str, list[tuple[int, float]]] = {}
    titles = {}
    for student, own in marks.items():
        for mark in own:
            earned = points[student].get(mark["item"])
            if earned is not None and not mark["held"] and mark["max_points"]:
                shares.setdefault(mark["item"], []).append((mark["variant"], earned / mark["max_points"]))
                titles[mark["item"]] = mark["title"]
    varied = {item: pairs for item, pairs in shares.items() if len({variant for variant, _unused in pairs}) > 1}
    return [_variants(item, titles[item], pairs, len(varied)) for item, pairs in varied.items()]


def _variants(item: str, title: str, pairs: Sequence[tuple[int, float]], looked_at: int) -> VariantComparison:
    groups, values = np.array([variant for variant, _unused in pairs]), np.array([share for _unused, share in pairs])
    given = [
        (int(variant) + 1, int((groups == variant).sum()), float(values[groups == variant].mean()))
        for variant in np.unique(groups)
    ]
    p = permutation_p_value(groups, values)
    unlike = len(values) >= FEW and p < 0.05 / looked_at
    return VariantComparison(
        item, title, tuple(given), p, _("the variants are not equally hard: look at the extremes") if unlike else ""
    )


def permutation_p_value(groups: NDArray[np.int_], values: NDArray[np.float64]) -> float:
    """The probability of group means at least as far apart as these, if it did not matter who is in which group.

    Parameters
    ----------
    groups
        The group of each value.
    values
        The values, one a student.

    Returns
    -------
    float
        The p-value of a permutation test of the sum of squares between groups: exact for up to six values, else of
        `PERMUTATIONS` permutations, which are the same in each call. NaN where all values are equal.
    """
    from scipy.stats import permutation_test

    if np.ptp(values) == 0:
        return float("nan")
    membership = np.eye(len(np.unique(groups)))[np.unique(groups, return_inverse=True)[1]]
    sizes = membership.sum(axis=0)

    def between(permuted: NDArray[np.float64], axis: int = -1) -> NDArray[np.float64]:
        return np.asarray(((permuted @ membership) ** 2 / sizes).sum(axis=-1))

    result = permutation_test(
        (values,),
        between,
        permutation_type="pairings",
        alternative="greater",
        vectorized=True,
        n_resamples=PERMUTATIONS,
        random_state=np.random.default_rng(1),
    )
    return float(result.pvalue)


def identical_texts(marks: Mapping[str, Sequence[Mapping[str, Any]]]) -> list[IdenticalText]:
    """Free texts of at least `MIN_WORDS` words that more than one student handed in.

    Spaces, capitals and punctuation do not count. It is for a person to say why.
    """
    groups: dict[tuple[str, str], list[tuple[str, Mapping[str, Any]]]] = {}
    for student, own in sorted(marks.items()):
        for mark in own:
            words = re.findall(r"\w+", str(mark["answer"]).casefold()) if mark["by_hand"] else []
            if len(words) >= MIN_WORDS:
                groups.setdefault((mark["item"], " ".join(words)), []).append((student, mark))
    return [
        IdenticalText(item, who[0][1]["title"], tuple(student for student, _unused in who), str(who[0][1]["answer"]))
        for (item, _unused), who in groups.items()
        if len(who) > 1
    ]
