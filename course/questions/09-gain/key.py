"""The key: per cent of what was lost."""

from typing import Any


def key(values: dict[str, Any]) -> float:
    """Per cent of what was lost."""
    return 100 * (values["after_mm"] - values["broken_mm"]) / (values["before_mm"] - values["broken_mm"])


def mistakes(values: dict[str, Any]) -> dict[str, float]:
    """With full balloons; over the whole height."""
    lost = values["before_mm"] - values["broken_mm"]
    return {
        "full": 100 * (values["full_mm"] - values["broken_mm"]) / lost,
        "whole": 100 * (values["after_mm"] - values["broken_mm"]) / values["before_mm"],
    }
