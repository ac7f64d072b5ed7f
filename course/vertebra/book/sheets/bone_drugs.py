"""Which drug for the bone: five questions, and a table of what kidneys and heart allow, trials saw, and follows."""

from dataclasses import replace

from vertebra import tables
from vertebra.book import row_tables
from vertebra.book.sheets.page import INK, INNER_MM, MARGIN_MM, TOP_MM, Page
from vertebra.models import case as patient_case
from vertebra.models.case.scoring import follow_up

TITLE = "Which drug for the bone?"
SUBTITLE = "After a vertebral fracture, with or without cement: five questions, then the table"
COLUMNS_MM = (31.0, 12.5, 12.5, 12.5, 12.5, 32.0, 39.0, 34.0)
PAD_MM = 1.2
GAP_MM = 3.0
POINTS = 7.9
STEP_POINTS = 8.2
NOTE_POINTS = 8.4
SYMBOLS = {"yes": ("✓", "light"), "work-up": ("!", "middle"), "no": ("✕", "dark")}
"""How a cell says whether a drug may be given, and its tone: readable in grey and without colour."""


def limits_ml_min() -> tuple[float, float]:
    """Return the two clearances at which the answer changes, the lower first."""
    low = tables.value("teriparatide_min_clearance_ml_min")
    return low, tables.value("zoledronate_min_clearance_ml_min")


def may_have(drug: str) -> tuple[str, str, str, str]:
    """Return "yes", "work-up" or "no": with a clearance below, between and above the limits, and after a heart attack.

    By the rules of the last lesson's case room.
    """
    low, high = limits_ml_min()
    anybody = replace(patient_case.sample_case(0), infarction=False)
    cases = [replace(anybody, clearance_ml_min=ml_min) for ml_min in (low - 1, (low + high) / 2, high + 1)]
    cases.append(replace(anybody, clearance_ml_min=high + 1, infarction=True))
    first, second, third, heart = (_answer(drug, case) for case in cases)
    return first, second, third, heart


def _answer(drug: str, case: patient_case.Case) -> str:
    if drug in patient_case.contraindicated_drugs(case):
        return "no"
    hardly_studied = drug == "romosozumab" and case.clearance_ml_min < tables.value(
        "romosozumab_workup_clearance_ml_min"
    )
    return "work-up" if hardly_studied or "minerals" in follow_up(case, drug) else "yes"


def trial_text(drug: str) -> str:
    """Return what the trial of a drug saw, in Markdown."""
    row = tables.table("treatment_trials").row("treatment", drug)
    years = float(row["duration_years"])
    return (
        f"**{row['control_percent']} → {row['treated_percent']}\u00a0%** in {12 * years:g} months; "
        f"ratio {row['relative_risk']} ({row['relative_risk_low']} to {row['relative_risk_high']})"
        f"{{cite}}`{row['source']}`"
    )


def draw() -> Page:
    """Return the sheet."""
    page = Page(TITLE, SUBTITLE)
    y = _steps(page, TOP_MM - 2)
    y = _heads(page, y + 5)
    for row in row_tables.read("bone_drugs").rows:
        y = _row(page, y, row)
    _notes(page, y + 3)
    return page


def _steps(page: Page, y: float) -> float:
    rows = row_tables.read("bone_drugs_steps").rows
    width = (INNER_MM - GAP_MM * (len(rows) - 1)) / len(rows)
    inner = width - 2 * PAD_MM - 1
    high = 3 + max(
        page.height(f"**{row['what']}**", inner, 8.4) + page.height(row["how"], inner, STEP_POINTS) for row in rows
    )
    for number, row in enumerate(rows):
        x = MARGIN_MM + number * (width + GAP_MM)
        page.box(x, y, width, high, "middle")
        below = page.text(x + PAD_MM + 0.5, y + 1.2, f"**{row['what']}**", inner, 8.4, "middle")
        page.text(x + PAD_MM + 0.5, below + 0.6, row["how"], inner, STEP_POINTS, "middle")
        if number:
            page.arrow(x - GAP_MM + 0.3, y + high / 2, GAP_MM - 0.6)
    return y + high


def _places() -> list[float]:
    return [MARGIN_MM + sum(COLUMNS_MM[:at]) for at in range(len(COLUMNS_MM))]


def _heads(page: Page, y: float) -> float:
    low, high = limits_ml_min()
    columns = row_tables.read("bone_drugs").columns
    places = _places()
    page.text(places[1] + PAD_MM, y, "**Clearance, mL/min**", 40, POINTS)
    page.text(places[4] + PAD_MM, y, "**Heart**", 14, POINTS)
    heads = (
        f"**{columns['drug']}**",
        f"< {low:g}",
        f"{low:g}–{high - 1:g}",
        f"≥ {high:g}",
        "attack or stroke",
        "**New fractures**, placebo → drug",
        f"**{columns['careful']}**",
        f"**{columns['after']}**",
    )
    bottom = max(
        page.text(x + PAD_MM, y + 4.4, head, width - PAD_MM, POINTS)
        for x, width, head in zip(places, COLUMNS_MM, heads, strict=True)
    )
    page.line(MARGIN_MM, bottom, MARGIN_MM + INNER_MM, bottom, 1.2)
    return bottom


def _row(page: Page, y: float, row: dict[str, str]) -> float:
    drug = row[row_tables.KEY]
    places = _places()
    texts = {
        0: f"**{row['drug']}**\n\n{row['given']}",
        5: trial_text(drug),
        6: row["careful"],
        7: row["after"],
    }
    high = 6.0 + max(page.height(text, COLUMNS_MM[at] - 2 * PAD_MM, POINTS) for at, text in texts.items())
    for at, text in texts.items():
        page.text(places[at] + PAD_MM, y + 3.0, text, COLUMNS_MM[at] - 2 * PAD_MM, POINTS)
    for at, answer in enumerate(may_have(drug), 1):
        symbol, tone = SYMBOLS[answer]
        page.rectangle(places[at] + 0.4, y + 0.6, COLUMNS_MM[at] - 0.8, high - 1.2, tone, INK)
        page.text(
            places[at] + COLUMNS_MM[at] / 2 - (1.1 if symbol == "!" else 1.9),
            y + high / 2 - 3,
            f"**{symbol}**",
            8,
            13,
            tone,
        )
    page.line(MARGIN_MM, y + high, MARGIN_MM + INNER_MM, y + high)
    return y + high


def _notes(page: Page, y: float) -> None:
    legend = "**✓** may be given   **!** only after the work-up in the column *careful*   **✕** not to be given"
    y = page.text(MARGIN_MM, y, legend, INNER_MM, NOTE_POINTS)
    kidneys = (
        "Limits: zoledronate {value}`zoledronate_min_clearance_ml_min` {cite}`FDAZoledronate2011`, the same taken for "
        "alendronate; teriparatide: severe kidney disease, taken as below {value}`teriparatide_min_clearance_ml_min` "
        "{cite}`EmaTeriparatide2022`. "
        "Doses {cite}`OsteoporosisCanada2023;TeriparatideLilly;RomosozumabLabel`: check them in your formulary."
    )
    y = page.text(MARGIN_MM, y + 1.6, kidneys, INNER_MM, NOTE_POINTS)
    trials = (
        "The trials had different people and lengths: read each row by itself, not one against the other. Head to "
        "head: teriparatide {value}`vero_teriparatide_percent`, risedronate {value}`vero_risedronate_percent` with a "
        "new vertebral fracture in two years {cite}`Kendler2018`; romosozumab for a year and then alendronate "
        "{value}`arch_romosozumab_percent`, alendronate alone {value}`arch_alendronate_percent` {cite}`Saag2017`."
    )
    y = page.text(MARGIN_MM, y + 1.6, trials, INNER_MM, NOTE_POINTS)
    years = (
        "**Femur.** An atypical fracture after four years of a bisphosphonate: "
        "{quantity}`atypical_femur_per_10000_years`; pain in thigh or groin means a radiograph of both whole femurs "
        "{cite}`Schilcher2015`. **With every drug:** calcium {value}`calcium_intake_women_over_50_mg_day` in all, "
        "vitamin D {quantity}`vitamin_d_supplement_units_day`, strength and balance, no falls {cite}`LeBoff2022`."
    )
    page.text(MARGIN_MM, y + 1.6, years, INNER_MM, NOTE_POINTS)
