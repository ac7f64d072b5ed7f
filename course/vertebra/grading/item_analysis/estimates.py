"""Estimates with their 95% intervals: reliability, correlation, mean score. See decision 0262."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

CONFIDENCE = 0.95


@dataclass(frozen=True)
class Interval:
    """An estimate with its 95% interval.

    Parameters
    ----------
    value, low, high : float
        NaN where it can't be had.
    """

    value: float
    low: float = float("nan")
    high: float = float("nan")


def cronbach_alpha(table: NDArray[np.float64]) -> Interval:
    """Cronbach's alpha, which is KR-20 where each item earns one point or none.

    Parameters
    ----------
    table
        Points, students by items.

    Returns
    -------
    Interval
        With its 95% interval; NaN with fewer than three students or two items, or where no two students differ.

    Source
    ------
    Cronbach1951, Kuder1937.
    """
    n, k = table.shape
    total = table.sum(axis=1).var(ddof=1) if n > 2 and k > 1 else 0.0
    if total <= 0:
        return Interval(float("nan"))
    value = float(k / (k - 1) * (1 - table.var(axis=0, ddof=1).sum() / total))
    return alpha_interval(value, n, k)


def alpha_interval(value: float, n: int, k: int) -> Interval:
    """The 95% interval of an alpha from `n` students and `k` items.

    Source
    ------
    Feldt1965.
    """
    from scipy.stats import f

    tail, freedom = (1 - CONFIDENCE) / 2, (n - 1, (n - 1) * (k - 1))
    low, high = (1 - (1 - value) * float(f.ppf(at, *freedom)) for at in (1 - tail, tail))
    return Interval(value, low, high)


def correlation(x: NDArray[np.float64], y: NDArray[np.float64]) -> Interval:
    """Pearson's correlation, point-biserial where `x` is 0 or 1, with Fisher's 95% interval.

    Returns
    -------
    Interval
        NaN where either is constant or there are fewer than three pairs; without an interval with fewer than four, or
        where all lie on a line.
    """
    from scipy.stats import pearsonr

    if len(x) < 3 or np.ptp(x) == 0 or np.ptp(y) == 0:
        return Interval(float("nan"))
    result = pearsonr(x, y)
    if len(x) < 4 or abs(result.statistic) > 1 - 1e-12:
        return Interval(float(result.statistic))
    low, high = result.confidence_interval(CONFIDENCE)
    return Interval(float(result.statistic), float(low), float(high))


def mean_fraction(mean: float, n: int) -> Interval:
    """A mean share of the points with Wilson's 95% interval.

    For partial credit the interval is too wide rather than too narrow.

    Parameters
    ----------
    mean
        The mean, 0 to 1.
    n
        The number of students.
    """
    from scipy.stats import norm

    if n == 0:
        return Interval(float("nan"))
    z = norm.ppf((1 + CONFIDENCE) / 2)
    middle, spread = mean + z**2 / (2 * n), z * np.sqrt(mean * (1 - mean) / n + z**2 / (4 * n**2))
    return Interval(mean, float((middle - spread) / (1 + z**2 / n)), float((middle + spread) / (1 + z**2 / n)))
