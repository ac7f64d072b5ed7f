"""nbgrader's tables made, in a file or on a server. See decision 0200."""

from __future__ import annotations

from vertebra.errors import CourseError
from vertebra.texts import _, pgettext


def check_connection(database: str) -> None:
    """Raise CourseError, without the address's password, where no gradebook can be kept at `database`."""
    from sqlalchemy import create_engine

    shown = address_without_password(database)
    try:
        engine = create_engine(database)
        with engine.connect():
            engine.dispose()
    except ImportError as error:
        raise CourseError(
            _("A gradebook at {shown} needs the package {name}; for PostgreSQL install psycopg2-binary.").format(
                shown=shown, name=error.name
            )
        ) from error
    except Exception as error:
        reason = str(error.__cause__ or error).strip().splitlines()[0]
        raise CourseError(
            pgettext(
                "gradebook-unreachable",
                "The gradebook at {shown} can't be reached: {reason} Start the server, or correct the address.",
            ).format(shown=shown, reason=reason)
        ) from None


def address_without_password(database: str) -> str:
    """A gradebook's address without its password.

    Raises
    ------
    CourseError
        Where it is no address.
    """
    from sqlalchemy.engine import make_url
    from sqlalchemy.exc import ArgumentError

    try:
        return make_url(database).render_as_string(hide_password=True)
    except ArgumentError:
        raise CourseError(
            pgettext(
                "gradebook-address",
                "The gradebook's address can't be read; write it like postgresql+psycopg2://teacher@host/grades.",
            )
        ) from None


def make_gradebook(url: str, course_id: str) -> None:
    """Make nbgrader's tables where they are missing, and enter the course."""
    from nbgrader.api import Gradebook

    make_tables(url)
    Gradebook(url, course_id).close()


def make_tables(url: str) -> None:
    """Make nbgrader's tables where they are missing, with the version that its upgrades go by.

    nbgrader itself asks the program `alembic` for the version, and leaves a gradebook without one where that is not
    found.
    """
    from alembic.migration import MigrationContext
    from alembic.script import ScriptDirectory
    from nbgrader.api import Base
    from nbgrader.dbutil import ALEMBIC_DIR
    from sqlalchemy import create_engine

    engine = create_engine(url)
    try:
        Base.metadata.create_all(engine)
        with engine.begin() as connection:
            context = MigrationContext.configure(connection)
            if context.get_current_revision() is None:
                context.stamp(ScriptDirectory(ALEMBIC_DIR), "head")
    finally:
        engine.dispose()
