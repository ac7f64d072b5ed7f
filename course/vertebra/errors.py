"""The errors that people meet. Each message names the value, the allowed range and what to do."""


class CourseError(Exception):
    """Something the user can put right; its message is shown as it is, without a traceback."""


class InputError(CourseError, ValueError):
    """A value outside what a model is made for."""


def check_range(name: str, value: float, low: float, high: float, unit: str = "") -> float:
    """Return `value` as a float if it is a finite number in [low, high]; raise InputError naming the range otherwise."""
    try:
        number = float(value)
    except (TypeError, ValueError):
        raise InputError(
            f"{name} is {value!r}, which is not a number. Give a number from {low:g} to {high:g} {unit}".rstrip() + "."
        ) from None
    if not low <= number <= high:
        raise InputError(f"{name} is {value!r}; it must lie from {low:g} to {high:g} {unit}".rstrip() + ".")
    return number
