"""The key: length of the time above the limit, on straight lines."""

from typing import Any

import numpy as np

from .item import MINUTES


def key(values: dict[str, Any]) -> float:
    """Length of the time above the limit, on straight lines."""
    fine = np.linspace(0, MINUTES[-1], 150_001)
    above = np.interp(fine, values["minutes"], values["trace_c"]) > values["limit_c"]
    return float(above.mean() * MINUTES[-1])


def mistakes(values: dict[str, Any]) -> dict[str, float]:
    """From the first row above to the last."""
    over = [m for m, t in zip(values["minutes"], values["trace_c"], strict=True) if t > values["limit_c"]]
    return {"rows": float(over[-1] - over[0]) if over else 0.0}
