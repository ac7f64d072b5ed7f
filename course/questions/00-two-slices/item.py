"""Two slices of a spine at the same scale."""

import random
from typing import Any

from vertebra import tables
from vertebra.models import anatomy
from vertebra.patient import Patient
from vertebra.views import question_slices as slices

CHEST, LUMBAR = ("T7", "T8", "T9"), ("L3", "L4", "L5")


def generate(rng: random.Random) -> dict[str, Any]:
    """A person, and two levels of the chest or of the lumbar spine."""
    answer = rng.choice(["ab", "ba", "chest", "lumbar"])
    levels = {
        "ab": [rng.choice(CHEST), rng.choice(LUMBAR)],
        "ba": [rng.choice(LUMBAR), rng.choice(CHEST)],
        "chest": rng.sample(CHEST, 2),
        "lumbar": rng.sample(LUMBAR, 2),
    }[answer]
    pedicles = tables.table("pedicles")
    words = [f"pedicles of {float(pedicles.row('level', level)['width_mm']):.0f} mm." for level in levels]
    return {
        "_answer": answer,
        "_levels": levels,
        "_seed": rng.randrange(1, 10_000),
        "words_a": words[0],
        "words_b": words[1],
    }


def picture(values: dict[str, Any]) -> Any:
    """Both slices at the height of their pedicles."""
    patient = Patient(70, "female", t_score=-2.2, seed=values["_seed"])
    bodies = {name: anatomy.build(patient, level, 2.0) for name, level in zip("AB", values["_levels"], strict=True)}
    return slices.axial_pair_picture(bodies, values["_seed"])
