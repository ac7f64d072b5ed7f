"""The key: mL/min."""

from typing import Any

UMOL_PER_MG_DL = 88.4


def key(values: dict[str, Any]) -> float:
    """mL/min."""
    plain = (140 - values["age_years"]) * values["weight_kg"] / (72 * values["creatinine_umol"] / UMOL_PER_MG_DL)
    return plain * (0.85 if values["person"] == "woman" else 1.0)


def mistakes(values: dict[str, Any]) -> dict[str, float]:
    """The factor of the other sex; the creatinine in the wrong unit."""
    right = key(values)
    other = right / 0.85 if values["person"] == "woman" else right * 0.85
    return {"sex": other, "unit": right / UMOL_PER_MG_DL}
