"""A hazard ratio with an interval that is wide about 1, narrow about 1, above it or below it."""

import math
import random
from typing import Any

from vertebra.views import question_pictures as pictures

NORMAL_95 = 1.96
KINDS = {
    "wide": ((120, 190), (40, 52)),
    "raises": ((190, 240), (16, 22)),
    "alike": ((97, 104), (4, 6)),
    "lowers": ((42, 55), (16, 22)),
}
"""Hundredths of the ratio, and of the standard error of its logarithm."""


def generate(rng: random.Random) -> dict[str, Any]:
    """A kind of interval, and one of it."""
    kind = rng.choice(list(KINDS))
    ratio, error = (rng.randrange(*limits) / 100 for limits in KINDS[kind])
    low, high = (round(ratio * math.exp(sign * NORMAL_95 * error), 2) for sign in (-1, 1))
    return {"_kind": kind, "ratio": ratio, "low": low, "high": high}


def picture(values: dict[str, Any]) -> Any:
    """The ratio with its interval."""
    row = ("New fracture", values["ratio"], values["low"], values["high"])
    return pictures.forest_picture([row], "Hazard ratio: fewer, or more with cement", none_at=1.0, log=True)
