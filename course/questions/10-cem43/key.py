"""The key: the dose of the plateau."""

from typing import Any

from vertebra.models.heat import cem43_minutes


def key(values: dict[str, Any]) -> float:
    """The dose of the plateau."""
    return cem43_minutes([values["hot_c"]], values["seconds"])


def mistakes(values: dict[str, Any]) -> dict[str, float]:
    """Times the degrees; seconds taken for minutes."""
    return {"linear": values["seconds"] / 60 * (values["hot_c"] - 43), "seconds": 60 * key(values)}
