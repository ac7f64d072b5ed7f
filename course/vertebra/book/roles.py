"""What stands inside a sentence: citations, and quantities taken from the tables. See decision 0401."""

import re
from collections.abc import Iterator

from vertebra import references, story, tables, units
from vertebra.book import row_tables
from vertebra.errors import CourseError
from vertebra.texts import _

_ROLE = re.compile(r"\{(cite|quantity|value|range|cell|fact|table|example|computed)\}`([^`]+)`")


def render(text: str) -> str:
    """Replace every role by what the reader sees.

    `{cite}` gives author and year, linked to the paper; `{quantity}` gives value, unit and interval; `{value}` the
    value and unit alone, `{range}` the interval alone; `{cell}` a cell of a table of numbers, `TABLE > KEY > COLUMN`;
    `{fact}` a fact of Mrs A.'s story; `{table}`, on a line of its own, a table of sentences. `{example}` and
    `{computed}` leave a number as it is written: one chosen to explain something, and one that arithmetic or a model
    gives. An unknown key raises CourseError.
    """
    return _ROLE.sub(lambda match: _ROLES[match[1]](match[2]), text)


def without(text: str) -> str:
    """Return a text without its roles."""
    return _ROLE.sub("", text)


def without_citations(text: str) -> str:
    """Return a text whose numbers stand in their places, without what it cites; an unknown key stays as it is."""

    def shown(match: re.Match[str]) -> str:
        try:
            return "" if match[1] == "cite" else _ROLES[match[1]](match[2])
        except CourseError:
            return match[0]  # `vertebra check` says so itself.

    return _ROLE.sub(shown, text)


def find_roles(text: str) -> Iterator[tuple[str, str]]:
    """Every (role, key) of a text; a citation of several keys gives one pair each."""
    for match in _ROLE.finditer(text):
        keys = match[2].split(";") if match[1] == "cite" else [match[2]]
        yield from ((match[1], key.strip()) for key in keys)


def sources(text: str) -> set[str]:
    """Return the keys of the bibliography that a text cites, or whose quantities it shows."""
    keys: set[str] = set()
    for role, name in find_roles(text):
        if role == "table":
            keys |= sources(row_tables.markdown(name))
        elif role == "cell":
            keys.update(references.source_keys(cell(name)[1]))
        elif role in {"quantity", "value", "range"}:
            keys.update(references.source_keys(tables.quantity(name).source))
        elif role == "cite":
            keys.update(references.source_keys(name))
    return keys


def cell(address: str) -> tuple[str, str]:
    """Return what stands at `TABLE > KEY > ... > COLUMN`, and its source.

    The row is the only one that has all keys among its cells. A column written `A/B` is A of B as a percentage.

    Raises
    ------
    CourseError
        If there is no such table or column, or not exactly one such row.
    """
    name, *wanted, column = (part.strip() for part in address.split(">"))
    table = tables.table(name)
    rows = [row for row in zip(*table.columns.values(), strict=True) if set(wanted) <= set(row)]
    if len(rows) != 1:
        raise CourseError(
            _("{count} rows of {name} have {wanted}; name cells that one row alone has.").format(
                count=len(rows), name=name, wanted=", ".join(wanted)
            )
        )
    row = dict(zip(table.columns, rows[0], strict=True))
    parts = column.split("/")
    for part in parts:
        table.texts(part)  # Says which columns there are.
    text = row[column] if len(parts) == 1 else _percentage(*(float(row[part]) for part in parts))
    return text, row.get("source", "") or table.source


def _percentage(part: float, total: float) -> str:
    share = 100 * part / total
    return f"{share:.0f} %" if share >= 1 else f"{share:.1f} %"


def citation(key: str) -> str:
    """`[Lindsay 2001](https://doi.org/...)`, or without the link where nothing leads to the source."""
    where = references.address(key)
    return f"[{references.short(key)}]({where})" if where else references.short(key)


def _cite(keys: str) -> str:
    return "(" + "; ".join(citation(key.strip()) for key in keys.split(";")) + ")"


def _quantity(name: str) -> str:
    quantity = tables.quantity(name)
    return units.format_quantity(quantity.value, quantity.unit, quantity.low, quantity.high)


def _value(name: str) -> str:
    quantity = tables.quantity(name)
    return units.format_quantity(quantity.value, quantity.unit)


def _range(name: str) -> str:
    quantity = tables.quantity(name)
    if quantity.low is None or quantity.high is None:
        raise CourseError(_("The quantity {name} has no interval to show.").format(name=repr(name)))
    return f"{units.format_number(quantity.low)} to {units.format_quantity(quantity.high, quantity.unit)}"


def _cell(address: str) -> str:
    return cell(address)[0]


def _as_written(text: str) -> str:
    return text


def _fact(name: str) -> str:
    return story.fact(name).text


def _table(name: str) -> str:
    return render(row_tables.markdown(name))


_ROLES = {
    "table": _table,
    "cite": _cite,
    "quantity": _quantity,
    "value": _value,
    "range": _range,
    "cell": _cell,
    "fact": _fact,
    "example": _as_written,
    "computed": _as_written,
}
