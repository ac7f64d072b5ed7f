"""The errors that people meet. Each message names the value, the allowed range and what to do."""

import errno
import sys
from collections.abc import Iterable, Iterator
from typing import TypeVar

from vertebra.texts import N_, Text, _, pgettext

T = TypeVar("T")

UNITS_IN_WORDS = (
    N_("degrees"),
    N_("minutes"),
    N_("points"),
    N_("pulses a second"),
    N_("weeks"),
    N_("years"),
    N_("pixels"),
    N_("people"),
)
"""Units that are words; the others are the same in every language."""


class CourseError(Exception):
    """Something the user can put right; its message is shown as it is, without a traceback."""

    @property
    def text(self) -> Text:
        """The message, with its key and the values in it: what a test looks at."""
        message = self.args[0] if self.args else ""
        return message if isinstance(message, Text) else Text(str(self))


class InputError(CourseError, ValueError):
    """A value outside what a model is made for."""


class ArgumentError(InputError):
    """A value of another type than a function takes."""


FULL_ERRNOS = (errno.ENOSPC, getattr(errno, "EDQUOT", errno.ENOSPC))


def is_disk_full(error: BaseException) -> bool:
    """Whether `error`, or one that caused it, reports a full disk or an exhausted disk quota."""
    return any(_says_full(cause) for cause in chain_of(error))


def chain_of(error: BaseException) -> Iterator[BaseException]:
    """Yield an error, the errors that caused it, and the database errors that SQLAlchemy wraps."""
    seen: set[int] = set()
    at: BaseException | None = error
    while at is not None and id(at) not in seen:
        seen.add(id(at))
        yield at
        if isinstance(behind := getattr(at, "orig", None), BaseException):
            yield behind
        at = at.__cause__ or at.__context__


def _says_full(error: BaseException) -> bool:
    if isinstance(error, OSError):
        return error.errno in FULL_ERRNOS
    sqlite3 = sys.modules.get("sqlite3")  # Who meets one of its errors has loaded it.
    return sqlite3 is not None and isinstance(error, sqlite3.Error) and "disk is full" in str(error)


def check_range(name: str, value: float, low: float, high: float, unit: str = "") -> float:
    """Return `value` as a float if it is a finite number from `low` to `high`, both included.

    Parameters
    ----------
    name : str
        The quantity's name in the user's language, for the message.
    value : float
        The value to check.
    low, high : float
        The allowed range.
    unit : str
        Unit for the message; empty where there is none.

    Raises
    ------
    InputError
        Names the value and the range if the value is no number, NaN, or outside the range.
    """
    number = _number(value)
    if number is None:
        not_one = _("{name} is {value}, which is not a number. Give a number from {low} to {high}.")
        raise InputError(_about_range(not_one, name, value, low, high, unit))
    if not low <= number <= high:
        raise InputError(_about_range(_out_of_range(), name, value, low, high, unit))
    return number


def check_count(name: str, value: float, low: int, high: int, unit: str = "") -> int:
    """Return `value` as an int if it is a whole number from `low` to `high`, both included.

    Parameters
    ----------
    name, low, high, unit
        As for `check_range`.
    value : int
        The value to check; 3.0 is taken as 3.

    Raises
    ------
    InputError
        Names the value and the range if the value is no whole number or outside the range.
    """
    number = _number(value)
    if number is None or not number.is_integer():
        not_one = pgettext(
            "not-a-whole-number", "{name} is {value}, which is not a whole number. Give one from {low} to {high}."
        )
        raise InputError(_about_range(not_one, name, value, low, high, unit))
    if not low <= number <= high:
        raise InputError(_about_range(_out_of_range(), name, value, low, high, unit))
    return int(value)


def check_choice(name: str, value: T, choices: Iterable[T]) -> T:
    """Return `value` if it is one of `choices`.

    Parameters
    ----------
    name : str
        The name of what is chosen in the user's language, for the message.
    value : object
        The value to check.
    choices : iterable
        What can be chosen.

    Raises
    ------
    InputError
        Names the value and the choices.
    """
    known = tuple(choices)
    if not any(type(value) is type(choice) and value == choice for choice in known):
        raise InputError(
            pgettext("unknown-choice", "{name} is {value}; give one of {choices}.").format(
                name=name, value=repr(value), choices=", ".join(str(choice) for choice in known)
            )
        )
    return value


def _number(value: object) -> float | None:
    """`value` as a float; None for a text or anything else that is no number."""
    if isinstance(value, str | bytes | bytearray):
        return None
    try:
        return float(value)  # type: ignore[arg-type]
    except (TypeError, ValueError, OverflowError):
        return None


def _out_of_range() -> str:
    return pgettext("out-of-range", "{name} is {value}; it must lie from {low} to {high}.")


def _about_range(message: str, name: str, value: object, low: float, high: float, unit: str) -> str:
    most = f"{high:g} {_(unit)}" if unit else f"{high:g}"
    return message.format(name=name, value=repr(value), low=f"{low:g}", high=most)
