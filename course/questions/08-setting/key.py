"""The key: by the model."""

from typing import Any

from vertebra.models.cement import cement_by_name, minutes_left

BODY_C = 37.0


def key(values: dict[str, Any]) -> float:
    """By the model."""
    return minutes_left(cement_by_name("low"), 60 * values["passed_min"], BODY_C)


def mistakes(values: dict[str, Any]) -> dict[str, float]:
    """Without the warmth, and without the past."""
    return {"room": values["setting_min"] - values["passed_min"], "all": values["setting_min"] / 2}
