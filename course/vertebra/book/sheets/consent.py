"""Consent in 100 people: what cement may bring, against a sham and against care, and what it may do."""

from dataclasses import dataclass
from math import log10

from matplotlib.patches import Circle, FancyBboxPatch

from vertebra import tables
from vertebra.book import row_tables
from vertebra.book.sheets.page import DARK, GRID, INK, INNER_MM, MARGIN_MM, MIDDLE, PAPER, TOP_MM, Page
from vertebra.models.epidemiology.complications import Complication, complications, counted
from vertebra.models.epidemiology.meta_analysis import PooledEffect, Trial, pool_trials, trials

TITLE = "Consent: vertebroplasty in 100 people"
SUBTITLE = "For the conversation before a vertebroplasty: what it may bring, what it may do, and how sure anybody is"
PEOPLE, PER_ROW = 100, 20
ICON_MM = 4.5
POINTS = 8.2
TICKS = {0.01: "1 in 10,000", 0.1: "1 in 1000", 1.0: "1 in 100", 10.0: "1 in 10", 100.0: "all"}
RARE_PERCENT = 1.5
"""What is rarer is shown among a thousand."""


@dataclass(frozen=True)
class Pair:
    """One outcome in two groups of a trial."""

    heading: str
    people: str
    first: tuple[str, Complication]
    second: tuple[str, Complication]


def pairs() -> tuple[Pair, Pair]:
    """Return what was counted in groups: little pain (cement, sham), and new fractures (cement, no cement)."""
    pain = _two("VAPOUR", "observed")
    fractures = _two("VERTOS II", "observed")
    return (
        Pair(
            "Little pain after two weeks (below 4 of 10)",
            "the sham-controlled trial most in favour: severe pain for at most six weeks",
            ("with cement", pain[0]),
            ("with a sham procedure", pain[1]),
        ),
        Pair(
            "A new vertebral fracture within a year",
            "an open trial; the difference may be chance",
            ("with cement", fractures[0]),
            ("without", fractures[1]),
        ),
    )


def _two(trial: str, analysis: str) -> tuple[Complication, Complication]:
    row = next(row for row in _rows() if row["trial"] == trial and row["analysis"] == analysis)
    return (
        counted("treated", row["events_treated"], row["n_treated"], "people", row["source"]),
        counted("control", row["events_control"], row["n_control"], "people", row["source"]),
    )


def _rows() -> list[dict[str, str]]:
    table = tables.table("trial_counts")
    return [{name: cells[at] for name, cells in table.columns.items()} for at in range(len(table))]


def harms() -> list[Complication]:
    """Return the complications that are shown, as in the lessons."""
    return complications()


def sham_pool() -> tuple[list[Trial], PooledEffect]:
    """Return the sham-controlled trials, each at its earliest date, and their pool, as lesson 05 has them."""
    sham = trials("sham")
    return sham, pool_trials(sham)


def draw() -> Page:
    """Return the sheet."""
    page = Page(TITLE, SUBTITLE)
    y = TOP_MM - 3
    for pair in pairs():
        y = _pair(page, y, pair) + 1.6
    y = _pool(page, y)
    y = _harms(page, y + 2.4)
    _talk(page, y + 1.6)
    return page


def share_text(share: Complication) -> str:
    """Return a share in 100 people, or of a thousand where it is rare, with its interval."""
    of = PEOPLE if share.percent >= RARE_PERCENT else 10 * PEOPLE
    number = of / PEOPLE
    digits = 0 if of == PEOPLE and share.percent >= 5 else 1
    value, low, high = (
        f"{number * percent:.{digits}f}" for percent in (share.percent, share.low_percent, share.high_percent)
    )
    return f"**{value} of {of}** ({low} to {high})"


def _pair(page: Page, y: float, pair: Pair) -> float:
    y = page.heading(y, pair.heading)
    y = page.text(MARGIN_MM, y - 1, f"*{pair.people}*{page.cited(pair.first[1].source)}", INNER_MM, POINTS) + 0.6
    width = INNER_MM / 2
    for at, (label, share) in enumerate((pair.first, pair.second)):
        x = MARGIN_MM + at * width
        text = f"{label}: {share_text(share)}; {share.events} of {share.people}"
        below = page.text(x, y, text, width - 2, 8.4)
        bottom = _icons(page, x, below + 0.8, share)
    return bottom + 1


def _icons(page: Page, x: float, y: float, share: Complication) -> float:
    """A hundred people: dark those counted, grey those whom the interval adds."""
    sure, most = round(share.percent), round(share.high_percent)
    for number in range(PEOPLE):
        colour = DARK if number < sure else MIDDLE if number < most else PAPER
        _person(page, x + number % PER_ROW * ICON_MM, y + number // PER_ROW * (ICON_MM + 1.2), colour)
    page.lowest_mm = max(page.lowest_mm, y + PEOPLE // PER_ROW * (ICON_MM + 1.2))
    return y + PEOPLE // PER_ROW * (ICON_MM + 1.2)


def _person(page: Page, x: float, y: float, colour: str) -> None:
    page.axes.add_patch(Circle((x + 1.5, y + 0.9), 0.8, facecolor=colour, edgecolor=INK, linewidth=0.35))
    body = FancyBboxPatch(
        (x + 0.5, y + 1.95),
        2.0,
        2.6,
        boxstyle="round,pad=0,rounding_size=0.7",
        facecolor=colour,
        edgecolor=INK,
        linewidth=0.35,
    )
    page.axes.add_patch(body)


def _pool(page: Page, y: float) -> float:
    sham, pool = sham_pool()
    enough = tables.value("minimal_important_difference_points")
    people = sum(trial.n for trial in sham)
    names = ", ".join(f"{trial.name} {trial.year}" for trial in sham)
    estimate = pool.pooled
    sources = page.cited(";".join(trial.source for trial in sham))
    text = (
        f"**All sham-controlled trials of pain points together:** pain lower by **{estimate.value:.1f} of 10 points** "
        f"({estimate.low:.1f} to {estimate.high:.1f}) at the first date of each (1 to 12 months), {people} people: "
        f"{names}{sources}. A difference that people notice is about "
        f"{enough:g} points {{cite}}`Buchbinder2018`. In both groups pain fell by more than that "
        f"{{cite}}`Firanescu2018`."
    )
    high = page.height(text, INNER_MM - 4, 8.4) + 3.6
    page.box(MARGIN_MM, y, INNER_MM, high, "light")
    page.text(MARGIN_MM + 2, y + 1.8, text, INNER_MM - 4, 8.4, "light")
    return y + high


def _harms(page: Page, y: float) -> float:
    y = page.heading(y, "What cement may do")
    left, right = MARGIN_MM + 112, MARGIN_MM + INNER_MM - 5
    top = y
    for share in harms():
        page.text(MARGIN_MM, y, f"{share.name}{page.cited(share.source)}", 62, POINTS)
        page.text(MARGIN_MM + 64, y, share_text(share), 46, POINTS)
        _ruler(page, left, right, y + 1.6, share)
        y += 5.6
    for percent, words in TICKS.items():
        x = _place(left, right, percent)
        page.line(x, top, x, y - 0.6, 0.3, GRID)
        page.text(x - 5, y - 0.2, words, 24, 6.2)
    text = "Different series, looked at in different ways: rows can't be added. Bodies, not people, in the first row."
    return page.text(MARGIN_MM, y, f"*{text}*", 96, POINTS)


def _ruler(page: Page, left: float, right: float, y: float, share: Complication) -> None:
    """A share and its interval on a line of powers of ten."""
    page.line(_place(left, right, share.low_percent), y, _place(left, right, share.high_percent), y, 1.6)
    page.axes.plot([_place(left, right, share.percent)], [y], marker="o", markersize=4.5, color=INK)


def _place(left: float, right: float, percent: float) -> float:
    """Where a percentage stands on a line on which each step is ten times the one before."""
    lowest, highest = min(TICKS), max(TICKS)
    return left + (right - left) * log10(percent / lowest) / log10(highest / lowest)


def _talk(page: Page, y: float) -> None:
    y = page.heading(y, "And what is no number")
    for row in row_tables.read("consent").rows:
        y = page.text(MARGIN_MM, y, f"**{row['what']}** {row['how']}", INNER_MM, POINTS) + 1.2
    legend = "Figures: dark, so many were counted; grey, so many more it may be by the 95% interval (Wilson)."
    page.text(MARGIN_MM, y + 0.8, f"*{legend}*", INNER_MM, POINTS)
