"""The curves of a balloon that has come to a wall before it holds what was planned."""

import random
from typing import Any

from vertebra.models.procedure.balloon_inflation import crush_plateau_stress_mpa, inflate
from vertebra.views import question_pictures as pictures


def generate(rng: random.Random) -> dict[str, Any]:
    """How dense the bone is, how much room there is, and how far the balloons are filled."""
    density, half_mm, now_ml = rng.randrange(60, 111, 5), rng.randrange(60, 82) / 10, rng.randrange(14, 26) / 10
    found = _inflation(density, half_mm, now_ml)
    return {
        "_density": density,
        "_half_mm": half_mm,
        "now_ml": now_ml,
        "pressure": f"{float(found.pressure_mpa[-1]):.1f}",
        "lift": f"{float(found.lift_mm[-1]):.1f}",
    }


def _inflation(density: float, half_mm: float, now_ml: float) -> Any:
    return inflate(crush_plateau_stress_mpa(density), half_mm, density, now_ml, load_n=150.0)


def picture(values: dict[str, Any]) -> Any:
    """Pressure and lift so far."""
    found = _inflation(values["_density"], values["_half_mm"], values["now_ml"])
    return pictures.inflation_picture(found.volume_ml, found.pressure_mpa, found.lift_mm)
