"""A yearly rate for someone whose density is not average for their age."""

import random
from typing import Any

import numpy as np

from vertebra import tables
from vertebra.models import bone
from vertebra.models.epidemiology import risk
from vertebra.views import question_pictures as pictures


def generate(rng: random.Random) -> dict[str, Any]:
    """Age, sex and a Z-score below the mean for age; the rate at average density is the model's."""
    sex = rng.choice(["female", "female", "male"])
    age_years = rng.randrange(62, 82)
    z = rng.choice([-0.5, -1.5, -1.8, -2.0])
    own = bone.areal_reference(age_years, sex)
    per_sd = tables.quantity("vertebral_rr_per_sd")
    return {
        "group": f"{'women' if sex == 'female' else 'men'} of {age_years}",
        "who": f"A {'woman' if sex == 'female' else 'man'} of {age_years}",
        "average_per_1000": round(risk.annual_incidence(age_years, sex).value),
        "z_score": z,
        "t_score": round(bone.t_score(own.mean + z * own.sd), 1),
        "rr": per_sd.value,
        "rr_low": per_sd.low,
        "rr_high": per_sd.high,
        "_age_years": age_years,
        "_sex": sex,
    }


def picture(values: dict[str, Any]) -> Any:
    """The risk by Z-score from 0 down to half a standard deviation, the part that every student is shown."""
    z = np.linspace(-0.45, 1, 60)
    lines = [
        (name, z, values["average_per_1000"] * values[rr] ** -z)
        for name, rr in (("risk", "rr"), ("lower limit", "rr_low"), ("upper limit", "rr_high"))
    ]
    return pictures.curve_picture(lines, "Z-score", "Of 1000 in a year")
