"""A T-score from a density and two reference groups, of which only one is asked for."""

import random
from typing import Any

import numpy as np

from vertebra import tables
from vertebra.models import bone
from vertebra.views import question_pictures as pictures
from vertebra.views import style

SEX = "female"


def generate(rng: random.Random) -> dict[str, Any]:
    """A woman past the menopause, with the course's reference data, whose T and Z differ enough to be told apart."""
    age_years = rng.randrange(58, 80)
    mean, sd = tables.value("dxa_l1_l4_young_mean_women_g_cm2"), tables.value("dxa_l1_l4_young_sd_women_g_cm2")
    own = bone.areal_reference(age_years, SEX)
    return {
        "age_years": age_years,
        "bmd_g_cm2": round(mean - rng.randrange(110, 340) / 100 * sd, 3),
        "young_mean_g_cm2": round(mean, 3),
        "young_sd_g_cm2": round(sd, 3),
        "age_mean_g_cm2": round(own.mean, 3),
        "age_sd_g_cm2": round(own.sd, 3),
    }


def picture(values: dict[str, Any]) -> Any:
    """The densities of women by age, and hers."""
    ages = np.arange(20, 90)
    known = [bone.areal_reference(float(age), SEX) for age in ages]
    mean, sd = np.array([one.mean for one in known]), np.array([one.sd for one in known])
    figure = pictures.curve_picture(
        [("mean", ages, mean), ("mean − 1 SD", ages, mean - sd), ("mean + 1 SD", ages, mean + sd)],
        "Age, years",
        "Density L1 to L4, g/cm²",
    )
    figure.axes[0].plot(values["age_years"], values["bmd_g_cm2"], "o", markersize=8, color=style.INK)
    return pictures.with_lines(
        figure,
        [
            f"L1 to L4: {values['bmd_g_cm2']:.3f} g/cm²",
            f"Women of 20 to 29: mean {values['young_mean_g_cm2']:.3f}, SD {values['young_sd_g_cm2']:.3f}",
            f"Women of {values['age_years']}: mean {values['age_mean_g_cm2']:.3f}, SD {values['age_sd_g_cm2']:.3f}",
        ],
    )
