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


def key(values: dict[str, Any]) -> float:
    """The mean of all, and what the correlation leaves of the group's distance from it."""
    return values["mean"] + values["correlation"] * (values["entry"] - values["mean"])


def mistakes(values: dict[str, Any]) -> dict[str, float]:
    """No fall, a fall to the mean of all, and the pain itself multiplied."""
    wrong = {
        "no-fall": values["entry"],
        "to-the-mean": values["mean"],
        "times": values["correlation"] * values["entry"],
    }
    return {name: value for name, value in wrong.items() if abs(value - key(values)) > 0.3}
