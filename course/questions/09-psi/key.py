"""The key: megapascals."""

from typing import Any

PSI_PER_MPA = 145.0


def key(values: dict[str, Any]) -> float:
    """Megapascals."""
    return values["psi"] / PSI_PER_MPA


def mistakes(values: dict[str, Any]) -> dict[str, float]:
    """The wrong way round."""
    return {"times": values["psi"] * PSI_PER_MPA}
