"""A T-score from a density and two reference groups, of which only one is asked for."""

import random
from typing import Any

from vertebra import tables
from vertebra.models import bone

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
