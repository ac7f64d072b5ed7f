"""Pounds a square inch into megapascals."""

import random
from typing import Any

PSI_PER_MPA = 145.0


def generate(rng: random.Random) -> dict[str, Any]:
    """A gauge between 60 and 390."""
    return {"psi": rng.randrange(60, 391, 5)}


def key(values: dict[str, Any]) -> float:
    """Megapascals."""
    return values["psi"] / PSI_PER_MPA


def mistakes(values: dict[str, Any]) -> dict[str, float]:
    """The wrong way round."""
    return {"times": values["psi"] * PSI_PER_MPA}
