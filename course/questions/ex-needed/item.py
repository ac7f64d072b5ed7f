"""Counts of a trial, as people."""

import random
from typing import Any

from vertebra.models.experiments import question_scenes as scenes
from vertebra.views import question_pictures as pictures


def generate(rng: random.Random) -> dict[str, Any]:
    """Two groups with a clear difference."""
    return scenes.draw_two_groups(rng, (52, 90), (0.45, 0.62), (0.22, 0.36))


def picture(values: dict[str, Any]) -> Any:
    """Both groups as people."""
    return pictures.people_picture(
        [("can walk to the shops, procedure", values["a"], values["n1"]), ("sham", values["c"], values["n2"])]
    )
