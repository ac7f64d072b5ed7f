"""Pressure and lift of a balloon; the volume at which the endplate begins to move is to be marked."""

import random
from typing import Any

import numpy as np

from vertebra import tables
from vertebra.models.procedure.balloon_inflation import crush_plateau_stress_mpa, inflate
from vertebra.views import question_pictures as pictures


def generate(rng: random.Random) -> dict[str, Any]:
    """How dense the bone is and how much room the balloon has."""
    density, half_mm = rng.randrange(60, 111, 5), rng.randrange(60, 82) / 10
    found = inflation(density, half_mm)
    return {
        "_density": density,
        "_half_mm": half_mm,
        "most_ml": round(float(found.volume_ml[-1]), 1),
        "start_ml": round(start_ml(found), 1),
    }


def inflation(density: float, half_mm: float) -> Any:
    """The course's balloon, filled as far as it goes."""
    return inflate(crush_plateau_stress_mpa(density), half_mm, density, tables.value("balloon_max_ml"), load_n=150.0)


def start_ml(found: Any) -> float:
    """The volume at which the lift leaves zero."""
    moved = np.flatnonzero(np.asarray(found.lift_mm) > 0)
    return float(found.volume_ml[moved[0]]) if len(moved) else 0.0


def picture(values: dict[str, Any]) -> Any:
    """Pressure and lift by volume."""
    found = inflation(values["_density"], values["_half_mm"])
    return pictures.inflation_picture(found.volume_ml, found.pressure_mpa, found.lift_mm)
