"""The first ten minutes of a complication: what is seen, what it may be, what is done at once, and what then."""

from vertebra.book import row_tables
from vertebra.book.sheets.page import INNER_MM, MARGIN_MM, TOP_MM, Page, sentence

TITLE = "The first ten minutes"
SUBTITLE = "When something goes wrong while a vertebra is being filled with cement, or soon after"
COLUMNS_MM = (48.0, 74.0, 56.0)
"""Widths of what is seen, what is done at once, and what then."""
GAP_MM = 4.0
PAD_MM = 1.6
HEAD_POINTS, POINTS = 8.8, 7.8


def draw() -> Page:
    """Return the sheet."""
    page = Page(TITLE, SUBTITLE)
    y = _always(page, TOP_MM - 3.5)
    y = _heads(page, y + 2.2)
    for row in row_tables.read("emergencies").rows:
        y = _row(page, y, row) + 1.9
    _rules(page, y + 0.8)
    return page


def _always(page: Page, y: float) -> float:
    """What is done in every case, as a chain of boxes."""
    rows = row_tables.read("first_minutes").rows
    width = (INNER_MM - GAP_MM * (len(rows) - 1)) / len(rows)
    inner = width - 2 * PAD_MM
    high = (
        2.4
        + 2 * PAD_MM
        + max(
            page.height(f"**5  {row['what']}**", inner, HEAD_POINTS) + page.height(row["how"], inner, POINTS)
            for row in rows
        )
    )
    for number, row in enumerate(rows):
        x = MARGIN_MM + number * (width + GAP_MM)
        page.box(x, y, width, high, "dark")
        below = page.text(x + PAD_MM, y + PAD_MM, f"**{number + 1}  {row['what']}**", inner, HEAD_POINTS, "dark")
        page.text(x + PAD_MM, below + 0.8, row["how"], inner, POINTS, "dark")
        if number:
            page.arrow(x - GAP_MM + 0.4, y + high / 2, GAP_MM - 0.8)
    return y + high


def _places() -> tuple[float, float, float]:
    first, second, _third = COLUMNS_MM
    return MARGIN_MM, MARGIN_MM + first + GAP_MM, MARGIN_MM + first + second + 2 * GAP_MM


def _heads(page: Page, y: float) -> float:
    columns = row_tables.read("emergencies").columns
    heads = (
        f"**{columns['see']}** and *{columns['think'].lower()}*",
        f"**{columns['first']}**",
        f"**{columns['then']}**",
    )
    for x, width, head in zip(_places(), COLUMNS_MM, heads, strict=True):
        page.text(x + PAD_MM, y, head, width, 8)
    return y + 4.2


def _row(page: Page, y: float, row: dict[str, str]) -> float:
    """One line of the flow: three boxes of one height, joined by arrows."""
    seen, think = (row[name].replace("**", "") for name in ("see", "think"))
    texts = (f"**{sentence(seen)}**\n\n*{sentence(think)}*", sentence(row["first"]), sentence(row["then"]))
    tones = ("middle", "light", "plain")
    high = 2 * PAD_MM + max(
        page.height(text, width - 2 * PAD_MM, POINTS) for text, width in zip(texts, COLUMNS_MM, strict=True)
    )
    for x, width, text, tone in zip(_places(), COLUMNS_MM, texts, tones, strict=True):
        page.box(x, y, width, high, tone)
        page.middle(x + PAD_MM, y, text, width - 2 * PAD_MM, high, POINTS, tone)
        if x > MARGIN_MM:
            page.arrow(x - GAP_MM + 0.4, y + high / 2, GAP_MM - 0.8)
    return y + high


def _rules(page: Page, y: float) -> None:
    """Limits and reminders in two columns."""
    rows = row_tables.read("first_rules").rows
    width = (INNER_MM - GAP_MM) / 2
    for x, two in ((MARGIN_MM, rows[:2]), (MARGIN_MM + width + GAP_MM, rows[2:])):
        at = y
        for row in two:
            at = page.text(x, at, f"**{row['what']}** {row['how']}", width, POINTS) + 0.6
