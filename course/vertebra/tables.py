"""The published numbers in `assets/tables/`, each with unit, interval, source and how far it was checked.

A `.toml` file holds single quantities, one table a quantity; a `.csv` file holds columns, whose names end in their
unit. Lines of a `.csv` that start with `#` say `# source: KEY`, `# status: ...` and `# note: ...` for the whole file;
columns named `source` and `status` say it by row.
"""

import csv
import tomllib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from vertebra import cache
from vertebra.errors import CourseError
from vertebra.paths import TABLES, require
from vertebra.texts import _, pgettext

STATUSES = ("checked", "quoted", "computed", "teaching assumption")
"""`checked`: read in the named source. `quoted`: a figure of that source as others give it; the source itself was not
read to the line, as the note says. `computed`: derived from checked values by the formula in the note.
`teaching assumption`: no source settles it; the note says why this value, and the source is `Course` where no paper
holds it.
"""

_REPLACED: dict[str, float] = {}

NOT_QUANTITIES = ("claims.toml", "mrs_a.toml")
"""Tables of sentences and of the story, which have readers of their own."""


@dataclass(frozen=True)
class Quantity:
    """One published number. `low` and `high` are its interval or range, `source` a key of the bibliography."""

    name: str
    value: float
    unit: str
    source: str
    status: str
    low: float | None = None
    high: float | None = None
    note: str = ""


@dataclass(frozen=True)
class Table:
    """A table of numbers. `columns` maps a column's name to its cells as text."""

    name: str
    columns: dict[str, tuple[str, ...]]
    source: str = ""
    status: str = ""
    note: str = ""

    def __len__(self) -> int:
        return len(next(iter(self.columns.values()), ()))

    def numbers(self, column: str) -> NDArray[np.float64]:
        """Return a column as floats (rows,); an empty cell is NaN.

        Raises
        ------
        CourseError
            If the table has no such column.
        """
        return np.array([float(cell) if cell else np.nan for cell in self.texts(column)])

    def texts(self, column: str) -> tuple[str, ...]:
        """Return a column's cells as written.

        Raises
        ------
        CourseError
            If the table has no such column.
        """
        if column not in self.columns:
            raise CourseError(
                _("Table {name} has no column {column}. It has {columns}.").format(
                    name=repr(self.name), column=repr(column), columns=", ".join(self.columns)
                )
            )
        return self.columns[column]

    def row(self, column: str, key: str) -> dict[str, str]:
        """Return the first row whose `column` reads `key`, as cells by column name.

        Raises
        ------
        CourseError
            If the table has no such column or no such row.
        """
        cells = self.texts(column)
        if key not in cells:
            raise CourseError(
                _("Table {name} has no row where {column} is {key}.").format(
                    name=repr(self.name), column=column, key=repr(key)
                )
            )
        at = cells.index(key)
        return {name: values[at] for name, values in self.columns.items()}


@cache.CONSTANTS.memoize
def quantities() -> dict[str, Quantity]:
    """Return every single quantity of every `.toml` table, by name.

    Raises
    ------
    CourseError
        If a file is missing or unreadable, a quantity is incomplete, or a name stands in two tables.
    """
    by_name: dict[str, Quantity] = {}
    for path in sorted(require(TABLES).glob("*.toml")):
        if path.name in NOT_QUANTITIES:
            continue
        for name, row in _read_toml(path).items():
            if name in by_name:
                raise CourseError(
                    _("The quantity {name} stands in {file} and in another table; keep one.").format(
                        name=repr(name), file=path.name
                    )
                )
            by_name[name] = _quantity(name, row, path)
    return by_name


def quantity(name: str) -> Quantity:
    """Return the quantity `name` with its unit, interval and source.

    Raises
    ------
    CourseError
        If no table holds it.
    """
    try:
        return quantities()[name]
    except KeyError:
        raise CourseError(
            _("No table in {tables} has a quantity {name}.").format(tables=TABLES, name=repr(name))
        ) from None


@contextmanager
def replaced(values: Mapping[str, float]) -> Iterator[None]:
    """Let quantities have other values inside the `with` block: for the study of what a result depends on.

    Every cache is emptied on entry and on leaving, and other threads see the replaced values too: not for a process
    that does anything else at the time.

    Raises
    ------
    CourseError
        If no table holds one of them.
    """
    for name in values:
        quantity(name)
    try:
        cache.clear()
        _REPLACED.update(values)
        yield
    finally:
        _REPLACED.clear()
        cache.clear()


def value(name: str) -> float:
    """Return the number of the quantity `name`, in the unit that its name ends with.

    Raises
    ------
    CourseError
        If no table holds it.
    """
    return quantity(name).value if name not in _REPLACED else _REPLACED[name]


@cache.CONSTANTS.memoize
def table(name: str) -> Table:
    """Return the table `assets/tables/{name}.csv`.

    Raises
    ------
    CourseError
        If the file is missing or empty, or a row has more or fewer cells than the header.
    """
    lines = require(TABLES / f"{name}.csv").read_text(encoding="utf-8").splitlines()
    notes = dict(line[1:].strip().split(": ", 1) for line in lines if line.startswith("#") and ": " in line)
    content = list(csv.reader(line for line in lines if line.strip() and not line.startswith("#")))
    if not content:
        raise CourseError(
            pgettext("empty-table", "The table {name}.csv is empty; restore it from the course.").format(name=name)
        )
    header, *rows = content
    for number, row in enumerate(rows, 1):
        if len(row) != len(header):
            raise CourseError(
                _("Row {number} of {name}.csv has {n_row} cells; the header has {n_header}.").format(
                    number=number, name=name, n_row=len(row), n_header=len(header)
                )
            )
    columns = {title: tuple(row[at] for row in rows) for at, title in enumerate(header)}
    return Table(name, columns, notes.get("source", ""), notes.get("status", ""), notes.get("note", ""))


def table_names() -> list[str]:
    """The names of all `.csv` tables."""
    return sorted(path.stem for path in require(TABLES).glob("*.csv"))


def _read_toml(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except tomllib.TOMLDecodeError as error:
        raise CourseError(_("The table {name} can't be read: {error}").format(name=path.name, error=error)) from error


def _quantity(name: str, row: dict[str, Any], path: Path) -> Quantity:
    try:
        return Quantity(name=name, **row)
    except TypeError as error:
        raise CourseError(
            _("The quantity {name} in {file} is incomplete: {error}").format(
                name=repr(name), file=path.name, error=error
            )
        ) from error
