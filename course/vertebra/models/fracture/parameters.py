"""The numbers of a collapse, read from `assets/tables/fracture_collapse.csv`."""

from vertebra import cache, tables
from vertebra.arguments import checked
from vertebra.errors import CourseError, check_count
from vertebra.texts import _, pgettext

TABLE = "fracture_collapse"
MIN_GRADE, MAX_GRADE = 0, 3


@cache.CONSTANTS.memoize
def _rows() -> dict[tuple[str, str], str]:
    table = tables.table(TABLE)
    return dict(zip(zip(table.texts("quantity"), table.texts("case"), strict=True), table.texts("value"), strict=True))


@checked
def text(quantity: str, case: str = "") -> str:
    """Return the cell of a quantity in a case, as written.

    Parameters
    ----------
    quantity, case : str
        As in `assets/tables/fracture_collapse.csv`; the case is "" where there is only one.

    Raises
    ------
    CourseError
        For a row that is not there.
    """
    try:
        return _rows()[quantity, case]
    except KeyError:
        raise CourseError(
            _("Table {table} has no row for {quantity}, {case}.").format(
                table=repr(TABLE), quantity=repr(quantity), case=repr(case)
            )
        ) from None


@checked
def value(quantity: str, case: str = "") -> float:
    """Return the number of a quantity in a case, in the unit of its row.

    Parameters
    ----------
    quantity, case : str
        As for `text`.

    Raises
    ------
    CourseError
        For a row that is not there.
    """
    return float(text(quantity, case))


@checked
def height_loss_percent(grade: int) -> float:
    """Return the height (%) that a body of a Genant grade has lost where it is lowest.

    Parameters
    ----------
    grade : int
        0 to 3.

    Raises
    ------
    InputError
        For another grade.

    Source
    ------
    `assets/tables/fracture_collapse.csv`; grades after Genant1993.
    """
    grade = check_count(pgettext("a-grade", "The grade"), grade, MIN_GRADE, MAX_GRADE)
    return value("height_loss", f"grade {grade}")
