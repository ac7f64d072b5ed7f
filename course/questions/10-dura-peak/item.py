"""Time above a temperature at the dura, from the heat model's own history."""

import random
from typing import Any

import numpy as np

from vertebra.models.experiments.curing_case import LEAK_ML, curing_case
from vertebra.patient import mrs_a
from vertebra.views import question_pictures as pictures

MINUTES = (0, 1, 2, 3, 4, 5, 6, 8, 10, 15)


def generate(rng: random.Random) -> dict[str, Any]:
    """A case, its temperatures at some minutes, and a limit that the curve crosses twice."""
    volume, leak = rng.choice([(8.0, False), (6.0, True), (4.0, True), (2.0, True), (8.0, True)])
    found = curing_case(mrs_a(), volume, leak, rng.random() < 0.5)
    trace = [round(float(np.interp(60 * m, found.times_s, found.history_c["dura"])), 1) for m in MINUTES]
    low, high = max(trace[0], trace[-1]) + 0.6, max(trace) - 0.4
    return {
        "volume_ml": round(volume),
        "leak": leak,
        "leak_ml": LEAK_ML,
        "minutes": list(MINUTES),
        "trace_c": trace,
        "limit_c": round(low + rng.random() * (high - low), 1),
    }


def picture(values: dict[str, Any]) -> Any:
    """The rows as a curve."""
    line = ("dura", values["minutes"], values["trace_c"])
    limit = {f"{values['limit_c']} °C": values["limit_c"]}
    return pictures.curve_picture([line], "Minutes", "Temperature, °C", levels=limit, points=True)
