"""The formulae of the course on one sheet, with what each letter stands for."""

from vertebra.book import row_tables
from vertebra.book.sheets.page import INK, INNER_MM, MARGIN_MM, TOP_MM, Page

TITLE = "Formulae"
SUBTITLE = "What the quizzes calculate, and what each letter stands for"
GAP_MM = 6.0
FORMULA_POINTS = 9.8
FORMULA_MM = 11.6
POINTS = 7.1


def draw() -> Page:
    """Return the sheet."""
    page = Page(TITLE, SUBTITLE)
    rows = row_tables.read("formulae").rows
    half = (len(rows) + 1) // 2
    width = (INNER_MM - GAP_MM) / 2
    for x, column in ((MARGIN_MM, rows[:half]), (MARGIN_MM + width + GAP_MM, rows[half:])):
        y = TOP_MM - 4
        for row in column:
            y = _entry(page, x, y, width, row) + 2.5
    return page


def _entry(page: Page, x: float, y: float, width: float, row: dict[str, str]) -> float:
    y = page.text(x, y, f"**{row['name']}**", width, 8.6) + 0.5
    page.rectangle(x, y, width, FORMULA_MM, "light")
    page.axes.text(
        x + width / 2,
        y + FORMULA_MM / 2,
        f"${row['formula']}$",
        fontsize=FORMULA_POINTS,
        ha="center",
        va="center",
        color=INK,
    )
    return page.text(x, y + FORMULA_MM + 0.5, row["where"], width, POINTS)
