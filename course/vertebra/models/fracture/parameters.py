"""The numbers of a collapse, read from `assets/tables/fracture_collapse.csv`."""

from vertebra import cache, tables
from vertebra.errors import CourseError
from vertebra.texts import _

TABLE = "fracture_collapse"


@cache.CONSTANTS.memoize
def _rows() -> dict[tuple[str, str], str]:
    table = tables.table(TABLE)
    return dict(zip(zip(table.texts("quantity"), table.texts("case"), strict=True), table.texts("value"), strict=True))


def text(quantity: str, case: str = "") -> str:
    """Cell of `quantity` in `case`, as written."""
    try:
        return _rows()[quantity, case]
    except KeyError:
        raise CourseError(
            _("Table {table} has no row for {quantity}, {case}.").format(
                table=repr(TABLE), quantity=repr(quantity), case=repr(case)
            )
        ) from None


def value(quantity: str, case: str = "") -> float:
    """Number of `quantity` in `case`, in the unit of its row."""
    return float(text(quantity, case))


def height_loss_percent(grade: int) -> float:
    """Height that a body of Genant `grade` (0 to 3) has lost where it is lowest, in percent of its own."""
    return value("height_loss", f"grade {grade}")
