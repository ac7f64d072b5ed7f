"""The errors that people meet. Each message names the value, the allowed range and what to do."""

from vertebra.texts import N_, Text, _

UNITS_IN_WORDS = (
    N_("degrees"), N_("minutes"), N_("points"), N_("pulses a second"), N_("weeks"), N_("years"), N_("pixels"), N_("people"),
)  # fmt: skip
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


def check_range(name: str, value: float, low: float, high: float, unit: str = "") -> float:
    """Return `value` as a float if it is a finite number in [low, high]; raise InputError naming the range otherwise."""
    try:
        number = float(value)
    except (TypeError, ValueError):
        not_one = _("{name} is {value}, which is not a number. Give a number from {low} to {high}.")
        raise InputError(_about_range(not_one, name, value, low, high, unit)) from None
    if not low <= number <= high:
        raise InputError(
            _about_range(_("{name} is {value}; it must lie from {low} to {high}."), name, value, low, high, unit)
        )
    return number


def _about_range(message: str, name: str, value: object, low: float, high: float, unit: str) -> str:
    most = f"{high:g} {_(unit)}" if unit else f"{high:g}"
    return message.format(name=name, value=repr(value), low=f"{low:g}", high=most)
