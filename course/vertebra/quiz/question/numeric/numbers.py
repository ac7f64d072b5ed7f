"""Numbers as people type them, read or refused in words; never silently taken for another.

`numbers.js` does the same in the browser while a number is typed. Both are tested on the cases in
`tests/data/numbers.json`: what is changed here is changed there.

- Digits of any one script, signs and spaces of any width; marks that show nothing are left out.
- The decimal mark is a point, a comma, a middle dot or the Arabic mark. A point is always decimal (`3.500` is 3.5). A
  single comma before exactly three digits is refused (`1,234` is 1234 to some and 1.234 to others), unless it follows a
  zero.
- Thousands are grouped in threes by spaces or apostrophes, and by points or commas where there are two groups or
  another mark follows as the decimal one.
- `1e3`, `1 × 10^3`, `10³`, `½`, `1½` are read. Ranges, sums, fractions with a stroke, several numbers are refused.

See decision 0181.
"""

from __future__ import annotations

import math
import re
import unicodedata
from dataclasses import dataclass
from typing import Literal

from vertebra.errors import InputError
from vertebra.printing import printable
from vertebra.texts import pgettext

MAX_CHARACTERS = 80
Reason = Literal["too-long", "no-number", "digits", "ambiguous", "grouping", "several", "too-large"]

_INVISIBLE = dict.fromkeys(
    map(
        ord,
        "\u00ad\u061c\u180e\u200b\u200c\u200d\u200e\u200f\u202a\u202b\u202c\u202d\u202e"
        "\u2060\u2066\u2067\u2068\u2069\ufeff\ufe0e\ufe0f",
    )
)
_SAME = str.maketrans(
    "−‐‑‒–—―﹣－˗➖＋﹢➕．٫，٬’‘ʼ＇′`´∙⋅‧･×✕✖＊∗⁎／⁄∕％﹪٪＝≅≃"
    "\t\n\r\u00a0\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000",
    "-----------+++..," + "'" + "'" * 7 + "····" + "xxx***" + "///" + "%%%" + "=≈≈" + " " * 18,
)
_SUPERSCRIPTS = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁻⁺", "0123456789-+")
_DECIMAL = r"(?:\d+(?:[.,·]\d*)?|[.,·]\d+)"
_POWER = r"10 *(?:(?:\^|\*\*) *(?P<{0}>[+-]?\d{{1,3}})|(?P<{1}>[⁻⁺]?[⁰¹²³⁴⁵⁶⁷⁸⁹]{{1,3}}))"
_TIMES_POWER = re.compile(r"(?P<digits>[\d.,·' ]*\d[.,·]?) *[x*·] *" + _POWER.format("typed", "raised") + r"(?!\d)")
_ONLY_POWER = re.compile(_POWER.format("typed", "raised") + r"(?!\d)")
_FRACTION = re.compile(r"(?:(?P<whole>\d{1,6}) ?)?(?P<part>[¼-¾⅐-⅞↉])")
_DIGITS = re.compile(r"(?P<digits>[\d.,·' ]*\d[.,·]?)(?:[eE](?P<exponent>[+-]?\d{1,3})(?![\d.,]))?")
_PLAIN = re.compile(rf"{_DECIMAL}\Z")
_GROUPED = (
    (re.compile(r"[1-9]\d{0,2}(?: \d{3})+(?:[.,·]\d*)?\Z"), " "),
    (re.compile(r"[1-9]\d{0,2}(?:'\d{3})+(?:[.,·]\d*)?\Z"), "'"),
    (re.compile(r"[1-9]\d{0,2}(?:,\d{3}){2,}\Z|[1-9]\d{0,2}(?:,\d{3})+\.\d*\Z"), ","),
    (re.compile(r"[1-9]\d{0,2}(?:\.\d{3}){2,}\Z|[1-9]\d{0,2}(?:\.\d{3})+,\d*\Z"), "."),
)
_AMBIGUOUS = re.compile(r"[1-9]\d{0,2},\d{3}\Z")
_BEFORE_UNIT = re.compile(r"(?:[·*] ?)?(/ ?)?(.)")
_SIGNS_OF_UNITS = frozenset('%‰°º″"℃℉')


@dataclass(frozen=True)
class Read:
    """A number that was read, and what stands behind it: a unit, tidied, or nothing."""

    number: float
    unit: str


class NumberError(InputError):
    """Text that is no one number; `reason` says why, for programs."""

    def __init__(self, message: str, reason: Reason) -> None:
        super().__init__(message)
        self.reason = reason


def read(text: str) -> Read:
    """The number and unit of what someone typed.

    Raises
    ------
    NumberError
        With the reason where there is not just one number.
    """
    if len(text) > MAX_CHARACTERS:
        raise _refused(text, "too-long")
    plain, digits_known = _plain_digits(text.translate(_INVISIBLE).translate(_SAME).strip(" "))
    if not digits_known:
        raise _refused(text, "digits")
    body = re.sub(r"^[=≈~] *", "", plain)
    signed = re.match(r"([+-]?) *", body)
    sign = -1.0 if signed and signed[1] == "-" else 1.0
    rest = body[signed.end() :] if signed else body
    value, unit = _value(text, rest)
    if not math.isfinite(value):
        raise _refused(text, "too-large")
    return Read(sign * value, _unit(text, unit))


def _value(text: str, rest: str) -> tuple[float, str]:
    """The number without its sign, and what stands behind it."""
    if match := _TIMES_POWER.match(rest):
        return float(f"{_ascii(text, match['digits'], True)}e{_power(match)}"), rest[match.end() :]
    if match := _ONLY_POWER.match(rest):
        return float(f"1e{_power(match)}"), rest[match.end() :]
    if match := _FRACTION.match(rest):
        over, under = unicodedata.normalize("NFKD", match["part"]).split("\u2044")
        return int(match["whole"] or 0) + int(over) / int(under), rest[match.end() :]
    match = _DIGITS.match(rest)
    if match is None:
        raise _refused(text, "no-number")
    exponent = match["exponent"]
    return float(f"{_ascii(text, match['digits'], exponent is not None)}e{exponent or 0}"), rest[match.end() :]


def _ascii(text: str, digits: str, has_exponent: bool) -> str:
    """Digits as a program writes them. `has_exponent`: before a power of ten a comma is decimal."""
    digits = digits.strip(" ")
    if _AMBIGUOUS.match(digits) and not has_exponent:
        raise _refused(text, "ambiguous")
    for form, mark in _GROUPED:
        if form.match(digits):
            return digits.replace(mark, "").replace(",", ".").replace("·", ".").rstrip(".")
    if not _PLAIN.match(digits):
        raise _refused(text, "grouping")
    return re.sub(r"[,·]", ".", digits).rstrip(".")


def _power(match: re.Match[str]) -> str:
    return str(int(match["typed"] if match["typed"] is not None else match["raised"].translate(_SUPERSCRIPTS)))


def _unit(text: str, rest: str) -> str:
    unit = rest.strip(" ")
    start = _BEFORE_UNIT.match(unit)
    if start is None:
        return ""
    if not (start[2].isalpha() or start[2] in _SIGNS_OF_UNITS) or re.match(r"x ?\d", unit):
        raise _refused(text, "several")
    return unit.lstrip("·* ")


def _plain_digits(text: str) -> tuple[str, bool]:
    """`text` with the digits 0 to 9 in place of another script's; False where two scripts are mixed."""
    zeros, made = set(), []
    for character in text:
        if unicodedata.category(character) == "Nd":
            value = unicodedata.decimal(character)
            zeros.add(ord(character) - value)
            made.append(str(value))
        else:
            made.append(character)
    return "".join(made), len(zeros) < 2


def _refused(text: str, reason: Reason) -> NumberError:
    sentence = {
        "too-long": pgettext(
            "number-too-long", "{typed} is too long for a number. Give one number, such as -1.5 or 42."
        ),
        "no-number": pgettext("number-none", "{typed} can't be read as a number. Write it like -1.5 or 42."),
        "digits": pgettext(
            "number-digits", "{typed} mixes digits of two scripts. Write the number with one kind of digits."
        ),
        "ambiguous": pgettext(
            "number-ambiguous",
            "{typed} can mean a whole number or one with decimals. Leave the comma out, or write a decimal point.",
        ),
        "grouping": pgettext(
            "number-grouping",
            "{typed} can't be read as one number: its digits are not grouped in threes. Write it like 1234.5.",
        ),
        "several": pgettext(
            "number-several",
            "{typed} holds more than a number and its unit. Give one number, worked out, such as 0.5 rather than 1/2.",
        ),
        "too-large": pgettext("number-too-large", "{typed} is too large a number."),
    }[reason]
    return NumberError(sentence.format(typed=f"'{printable(text, 40)}'"), reason)
