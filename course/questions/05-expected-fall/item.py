"""Regression to the mean by the correlation between two days."""

import random
from typing import Any

from vertebra import tables


def generate(rng: random.Random) -> dict[str, Any]:
    """A mean near that of the simulator, a correlation, and a group that was let in on a bad day."""
    mean = round(tables.value("usual_pain_mean_points") + rng.randrange(-8, 9) / 10, 1)
    return {
        "mean": mean,
        "correlation": rng.choice([0.4, 0.5, 0.55, 0.6, 0.65, 0.7]),
        "entry": round(mean + rng.randrange(20, 36) / 10, 1),
    }
