"""The key: the T-score."""

from typing import Any

from vertebra.models import bone


def key(values: dict[str, Any]) -> float:
    """The T-score."""
    return bone.t_score(values["bmd_g_cm2"])


def mistakes(values: dict[str, Any]) -> dict[str, float]:
    """Z for T, the sign lost, and one group's mean with the other's spread."""
    below = values["bmd_g_cm2"] - values["young_mean_g_cm2"]
    return {
        "z-score": (values["bmd_g_cm2"] - values["age_mean_g_cm2"]) / values["age_sd_g_cm2"],
        "sign": -key(values),
        "mixed": below / values["age_sd_g_cm2"],
    }
