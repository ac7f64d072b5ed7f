"""The key: 100 over the difference in percentage points."""

from typing import Any

from vertebra.models.experiments import question_scenes as scenes


def key(values: dict[str, Any]) -> float:
    """100 over the difference in percentage points."""
    return scenes.number_needed(values)


def mistakes(values: dict[str, Any]) -> dict[str, float]:
    """One over the relative gain, and one over the treated group's share."""
    return scenes.number_needed_mistakes(values)
