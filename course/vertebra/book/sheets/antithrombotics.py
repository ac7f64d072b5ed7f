"""When an antithrombotic drug is stopped before a vertebra is filled, and when it is taken again, to one scale."""

from vertebra.book import row_tables
from vertebra.book.sheets.page import GRID, INK, INNER_MM, MARGIN_MM, TOP_MM, Page
from vertebra.models.preparation import antithrombotics
from vertebra.models.preparation.antithrombotics import DrugRule

TITLE = "Antithrombotic drugs around the procedure"
SUBTITLE = "Hours from the last dose to the needle, and from the needle to the first dose after it"
NEEDLE_MM = 144.0
"""Where the needle stands."""
MM_PER_HOUR = 0.435
ROW_MM = 6.7
BAR_MM, THIN_MM = 4.6, 1.6
POINTS = 8.0
DAY_H = 24
MAX_DAYS = 7
NO_LIMIT_ML_MIN = 1000.0
"""What the table writes where a clearance has no upper end."""
HOURS_MM = 9.0
"""Room for the number of hours in a bar."""
FEW, UNREAD, BRIDGE = "†", "‡", "§"
"""Marks: few data; quoted, not read at the source; bridged if it is warfarin."""


def draw() -> Page:
    """Return the sheet."""
    page = Page(TITLE, SUBTITLE)
    y = _scale(page, TOP_MM - 4)
    shown = [rule for rule in antithrombotics.rules() if rule.family != "none"]
    top = y
    family = ""
    for rule in shown:
        if rule.family != family:
            family = rule.family
            y = page.text(MARGIN_MM, y + 0.8, f"**{_plural(family)}**", 60, 7.8) + 0.6
        _bar(page, y, rule)
        y += ROW_MM
    page.line(NEEDLE_MM, top - 1, NEEDLE_MM, y, 1.6)
    for days in range(1, MAX_DAYS + 1):
        page.line(_day_mm(days), top, _day_mm(days), y, 0.3, GRID)
    y = _legend(page, y + 1.5, shown)
    _rules(page, y + 2.5)
    return page


def _plural(family: str) -> str:
    return f"{family[0].upper()}{family[1:]}s"


def clearance_text(rule: DrugRule) -> str:
    """Return the range of clearance for which a row holds, empty where it holds for all."""
    low, high = rule.clearance_ml_min
    if low == 0:
        return "" if high >= NO_LIMIT_ML_MIN else f"below {high:g}"
    return f"{low:g} or more" if high >= NO_LIMIT_ML_MIN else f"{low:g} to {high:g}"


def restart_text(rule: DrugRule) -> str:
    """Return when the drug is taken again, in hours after the needle."""
    first, last = rule.restart_h
    return f"{first:g} h" if first == last else f"{first:g} to {last:g} h"


def _scale(page: Page, y: float) -> float:
    page.text(MARGIN_MM, y, "**Drug**, and creatinine clearance in mL/min", 62, POINTS)
    page.text(NEEDLE_MM - 7, y - 0.6, "**needle**", 20, 8.4)
    page.text(NEEDLE_MM + 14, y, "**taken again**", 30, POINTS)
    y += 5
    for days in range(1, MAX_DAYS + 1):
        page.text(_day_mm(days) - 0.9, y - 1.4, f"{days}", 6, 6.6)
    page.text(_day_mm(MAX_DAYS) - 10, y - 1.4, "days", 12, 6.6)
    return y + 1.6


def _day_mm(days: int) -> float:
    return NEEDLE_MM - days * DAY_H * MM_PER_HOUR


def _bar(page: Page, y: float, rule: DrugRule) -> None:
    marks = FEW * rule.few_data + UNREAD * (rule.status != "checked")
    clearance = clearance_text(rule)
    name = f"{rule.drug}, *{clearance}*" if clearance else rule.drug
    page.text(MARGIN_MM + 1, y + 1.2, f"{name} {marks}".rstrip() + page.cited(rule.source), 62, 6.9)
    high = rule.pause_h["high"] * MM_PER_HOUR
    page.rectangle(NEEDLE_MM - high, y + 0.6, high, BAR_MM, "middle", INK)
    inside = high > HOURS_MM
    at = NEEDLE_MM - high + (0.8 if inside else -HOURS_MM)
    page.text(at, y + 1.1, f"**{rule.pause_h['high']:g} h**", 20, POINTS, "middle" if inside else "plain")
    low = rule.pause_h["low"] * MM_PER_HOUR
    page.rectangle(NEEDLE_MM - low, y + 0.6 + BAR_MM - THIN_MM, low, THIN_MM, "dark")
    first, last = (hours * MM_PER_HOUR for hours in rule.restart_h)
    page.rectangle(NEEDLE_MM + first, y + 0.6, max(last - first, 0.8), BAR_MM, "light", INK)
    page.text(NEEDLE_MM + 34, y + 1.2, restart_text(rule), 26, 7.4)


def _legend(page: Page, y: float, shown: list[DrugRule]) -> float:
    page.rectangle(MARGIN_MM, y + 0.4, 6, 2.6, "middle", INK)
    page.text(MARGIN_MM + 7.5, y, "pause before a **high** risk of bleeding: vertebroplasty, kyphoplasty", 140, POINTS)
    y += 4.4
    page.rectangle(MARGIN_MM, y + 1.1, 6, THIN_MM, "dark")
    page.text(MARGIN_MM + 7.5, y, "before a **low** one, such as a facet injection; no bar: no pause", 130, POINTS)
    marks = (
        f"{FEW} few data. {UNREAD} as generally quoted, not read in the source. Two drugs together bleed more than one."
    )
    return page.text(MARGIN_MM, y + 4.4, marks, INNER_MM, POINTS)


def _rules(page: Page, y: float) -> None:
    rows = row_tables.read("antithrombotics_rules").rows
    width = (INNER_MM - 5) / 2
    page.line(MARGIN_MM, y, MARGIN_MM + INNER_MM, y, 1.2)
    bottom = y
    for x, two in ((MARGIN_MM, rows[:2]), (MARGIN_MM + width + 5, rows[2:])):
        at = y + 1.4
        for row in two:
            at = page.text(x, at, f"**{row['what']}.** {row['how']}", width, POINTS) + 0.8
        bottom = max(bottom, at)
    _reasons(page, bottom + 1)


def _reasons(page: Page, y: float) -> None:
    """Whom nobody pauses alone, by the table of reasons."""
    reasons = antithrombotics.reasons().values()
    ask = "; ".join(reason.name + (BRIDGE if reason.bridge else "") for reason in reasons if reason.ask)
    rest = "; ".join(reason.name for reason in reasons if not reason.ask)
    y = page.text(
        MARGIN_MM, y, f"**Nobody stops it without the specialist, and what can wait waits:** {ask}.", INNER_MM, POINTS
    )
    y = page.text(MARGIN_MM, y + 0.8, f"**Paused by the table:** {rest}.", INNER_MM, POINTS)
    page.text(MARGIN_MM, y + 0.8, f"{BRIDGE} With warfarin heparin in between is considered.", INNER_MM, POINTS)
