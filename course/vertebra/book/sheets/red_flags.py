"""Red flags: which signs cannot wait, what follows, and what the hand finds at the bedside."""

from vertebra import tables
from vertebra.book import row_tables
from vertebra.book.sheets.page import INNER_MM, MARGIN_MM, TOP_MM, Page, sentence

TITLE = "Red flags in back pain with a vertebral fracture"
SUBTITLE = "Which signs cannot wait for the next appointment, what they may mean, and what is done"
COLUMNS_MM = (66.0, 42.0, 70.0)
GAP_MM = 4.0
PAD_MM = 2.0
POINTS = 9.2
SIGNS = {
    "percussion": "Closed-fist percussion of the spine hurts",
    "supine": "Supine sign: she can't lie flat for pain",
}
"""Names of the bedside signs in `clinical_signs.toml`, and how they are said."""
FIGURES = {
    "sensitivity_percent": "sensitivity",
    "specificity_percent": "specificity",
    "positive_likelihood_ratio": "LR if positive",
    "negative_likelihood_ratio": "LR if negative",
}


def draw() -> Page:
    """Return the sheet."""
    page = Page(TITLE, SUBTITLE)
    y = _flags(page, TOP_MM)
    y = page.text(
        MARGIN_MM,
        y + 0.6,
        "A single flag is a poor test; several together count {cite}`Finucane2020`.",
        INNER_MM,
        POINTS,
    )
    y = _next(page, y + 5)
    _signs(page, y + 5)
    return page


def _flags(page: Page, y: float) -> float:
    table = row_tables.read("red_flags")
    at = MARGIN_MM
    for (_key, head), width in zip(table.columns.items(), COLUMNS_MM, strict=True):
        page.text(at + PAD_MM, y, f"**{head}**", width, 9.4)
        at += width + GAP_MM
    y += 5.2
    for row in table.rows:
        texts = (f"**{sentence(row['flags'])}**", sentence(row["think"]), sentence(row["first"]))
        high = 2 * PAD_MM + max(
            page.height(text, width - 2 * PAD_MM, POINTS) for text, width in zip(texts, COLUMNS_MM, strict=True)
        )
        at = MARGIN_MM
        for text, width, tone in zip(texts, COLUMNS_MM, ("middle", "plain", "light"), strict=True):
            page.box(at, y, width, high, tone)
            page.middle(at + PAD_MM, y, text, width - 2 * PAD_MM, high, POINTS, tone)
            if at > MARGIN_MM:
                page.arrow(at - GAP_MM + 0.4, y + high / 2, GAP_MM - 0.8)
            at += width + GAP_MM
        y += high + 3.2
    return y


def _next(page: Page, y: float) -> float:
    y = page.heading(y, "What follows")
    for row in row_tables.read("red_flags_next").rows:
        page.text(MARGIN_MM, y, f"**{row['what']}**", 44, POINTS)
        y = max(
            page.text(MARGIN_MM + 48, y, row["how"], INNER_MM - 48, POINTS),
            y + page.height(f"**{row['what']}**", 44, POINTS),
        )
        y += 2.6
    return y


def _signs(page: Page, y: float) -> None:
    people = f"{tables.value('langdon_people'):g}"
    y = page.heading(y, "Is the fracture recent? Two signs at the bedside")
    columns = (MARGIN_MM + 84, MARGIN_MM + 110, MARGIN_MM + 136, MARGIN_MM + 162)
    for x, head in zip(columns, FIGURES.values(), strict=True):
        page.text(x, y, f"*{head}*", 26, 7.6)
    y += 4.4
    for name, said in SIGNS.items():
        page.text(MARGIN_MM, y, said, 80, POINTS)
        for x, figure in zip(columns, FIGURES, strict=True):
            page.text(x, y, f"**{{value}}`{name}_{figure}`**", 26, POINTS)
        y += 5.0
    text = (
        f"In {people} people judged by MRI, one study {{cite}}`Langdon2010`. LR, likelihood ratio: the factor by which "
        "the result multiplies the odds that the fracture is recent."
    )
    page.text(MARGIN_MM, y + 0.8, text, INNER_MM, 8.4)
