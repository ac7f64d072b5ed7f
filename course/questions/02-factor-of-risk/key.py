"""The key: load over strength."""

from typing import Any

from vertebra.models.mechanics.loads import factor_of_risk


def key(values: dict[str, Any]) -> float:
    """Load over strength."""
    return factor_of_risk(values["load_n"], values["strength_n"])


def mistakes(values: dict[str, Any]) -> dict[str, float]:
    """The quotient upside down, and what is left to strength."""
    risk = key(values)
    return {"upside-down": 1 / risk, "reserve": 1 - risk}
