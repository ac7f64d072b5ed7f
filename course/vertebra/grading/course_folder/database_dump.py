"""All rows of nbgrader's gradebook from a server into a file and back, each in one transaction."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from vertebra.grading.course_folder.gradebook_tables import address_without_password, make_tables

if TYPE_CHECKING:
    from sqlalchemy import Connection, Engine

BATCH_ROWS = 2000
LOCK_TIMEOUT = "20s"


def sqlite_path(url: str) -> Path | None:
    """The file of a gradebook in SQLite; None where it lies on a server."""
    from sqlalchemy.engine import make_url

    address = make_url(url)
    return Path(str(address.database)) if address.get_backend_name() == "sqlite" else None


def display_address(url: str) -> str:
    """The place of a gradebook for people: its file, or its address without the password."""
    return str(sqlite_path(url) or address_without_password(url))


def dump(url: str, to: Path) -> None:
    """Write the gradebook at `url` into a new SQLite file, as it is at one instant.

    Raises
    ------
    SQLAlchemyError, sqlite3.Error
        Where either can't be reached, read or written.
    """
    make_tables(f"sqlite:///{to}")
    with _open(url) as source, _open(f"sqlite:///{to}") as target, source.connect() as rows, target.begin() as copy:
        if rows.dialect.name == "postgresql":
            rows.execution_options(postgresql_readonly=True)
        _put(rows, copy)


def load(file: Path, url: str) -> None:
    """Put what is in `file` in place of the gradebook at `url`: all of it, or, where anything fails, nothing."""
    make_tables(url)
    with _open(f"sqlite:///{file}") as source, _open(url) as target, source.connect() as rows, target.begin() as copy:
        if copy.dialect.name == "postgresql":
            copy.exec_driver_sql(f"SET LOCAL lock_timeout = '{LOCK_TIMEOUT}'")
        _put(rows, copy)


def _put(source: Connection, target: Connection) -> None:
    """Every row of `source` in place of those of `target`."""
    from nbgrader.api import Base

    every = Base.metadata.sorted_tables
    for table in reversed(every):
        target.execute(table.delete())
    for table in every:
        rows = source.execution_options(stream_results=True).execute(table.select())
        for part in rows.mappings().partitions(BATCH_ROWS):
            target.execute(table.insert(), [dict(row) for row in part])


@contextlib.contextmanager
def _open(url: str) -> Iterator[Engine]:
    """An engine that reads everything as it is at one instant, and is disposed of on leaving."""
    from sqlalchemy import create_engine

    one_instant = {} if sqlite_path(url) else {"isolation_level": "REPEATABLE READ"}
    engine = create_engine(url, **one_instant)
    try:
        yield engine
    finally:
        engine.dispose()
