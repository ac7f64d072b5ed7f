"""The inversion time that nulls fat, by the closed form of the MRI model."""

import random
from typing import Any

from vertebra.models.imaging import mri


def generate(rng: random.Random) -> dict[str, Any]:
    """A T1 as fat has it at 1.5 to 3 T, and a long repetition time."""
    return {"t1_ms": rng.randrange(220, 391, 2), "tr_ms": 500 * rng.randrange(8, 13)}


def key(values: dict[str, Any]) -> float:
    """The inversion time, ms."""
    return mri.null_ti_ms(values["t1_ms"], values["tr_ms"])


def mistakes(values: dict[str, Any]) -> dict[str, float]:
    """T1 itself, and half of it."""
    return {"t1": values["t1_ms"], "half": values["t1_ms"] / 2}
