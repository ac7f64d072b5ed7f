"""The pressures of an injection at both ends of the needle, by the course's model of the cannula."""

import random
from typing import Any

import numpy as np

from vertebra.models.cement import Cannula, cannula_pressure_mpa, newtonian_cement
from vertebra.views import question_pictures as pictures

LENGTH_MM, FLOW_ML_PER_S = 125.0, 0.05
MOST_MPA = 1.6
"""What a hand can give."""
BONE_FRACTION = {"needle": 0.06, "bone": 0.9}
MINUTES = np.linspace(5.0, 10.0, 40)


def generate(rng: random.Random) -> dict[str, Any]:
    """A needle, how fast the cement thickens, and what takes the pressure."""
    values = {
        "_where": rng.choice(list(BONE_FRACTION)),
        "_bore_mm": rng.choice([2.2, 2.4, 2.6]),
        "_doubling_min": rng.choice([1.6, 1.9, 2.2]),
        "ml": rng.randrange(18, 32) / 10,
    }
    syringe, tip = (curve[-1] for curve in pressures(values))
    return values | {"syringe": f"{syringe:.1f}", "tip": f"{tip:.1f}"}


def pressures(values: dict[str, Any]) -> tuple[Any, Any]:
    """Pressure in the syringe and at the tip, minute by minute."""
    cannula = Cannula(values["_bore_mm"] / 2, LENGTH_MM)
    one = cannula_pressure_mpa(newtonian_cement(1.0), 0, FLOW_ML_PER_S, cannula)
    growth = 2 ** ((MINUTES - MINUTES[-1]) / values["_doubling_min"])
    fraction = BONE_FRACTION[values["_where"]]
    # So thick that needle and bone together take what a hand can give at the end.
    viscosity_pa_s = MOST_MPA * (1 - fraction) / one * growth
    needle = one * viscosity_pa_s
    tip = needle * fraction / (1 - fraction)
    return needle + tip, tip


def picture(values: dict[str, Any]) -> Any:
    """Both curves."""
    syringe, tip = pressures(values)
    lines = [("in the syringe", MINUTES, syringe), ("at the tip of the needle", MINUTES, tip)]
    return pictures.curve_picture(lines, "Minutes since mixing", "Pressure, MPa")
