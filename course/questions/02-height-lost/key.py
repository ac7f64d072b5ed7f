"""The key: the largest loss of a height against the mean of the neighbours, in percent."""

from typing import Any

GRADE_LIMITS_PERCENT = (20.0, 25.0, 40.0)
MIN_LOSS_PERCENT = 3.0
CLEARANCE_PERCENT = 1.6
"""How far a loss stays from a grade's limit: reading errors then change no grade."""


def key(values: dict[str, Any]) -> float:
    """The largest loss of a height against the mean of the neighbours, in percent."""
    return max(_losses(values))


def accepts(values: dict[str, Any]) -> bool:
    """Whether the grade is no matter of luck."""
    loss = key(values)
    return loss > MIN_LOSS_PERCENT and min(abs(loss - limit) for limit in GRADE_LIMITS_PERCENT) > CLEARANCE_PERCENT


def mistakes(values: dict[str, Any]) -> dict[str, float]:
    """The height that is left, and the loss against the body's own back wall."""
    now = values["l1_mm"]
    wrong = {"left": 100 - key(values), "own-back": 100 * (1 - min(now) / now[2])}
    return {name: value for name, value in wrong.items() if abs(value - key(values)) > 5}


def _losses(values: dict[str, Any]) -> list[float]:
    rows = zip(values["l1_mm"], values["t12_mm"], values["l2_mm"], strict=True)
    return [100 * (1 - now / ((above + below) / 2)) for now, above, below in rows]
