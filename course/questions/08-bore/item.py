"""Pressure in a thinner needle by Poiseuille's law, which the course's cannula obeys for a Newtonian fluid."""

import random
from typing import Any

from vertebra.models.cement import Cannula, cannula_pressure_mpa, newtonian_cement

LENGTH_MM, FLOW_ML_PER_S = 125.0, 0.1


def generate(rng: random.Random) -> dict[str, Any]:
    """Two bores, and the pressure in the wide one for a drawn viscosity."""
    wide = rng.choice([2.3, 2.4, 2.5, 2.6])
    thin = rng.choice([1.7, 1.8, 1.9])
    pressure = cannula_pressure_mpa(
        newtonian_cement(rng.randrange(40, 160)), 0, FLOW_ML_PER_S, Cannula(wide / 2, LENGTH_MM)
    )
    return {"wide_mm": wide, "thin_mm": thin, "pressure_mpa": round(pressure, 2)}
