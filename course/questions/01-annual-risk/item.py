"""A yearly rate for someone whose density is not average for their age."""

import random
from typing import Any

PER_SD = 2.3


def generate(rng: random.Random) -> dict[str, Any]:
    """Age, sex and a Z-score below the mean for age; the rate at average density rises with age."""
    female = rng.random() < 0.6
    age_years = rng.randrange(60, 80)
    average = (9 if female else 5) * 2 ** ((age_years - 65) / 9)
    z = rng.choice([-0.5, -1.5, -1.8, -2.0, -2.2, -2.5])
    return {
        "group": f"{'women' if female else 'men'} of {age_years}",
        "who": f"A {'woman' if female else 'man'} of {age_years}",
        "average_per_1000": max(3, round(average)),
        "z_text": f"{z:+.1f}".replace("-", "−"),
        "t_text": f"{z - (age_years - 35) / 28:+.1f}".replace("-", "−"),
        "_z": z,
        "_t": round(z - (age_years - 35) / 28, 1),
    }


def key(values: dict[str, Any]) -> float:
    """The rate per 1000 in a year."""
    return values["average_per_1000"] * PER_SD ** -values["_z"]


def mistakes(values: dict[str, Any]) -> dict[str, float]:
    """A product for a power, one step only, T for Z, and the wrong direction."""
    average = values["average_per_1000"]
    return {
        "linear": average * PER_SD * -values["_z"],
        "once": average * PER_SD,
        "with-t": average * PER_SD ** -values["_t"],
        "upside-down": average * PER_SD ** values["_z"],
    }
