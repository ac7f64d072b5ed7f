"""Mrs A.'s facts, from `assets/tables/mrs_a.toml`: what lessons, questions and widgets may say about her.

See decision 0321.
"""

import re
import tomllib
from dataclasses import dataclass

from vertebra import cache
from vertebra.errors import CourseError
from vertebra.paths import TABLES, require
from vertebra.texts import _

FILE = "mrs_a.toml"
ROLE = re.compile(r"\{fact\}`([^`]+)`")


@dataclass(frozen=True)
class Fact:
    """One fact: its `value` for programs, the `text` that a reader sees,
    and patterns of how prose would write it out."""

    name: str
    value: float | int | str | bool
    text: str
    said: tuple[str, ...] = ()


@cache.CONSTANTS.memoize
def facts() -> dict[str, Fact]:
    """Every fact by its name. Raises CourseError where the table is missing or a fact has no value or no text."""
    path = require(TABLES / FILE)
    read = tomllib.loads(path.read_text(encoding="utf-8"))
    found = {}
    for name, row in read.items():
        if "value" not in row or not str(row.get("text", "")).strip():
            raise CourseError(_("{name} in {file} needs a value and a text.").format(name=name, file=FILE))
        found[name] = Fact(name, row["value"], str(row["text"]), tuple(row.get("said", ())))
    return found


def fact(name: str) -> Fact:
    """The fact `name`. Raises CourseError where the table has none of that name."""
    found = facts().get(name)
    if found is None:
        raise CourseError(_("There is no fact {name} about Mrs A. in {file}.").format(name=repr(name), file=FILE))
    return found


def number(name: str) -> float:
    """The value of a fact that is a number. Raises CourseError for any other."""
    value = fact(name).value
    if isinstance(value, str | bool):
        raise CourseError(_("The fact {name} in {file} is no number.").format(name=repr(name), file=FILE))
    return value


def with_facts(text: str) -> str:
    """`text` with every `{fact}` role replaced by what the reader sees. Raises CourseError for an unknown name."""
    return ROLE.sub(lambda match: fact(match[1]).text, text)
