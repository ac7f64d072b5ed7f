"""The key: the inversion time, ms."""

from typing import Any

from vertebra.models.imaging import mri


def key(values: dict[str, Any]) -> float:
    """The inversion time, ms."""
    return mri.null_ti_ms(values["t1_ms"], values["tr_ms"])


def mistakes(values: dict[str, Any]) -> dict[str, float]:
    """T1 itself, and half of it."""
    return {"t1": values["t1_ms"], "half": values["t1_ms"] / 2}
