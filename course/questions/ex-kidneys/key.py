"""The key: the band in which the clearance lies."""

from typing import Any

UMOL_PER_MG_DL = 88.4
BANDS = {"specialist": (0.0, 30.0), "work-up": (30.0, 35.0), "give": (35.0, 200.0)}
CLEAR_ML_MIN = 0.7
"""How far the clearance stays from a limit."""


def clearance(values: dict[str, Any]) -> float:
    """The clearance by Cockcroft and Gault, mL/min."""
    creatinine = values["creatinine_umol"] / UMOL_PER_MG_DL
    return (140 - values["age_years"]) * values["weight_kg"] * 0.85 / (72 * creatinine)


def key(values: dict[str, Any]) -> str:
    """The band's option."""
    found = clearance(values)
    return next(name for name, (low, high) in BANDS.items() if low <= found < high)


def accepts(values: dict[str, Any]) -> bool:
    """Whether rounding does not decide."""
    found = clearance(values)
    return min(abs(found - 30), abs(found - 35)) > CLEAR_ML_MIN and 20 < found < 60


def feedback_values(values: dict[str, Any]) -> dict[str, str]:
    """The number, for the feedback."""
    return {
        "why": f"Her clearance is {clearance(values):.0f} mL/min: the limits are about this number, not the creatinine."
    }
