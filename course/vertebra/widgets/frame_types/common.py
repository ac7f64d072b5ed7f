"""Parts that frames of several widgets have."""

from typing import NotRequired, TypedDict

import numpy as np
from numpy.typing import NDArray

Bytes = NDArray[np.uint8]
Floats = NDArray[np.float32]
Integers = NDArray[np.uint32]
Pair = tuple[float, float]
Place = tuple[float, float, float]
Choice = tuple[str, str]
"""A value, and what is read for it."""
LevelPlace = tuple[str, float, float]
"""A level, and the row and column of its middle in a picture."""


class MeterLimit(TypedDict):
    """A mark on a meter's bar."""

    at: float
    text: str


class MeterValue(TypedDict):
    """A meter: its value, its bar from `low` to `high`, and a verdict, which may be `grave`."""

    key: str
    name: str
    text: str
    value: float
    low: float
    high: float
    limits: list[MeterLimit]
    verdict: str
    grave: NotRequired[bool]


class AssessmentRow(TypedDict):
    """A criterion, whether it is met, why, and what it is worth where points are given."""

    name: str
    good: bool
    words: str
    points: NotRequired[str]
    criterion: NotRequired[str]


class ScreenLine(TypedDict):
    """A line on a fluoroscopy picture, in shares of its width and height."""

    points: list[list[float]]
    words: str
    colour: str
    beside: str
    dashed: bool


class FluoroscopyScreen(TypedDict):
    """What is drawn on a fluoroscopy picture."""

    left: str
    right: str
    bar: float
    bar_mm: float
    open: list[float]
    lines: list[ScreenLine]
