"""A row of the panel of meters that widgets show beside their picture."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any


def meter(
    key: str,
    name: str,
    value: float,
    text: str,
    low: float,
    high: float,
    limits: Sequence[dict[str, Any]] = (),
    verdict: str = "",
    grave: bool = False,
) -> dict[str, Any]:
    """One quantity as a meter shows it.

    Parameters
    ----------
    key : str
        What is measured, in a word that stays when `name` is reworded or translated.
    name : str
        The same for people.
    value, low, high : float
        Where the needle stands, and the ends of the scale, in the unit of `text`.
    text : str
        The value with its unit.
    limits : sequence of {"at": float, "text": str}
        Marks on the scale.
    verdict : str
        What the value means.
    grave : bool
        Whether the verdict warns.
    """
    return {
        "key": key,
        "name": name,
        "value": value,
        "text": text,
        "low": low,
        "high": high,
        "limits": list(limits),
        "verdict": verdict,
        "grave": grave,
    }
