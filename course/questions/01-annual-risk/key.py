"""The key: the rate per 1000 in a year: the rate shown, times what the model makes of the Z-score."""

from typing import Any

from vertebra.models.epidemiology import risk


def key(values: dict[str, Any]) -> float:
    """The rate per 1000 in a year: the rate shown, times what the model makes of the Z-score."""
    average, own = (
        risk.annual_incidence(values["_age_years"], values["_sex"], z).value for z in (0, values["z_score"])
    )
    return values["average_per_1000"] * own / average


def mistakes(values: dict[str, Any]) -> dict[str, float]:
    """A product for a power, one step only, T for Z, and the wrong direction."""
    average, per_sd = values["average_per_1000"], values["rr"]
    return {
        "linear": average * per_sd * -values["z_score"],
        "once": average * per_sd,
        "with-t": average * per_sd ** -values["t_score"],
        "upside-down": average * per_sd ** values["z_score"],
    }
