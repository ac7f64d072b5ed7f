"""How oedema of the marrow shrinks after a fracture: slowly, and in some hardly within a year. See decision 0091."""

from statistics import NormalDist

import numpy as np

from vertebra import cache, tables
from vertebra.arguments import checked
from vertebra.errors import check_range
from vertebra.texts import _

NORMAL = NormalDist()
WEEKS_3_MONTHS, WEEKS_YEAR = 13.0, 52.0
MAX_WEEKS = 5200.0


@checked
def oedema_extent(weeks: float, collapsed: bool, quantile: float = 0.5) -> float:
    """The part of the body (0 to 1) with oedema some time after the fracture.

    It is fitted to the two times at which the source read MRI.

    Parameters
    ----------
    weeks : float
        Since the fracture, 0 to 5200.
    collapsed : bool
        Whether the body collapsed severely (in the source: grade 3 within a year).
    quantile : float
        The person's rank from quick to slow healing, 0.001 to 0.999.

    Raises
    ------
    InputError
        For a value outside its range.

    Source
    ------
    Nagao2025.
    """
    check_range(_("Weeks since the fracture"), weeks, 0, MAX_WEEKS, "weeks")
    check_range(_("The rank among people"), quantile, 0.001, 0.999)
    middle, spread = _spread(collapsed)
    half_weeks = np.exp(middle + spread * NORMAL.inv_cdf(quantile))
    return float(1 / (1 + (weeks / half_weeks) ** tables.value("oedema_course_exponent")))


@checked
def fraction_with_oedema_above(weeks: float, collapsed: bool, part: float) -> float:
    """Share of people (0 to 1) in whom more than a part of the body still has oedema.

    Parameters
    ----------
    weeks : float
        Since the fracture, 0 to 5200.
    collapsed : bool
        As for `oedema_extent`.
    part : float
        0.01 to 0.99.

    Raises
    ------
    InputError
        For a value outside its range.

    Source
    ------
    Nagao2025.
    """
    check_range(_("Weeks since the fracture"), weeks, 0, MAX_WEEKS, "weeks")
    check_range(_("The part of the body"), part, 0.01, 0.99)
    if weeks == 0:
        return 1.0
    middle, spread = _spread(collapsed)
    return 1 - NORMAL.cdf((np.log(_half_time(weeks, part)) - middle) / spread)


@checked
def visible_fraction(weeks: float, collapsed: bool) -> float:
    """Share of people (0 to 1) with visible oedema `weeks` (0 to 5200) after the fracture.

    `collapsed` and source as for `oedema_extent`.

    Raises
    ------
    InputError
        For a time outside its range.
    """
    return fraction_with_oedema_above(weeks, collapsed, tables.value("oedema_seen_extent_fraction"))


def _half_time(weeks: float, part: float) -> float:
    """The time to half the body (weeks) of a person who has just `part` left after `weeks`."""
    return float(weeks / (1 / part - 1) ** (1 / tables.value("oedema_course_exponent")))


@cache.CONSTANTS.memoize
def _spread(collapsed: bool) -> tuple[float, float]:
    """Mean and standard deviation of the logarithm of the time to half, from the two published shares."""
    kind = "collapsed" if collapsed else "not_collapsed"
    severe = _half_time(WEEKS_3_MONTHS, tables.value("oedema_severe_extent_fraction"))
    seen = _half_time(WEEKS_YEAR, tables.value("oedema_seen_extent_fraction"))
    severe_z = NORMAL.inv_cdf(1 - tables.value(f"oedema_severe_3_months_{kind}_fraction"))
    seen_z = NORMAL.inv_cdf(1 - tables.value(f"oedema_any_12_months_{kind}_fraction"))
    spread = (np.log(severe) - np.log(seen)) / (severe_z - seen_z)
    return float(np.log(severe) - spread * severe_z), float(spread)
