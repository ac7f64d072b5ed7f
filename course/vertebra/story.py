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
    """One fact about Mrs A.

    Parameters
    ----------
    name : str
        Its key in `mrs_a.toml`.
    value : float, int, str or bool
        For programs.
    text : str
        For readers.
    said : tuple of str
        Patterns that recognise the fact where prose writes it out.
    """

    name: str
    value: float | int | str | bool
    text: str
    said: tuple[str, ...] = ()


@cache.CONSTANTS.memoize
def facts() -> dict[str, Fact]:
    """Return every fact by its name.

    Raises
    ------
    CourseError
        If the table is missing, or a fact has no value or no text.
    """
    path = require(TABLES / FILE)
    read = tomllib.loads(path.read_text(encoding="utf-8"))
    texts = {}
    for name, row in read.items():
        if "value" not in row or not str(row.get("text", "")).strip():
            raise CourseError(_("{name} in {file} needs a value and a text.").format(name=name, file=FILE))
        texts[name] = Fact(name, row["value"], str(row["text"]), tuple(row.get("said", ())))
    return texts


def fact(name: str) -> Fact:
    """Return the fact `name`.

    Raises
    ------
    CourseError
        If there is no such fact.
    """
    text = facts().get(name)
    if text is None:
        raise CourseError(_("There is no fact {name} about Mrs A. in {file}.").format(name=repr(name), file=FILE))
    return text


def number(name: str) -> float:
    """Return the value of the fact `name` as a number.

    Raises
    ------
    CourseError
        If there is no such fact or its value is no number.
    """
    value = fact(name).value
    if isinstance(value, str | bool):
        raise CourseError(_("The fact {name} in {file} is no number.").format(name=repr(name), file=FILE))
    return value


def with_facts(text: str) -> str:
    """Replace every `{fact}` role in `text` by the fact's text for readers.

    Raises
    ------
    CourseError
        If a role names an unknown fact.
    """
    return ROLE.sub(lambda match: fact(match[1]).text, text)
