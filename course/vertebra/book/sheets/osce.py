"""A station of a practical examination (OSCE): what the candidate and the patient read, and a mark scheme to tick.

See decision 0402.
"""

import math

from vertebra.book import row_tables
from vertebra.book.sheets.page import INNER_MM, MARGIN_MM, TOP_MM, Page

SUBTITLE = "Station of a practical examination: for the examiner, who reads the two upper boxes out or cuts them off"
PASS_FRACTION = 0.6
"""The course's own line between pass and fail, with every mark for safety earned; a faculty sets its own."""
POINTS, HEAD_POINTS = 9.8, 10.6
PAD_MM, GAP_MM = 2.0, 3.0
TICK_MM, MARKS_MM = 4.6, 14.0


def stations() -> list[str]:
    """Return the keys of all stations."""
    return [row[row_tables.KEY] for row in row_tables.read("osce").rows]


def scheme(station: str) -> list[dict[str, str]]:
    """Return what earns marks in a station, in order."""
    return [row for row in row_tables.read("osce_marks").rows if row["station"] == station]


def marks(station: str) -> tuple[int, int]:
    """Return the marks of a station in all, and those that are needed to pass."""
    total = sum(int(row["marks"]) for row in scheme(station))
    return total, math.ceil(PASS_FRACTION * total)


def draw(station: str) -> Page:
    """Return the sheet of a station."""
    table = row_tables.read("osce")
    row = table.row(station)
    page = Page(row["title"], SUBTITLE)
    y = page.text(
        MARGIN_MM,
        TOP_MM - 3,
        f"**{table.columns['minutes']}** {row['minutes']}    **{table.columns['objectives']}** {row['objectives']}",
        INNER_MM,
        POINTS,
    )
    y = _box(page, y + 1, table.columns["candidate"], row["candidate"], "middle")
    y = _box(page, y + GAP_MM, table.columns["patient"], row["patient"], "light")
    y = page.text(MARGIN_MM, y + GAP_MM, f"**{table.columns['room']}.** {row['room']}", INNER_MM, POINTS)
    y = _scheme(page, y + GAP_MM, station)
    total, needed = marks(station)
    ending = (
        f"**Sum: ____ of {total}.** Passed from {needed} on, if every line with **!** was earned: a line of the "
        f"course's own, which a faculty sets for itself. **{table.columns['worst']}:** {row['worst']}"
    )
    y = page.text(MARGIN_MM, y + 2, ending, INNER_MM, POINTS)
    page.text(MARGIN_MM, y + 2, "**One sentence of feedback:** " + "_" * 72, INNER_MM, POINTS)
    return page


def _box(page: Page, y: float, head: str, text: str, tone: str) -> float:
    inner = INNER_MM - 2 * PAD_MM
    high = 2 * PAD_MM + page.height(f"**{head}**", inner, HEAD_POINTS) + page.height(text, inner, POINTS) + 0.6
    page.box(MARGIN_MM, y, INNER_MM, high, tone)
    below = page.text(MARGIN_MM + PAD_MM, y + PAD_MM, f"**{head}**", inner, HEAD_POINTS, tone)
    page.text(MARGIN_MM + PAD_MM, below + 0.6, text, inner, POINTS, tone)
    return y + high


def _scheme(page: Page, y: float, station: str) -> float:
    columns = row_tables.read("osce_marks").columns
    width = INNER_MM - MARKS_MM - TICK_MM - 2 * PAD_MM
    left, right = MARGIN_MM + TICK_MM + PAD_MM, MARGIN_MM + INNER_MM - MARKS_MM
    page.text(left, y, f"**{columns['done']}**", width, HEAD_POINTS)
    y = page.text(right, y, f"**{columns['marks']}**", MARKS_MM, HEAD_POINTS) + 0.8
    page.line(MARGIN_MM, y, MARGIN_MM + INNER_MM, y, 1.2)
    for row in scheme(station):
        text = f"**!** {row['done']}" if row["safety"] else row["done"]
        page.rectangle(MARGIN_MM, y + 1.3, TICK_MM - 0.6, TICK_MM - 0.6, "plain", "#14181C")
        page.text(right + PAD_MM, y + 1.1, row["marks"], MARKS_MM - PAD_MM, POINTS)
        y = page.text(left, y + 1.1, text, width, POINTS) + 1.1
        page.line(MARGIN_MM, y, MARGIN_MM + INNER_MM, y)
    return y
