"""Points, times and lengths of time as people read them."""

from datetime import UTC, datetime
from decimal import ROUND_HALF_UP, Decimal

from vertebra.texts import N_, _

MONTHS = (
    N_("January"),
    N_("February"),
    N_("March"),
    N_("April"),
    N_("May"),
    N_("June"),
    N_("July"),
    N_("August"),
    N_("September"),
    N_("October"),
    N_("November"),
    N_("December"),
)


STATUS_TEXT = {
    "graded": N_("graded"),
    "recovered": N_("recovered"),
    "needs_review": N_("needs review"),
    "rejected": N_("rejected"),
    "ungraded": N_("ungraded"),
    "failed": N_("failed"),
    "missing": N_("missing"),
    "not_graded": N_("not graded"),
}
"""What people read of the status of a submission."""


def status_text(status: str) -> str:
    """The status of a submission in the reader's language."""
    return _(STATUS_TEXT[status])


def two_decimals(points: float) -> str:
    """Return points as people read them.

    Parameters
    ----------
    points : float

    Returns
    -------
    str
        At most two decimals, a half rounded up, no zeros at the end.
    """
    rounded = Decimal(repr(round(points, 9))).quantize(Decimal("0.01"), ROUND_HALF_UP)
    text = f"{rounded:f}".rstrip("0").rstrip(".")
    return "0" if text in ("", "-0") else text


def duration(seconds: float) -> str:
    """Return a length of time in its two largest units, such as "1 d 4 h".

    Parameters
    ----------
    seconds : float
        0 or more.
    """
    minutes = max(1, round(seconds / 60))
    days, hours, minutes = minutes // 1440, minutes // 60 % 24, minutes % 60
    if days:
        return f"{days} d {hours} h"
    return f"{hours} h {minutes} min" if hours else f"{minutes} min"


def local_time(moment: datetime) -> str:
    """Return a moment in local time, as people write it.

    Parameters
    ----------
    moment : datetime
        One without a zone is UTC, as the gradebook has it.
    """
    local = moment.replace(tzinfo=moment.tzinfo or UTC).astimezone()
    return f"{local.day} {_(MONTHS[local.month - 1])} {local:%Y, %H:%M %Z}"
