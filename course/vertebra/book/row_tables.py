"""Tables of sentences in `assets/sheets`, which a lesson shows with `{table}` and a printed sheet lays out its own way.

See decision 0361.
"""

import tomllib
from dataclasses import dataclass

from vertebra import cache
from vertebra.errors import CourseError
from vertebra.paths import SHEETS, require
from vertebra.texts import _

KEY = "key"


@dataclass(frozen=True)
class RowTable:
    """A table of sentences.

    Parameters
    ----------
    name : str
    columns : dict
        Headings by the names of columns, in order.
    rows : tuple of dict
        Cells by the names of columns, as Markdown with roles, and the row's key under `KEY`.
    """

    name: str
    columns: dict[str, str]
    rows: tuple[dict[str, str], ...]

    def row(self, key: str) -> dict[str, str]:
        """Return the row with this key.

        Raises
        ------
        CourseError
            If there is none.
        """
        for row in self.rows:
            if row[KEY] == key:
                return row
        raise CourseError(_("{name}.toml has no row {key}.").format(name=self.name, key=repr(key)))


@cache.CONSTANTS.memoize
def read(name: str) -> RowTable:
    """Return a table of `assets/sheets`.

    Raises
    ------
    CourseError
        If there is no such table, it can't be read, a row lacks a cell, or two rows have one key.
    """
    path = require(SHEETS / f"{name}.toml")
    try:
        content = tomllib.loads(path.read_text(encoding="utf-8"))
    except tomllib.TOMLDecodeError as error:
        raise CourseError(_("The table {name} can't be read: {error}").format(name=path.name, error=error)) from error
    columns = {str(key): str(heading) for key, heading in content.get("columns", {}).items()}
    rows = tuple({str(key): str(cell) for key, cell in row.items()} for row in content.get("row", ()))
    keys = [row.get(KEY, "") for row in rows]
    if not columns or not rows or len(set(keys)) < len(keys) or any(row.keys() != {KEY, *columns} for row in rows):
        raise CourseError(
            _("{name}: each row needs a key of its own and the cells {columns}, and nothing else.").format(
                name=path.name, columns=", ".join(columns)
            )
        )
    return RowTable(name, columns, rows)


def markdown(name: str) -> str:
    """Return a table in Markdown, its roles as they are written."""
    table = read(name)
    head = [f"| {' | '.join(table.columns.values())} |", "|" + "---|" * len(table.columns)]
    return "\n".join([*head, *(f"| {' | '.join(row[key] for key in table.columns)} |" for row in table.rows)])
