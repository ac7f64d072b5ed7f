"""What the report asks a person to look at: variants that are not equally hard, and the same words from several students."""

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
    """The variants of one item: for each that was given, its number (from 1), how many students had it, their mean share.

    `p` is the chance of means as unlike as these if all variants were equally hard, NaN where it can't be told.
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
    """How each item's variants were answered. Answers that are held or wait for a person are left out.

    A remark stands where the chance is below 1 in 20 divided by the number of items looked at (Bonferroni).
    """
    shares: dict[str, list[tuple[int, float]]] = {}
    titles = {}
    for student, own in marks.items():
        for mark in own:
            earned = points[student].get(mark["item"])
            if earned is not None and not mark["held"] and mark["max_points"]:
                shares.setdefault(mark["item"], []).append((mark["variant"], earned / mark["max_points"]))
                titles[mark["item"]] = mark["title"]
    found = {item: pairs for item, pairs in shares.items() if len({variant for variant, _unused in pairs}) > 1}
    return [_variants(item, titles[item], pairs, len(found)) for item, pairs in found.items()]


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
    """The share of shuffles in which the groups' means lie as far apart as they do (sum of squares between groups).

    The shuffles are the same in each call. NaN where all values are equal.
    """
    if np.ptp(values) == 0:
        return float("nan")
    _unused, at = np.unique(groups, return_inverse=True)
    sizes = np.bincount(at)
    random = np.random.default_rng(1)

    def between(shuffled: NDArray[np.float64]) -> float:
        return float((np.bincount(at, weights=shuffled) ** 2 / sizes).sum())

    measured = between(values)
    as_far = sum(between(random.permutation(values)) >= measured - 1e-12 for _unused in range(PERMUTATIONS))
    return (1 + as_far) / (1 + PERMUTATIONS)


def identical_texts(marks: Mapping[str, Sequence[Mapping[str, Any]]]) -> list[IdenticalText]:
    """Free texts of at least `LEAST_WORDS` words that more than one student handed in. It is for a person to say why."""
    found: dict[tuple[str, str], list[tuple[str, Mapping[str, Any]]]] = {}
    for student, own in sorted(marks.items()):
        for mark in own:
            words = re.findall(r"\w+", str(mark["answer"]).casefold()) if mark["by_hand"] else []
            if len(words) >= MIN_WORDS:
                found.setdefault((mark["item"], " ".join(words)), []).append((student, mark))
    return [
        IdenticalText(item, who[0][1]["title"], tuple(student for student, _unused in who), str(who[0][1]["answer"]))
        for (item, _unused), who in found.items()
        if len(who) > 1
    ]
