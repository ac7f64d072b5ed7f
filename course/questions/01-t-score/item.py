"""A T-score from a density and two reference groups, of which only one is asked for."""

import random
from typing import Any


def generate(rng: random.Random) -> dict[str, Any]:
    """A woman past the menopause whose T and Z differ enough to be told apart."""
    age_years = rng.randrange(58, 84)
    young_mean = rng.randrange(1030, 1066, 5) / 1000
    young_sd = rng.choice([0.105, 0.11, 0.115, 0.12])
    age_mean = round(young_mean - 0.0045 * (age_years - 35) - rng.randrange(0, 15) / 1000, 3)
    age_sd = rng.choice([0.135, 0.14, 0.145, 0.15])
    bmd = round(young_mean + rng.randrange(-34, -11) / 10 * young_sd + rng.randrange(-3, 4) / 1000, 3)
    return {
        "age_years": age_years,
        "bmd_g_cm2": bmd,
        "young_mean_g_cm2": young_mean,
        "young_sd_g_cm2": young_sd,
        "age_mean_g_cm2": age_mean,
        "age_sd_g_cm2": age_sd,
    }


def key(values: dict[str, Any]) -> float:
    """The T-score, by its definition."""
    return (values["bmd_g_cm2"] - values["young_mean_g_cm2"]) / values["young_sd_g_cm2"]


def mistakes(values: dict[str, Any]) -> dict[str, float]:
    """Z for T, the sign lost, one group's mean with the other's spread, and the loss taken as a share."""
    below = values["bmd_g_cm2"] - values["young_mean_g_cm2"]
    return {
        "z-score": (values["bmd_g_cm2"] - values["age_mean_g_cm2"]) / values["age_sd_g_cm2"],
        "sign": -key(values),
        "mixed": below / values["age_sd_g_cm2"],
        "percent": 10 * below / values["young_mean_g_cm2"],
    }
