"""The curves of a balloon up to some volume, before or after the endplate begins to move."""

import random
from typing import Any

from vertebra.models.experiments import question_scenes as scenes
from vertebra.views import question_pictures as pictures


def generate(rng: random.Random) -> dict[str, Any]:
    """How dense the bone is, how much room there is, and how far the balloons are filled."""
    density, half_mm, now_ml = rng.randrange(60, 111, 5), rng.randrange(60, 82) / 10, rng.randrange(6, 32) / 10
    inflation = scenes.inflation(density, half_mm, now_ml)
    return {
        "age_years": rng.randrange(66, 84),
        "_density": density,
        "_half_mm": half_mm,
        "now_ml": now_ml,
        "pressure": f"{float(inflation.pressure_mpa[-1]):.1f}",
        "lift": f"{float(inflation.lift_mm[-1]):.1f}",
    }


def picture(values: dict[str, Any]) -> Any:
    """Pressure and lift so far."""
    inflation = scenes.inflation(values["_density"], values["_half_mm"], values["now_ml"])
    return pictures.inflation_picture(inflation.volume_ml, inflation.pressure_mpa, inflation.lift_mm)
