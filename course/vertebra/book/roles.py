"""What stands inside a sentence: citations, and quantities taken from the tables."""

import re
from collections.abc import Iterator

from vertebra import references, story, tables, units
from vertebra.book import row_tables

_ROLE = re.compile(r"\{(cite|quantity|value|fact|table)\}`([^`]+)`")


def render(text: str) -> str:
    """Replace every role by what the reader sees.

    `{cite}` gives author and year, linked to the paper; `{quantity}` gives value, unit and interval; `{value}` the
    value and unit alone; `{fact}` a fact of Mrs A.'s story; `{table}`, on a line of its own, a table of sentences. An
    unknown key raises CourseError.
    """
    return _ROLE.sub(lambda match: _ROLES[match[1]](match[2]), text)


def find_roles(text: str) -> Iterator[tuple[str, str]]:
    """Every (role, key) of a text; a citation of several keys gives one pair each."""
    for match in _ROLE.finditer(text):
        for key in match[2].split(";"):
            yield match[1], key.strip()


def sources(text: str) -> set[str]:
    """Return the keys of the bibliography that a text cites, or whose quantities it shows."""
    keys: set[str] = set()
    for role, name in find_roles(text):
        if role == "table":
            keys |= sources(row_tables.markdown(name))
        elif role != "fact":
            keys.update(references.source_keys(name if role == "cite" else tables.quantity(name).source))
    return keys


def citation(key: str) -> str:
    """`[Lindsay 2001](https://doi.org/...)`, or without the link where no DOI is known."""
    doi = references.entry(key).fields.get("doi")
    return f"[{references.short(key)}](https://doi.org/{doi})" if doi else references.short(key)


def _cite(keys: str) -> str:
    return "(" + "; ".join(citation(key.strip()) for key in keys.split(";")) + ")"


def _quantity(name: str) -> str:
    quantity = tables.quantity(name)
    return units.format_quantity(quantity.value, quantity.unit, quantity.low, quantity.high)


def _value(name: str) -> str:
    quantity = tables.quantity(name)
    return units.format_quantity(quantity.value, quantity.unit)


def _fact(name: str) -> str:
    return story.fact(name).text


def _table(name: str) -> str:
    return render(row_tables.markdown(name))


_ROLES = {"table": _table, "cite": _cite, "quantity": _quantity, "value": _value, "fact": _fact}
