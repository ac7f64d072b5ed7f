"""Counts of another trial than that of the risk difference: people who could walk without help."""

import random
from typing import Any

from vertebra.models.experiments import question_scenes as scenes
from vertebra.views import question_pictures as pictures


def generate(rng: random.Random) -> dict[str, Any]:
    """Two groups with a clear difference."""
    return scenes.draw_two_groups(rng, (60, 98), (0.5, 0.66), (0.3, 0.42))


def picture(values: dict[str, Any]) -> Any:
    """Both groups as people."""
    return pictures.people_picture(
        [("shopping, with exercise", values["a"], values["n1"]), ("advice alone", values["c"], values["n2"])]
    )
