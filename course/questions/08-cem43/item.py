"""CEM43 of a plateau, by the course's own function."""

import random
from typing import Any

from vertebra.models.heat import cem43_minutes


def generate(rng: random.Random) -> dict[str, Any]:
    """A temperature and a time."""
    return {"hot_c": rng.randrange(45, 53), "seconds": rng.choice([10, 15, 20, 30, 45, 90])}


def key(values: dict[str, Any]) -> float:
    """The dose of the plateau."""
    return cem43_minutes([values["hot_c"]], values["seconds"])


def mistakes(values: dict[str, Any]) -> dict[str, float]:
    """Times the degrees; seconds taken for minutes."""
    return {"linear": values["seconds"] / 60 * (values["hot_c"] - 43), "seconds": 60 * key(values)}
