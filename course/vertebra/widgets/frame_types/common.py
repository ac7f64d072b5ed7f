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
    """A criterion, whether it is met (`near`: only just, with little room, or at a price; `open`: not yet judged), why,
    and what it is worth where points are given."""

    name: str
    good: bool
    near: NotRequired[bool]
    words: str
    open: NotRequired[bool]
    points: NotRequired[str]
    criterion: NotRequired[str]


class ScreenLine(TypedDict):
    """A line on a fluoroscopy picture, in shares of its width and height."""

    points: list[list[float]]
    words: str
    colour: str
    beside: str
    dashed: bool
    bare: bool


class FluoroscopyScreen(TypedDict):
    """What is drawn on a fluoroscopy picture."""

    left: str
    right: str
    bar: float
    bar_mm: float
    open: list[float]
    lines: list[ScreenLine]


class CtRodFrame(TypedDict):
    """A needle in a CT stack, or the way that was planned (`kind`); mm."""

    start: list[float]
    end: list[float]
    radius: float
    kind: str


class CtMarkFrame(TypedDict):
    """A place in a CT stack (mm) with its words; `kind` as of `views.ct_stack.CtMark`."""

    place: list[float]
    words: str
    kind: str


class CtStackState(TypedDict):
    """How to draw a CT stack, whose arrays are `ct_grey` and `ct_parts` (`views/ct_stack.py`); mm."""

    spacing: list[float]
    origin: list[float]
    open_at: list[float]
    title: str
    rods: list[CtRodFrame]
    marks: list[CtMarkFrame]
    parts: list[str]
