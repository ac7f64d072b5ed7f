"""Regression to the mean by the correlation between two days."""

import random
from typing import Any

import numpy as np

from vertebra import tables
from vertebra.views import question_pictures as pictures


def generate(rng: random.Random) -> dict[str, Any]:
    """A mean near that of the simulator, a correlation, and a group that was let in on a bad day."""
    mean = round(tables.value("usual_pain_mean_points") + rng.randrange(-8, 9) / 10, 1)
    return {
        "mean": mean,
        "correlation": rng.choice([0.4, 0.5, 0.55, 0.6, 0.65, 0.7]),
        "entry": round(mean + rng.randrange(20, 36) / 10, 1),
    }


def picture(values: dict[str, Any]) -> Any:
    """People on two days, as the simulator has them."""
    draw = np.random.default_rng(round(1000 * values["entry"] + 10 * values["mean"]))
    r, mean = values["correlation"], values["mean"]
    spread = tables.value("usual_pain_sd_points")
    first, other = draw.normal(size=(2, 200))
    second = r * first + np.sqrt(1 - r * r) * other
    days = [np.clip(mean + spread * day, 0, 10) for day in (first, second)]
    return pictures.scatter_cloud_picture(*days, "Pain on the first day", "Pain on another day", mean + spread)
