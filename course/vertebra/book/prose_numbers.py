"""Which numbers of a sentence are typed, though a table should hold them. See decision 0401.

A corrected table reaches a lesson only where the lesson reads it. A number is looked for where it has a unit of
medicine, counts people or bodies, or brings its interval; geometry of an example, levels and dates are none.
"""

import re
from collections.abc import Iterator

from vertebra.book import roles

_NUMBER = r"\d[\d,]*(?:\.\d+)?"
_RANGE = rf"{_NUMBER}(?:\s?(?:to|and|or|–)\s?{_NUMBER})?"
_SYMBOL = r"\s?(?:%|°C|°)"
_UNIT = r"\s?(?:mg|g|kg|mL|µg|µSv|mSv|mGy|kPa|MPa|N|HU|g/cm²|mg/cm³|mmol|mg/kg|mL/min)(?![\w/])"
_COUNTED = r"\s(?:people|persons|patients|women|men|bodies|levels|studies|trials|series|of \d[\d,]*|in \d[\d,]*)(?!\w)"
_TYPED = re.compile(rf"(?<![\w.,\-–−L]){_RANGE}(?:{_SYMBOL}|{_UNIT}|{_COUNTED})|{_NUMBER} \({_NUMBER} to {_NUMBER}")
_CONVENTIONS = re.compile(r"\b95\s?% (?:confidence interval|CI)\b|\b(?:of|in) 100 people\b|\b100 people\b")
"""What is no finding: how an interval is meant, and the people by whom a share is told."""


def typed(line: str) -> Iterator[str]:
    """Every number of a line that is typed and not taken from a table, with its unit."""
    yield from (match[0].strip() for match in _TYPED.finditer(_CONVENTIONS.sub("", roles.without(line))))
