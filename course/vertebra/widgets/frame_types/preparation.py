"""Frames and controls of what comes before the needle: drugs that thin the blood, and scatter."""

from typing import TypedDict

from vertebra.widgets.frame_types.common import Choice, Floats, MeterValue, Pair, Place


class AntithromboticFrame(TypedDict):
    """`AntithromboticPlanner`; times in hours, `left` the fraction of the effect at `hours`."""

    drug: str
    reason: str
    clearance: float
    last: float
    inr: float
    platelets: float
    bleeding: str
    pause_h: float
    wait_h: float
    restart_h: Pair
    ready: bool
    blockers: list[str]
    cautions: list[str]
    bridge: bool
    hours: list[float]
    left: list[float]
    readouts: list[MeterValue]
    advice: list[Choice]
    drugs: list[Choice]
    reasons: list[Choice]
    risks: list[Choice]
    min_platelets: float


class AntithromboticControls(TypedDict):
    """Actions of `AntithromboticPlanner`."""

    drug: str
    reason: str
    clearance: float
    last: float
    inr: float
    platelets: float
    bleeding: str


class ScatterFrame(TypedDict):
    """`ScatterExplorer`; centimetres and degrees, `map` decadic logarithms in `shape` rows and columns."""

    angle: float
    distance: float
    along: float
    apron: bool
    collar: bool
    glasses: bool
    shield: bool
    readouts: list[MeterValue]
    eyes: float
    hands: float
    across: Pair
    height: Pair
    shape: tuple[int, int]
    range: Pair
    trunk: Place
    person: Place
    spine: float
    reach: float
    map: Floats


class ScatterControls(TypedDict):
    """Actions of `ScatterExplorer`."""

    angle: float
    distance: float
    along: float
    apron: bool
    collar: bool
    glasses: bool
    shield: bool
