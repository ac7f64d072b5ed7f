"""The key: the same factor a minute."""

from typing import Any


def key(values: dict[str, Any]) -> float:
    """The same factor a minute."""
    run = values["second_min"] - values["first_min"]
    later = values["asked_min"] - values["second_min"]
    return values["second_pa_s"] * (values["second_pa_s"] / values["first_pa_s"]) ** (later / run)


def mistakes(values: dict[str, Any]) -> dict[str, float]:
    """The straight line."""
    slope = (values["second_pa_s"] - values["first_pa_s"]) / (values["second_min"] - values["first_min"])
    return {"linear": values["second_pa_s"] + slope * (values["asked_min"] - values["second_min"])}
