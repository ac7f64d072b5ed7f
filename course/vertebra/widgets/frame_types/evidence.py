"""Frames and controls of the explorers of risk and evidence."""

from typing import TypedDict

from vertebra.widgets.frame_types.common import (
    Bytes,
    Floats,
    MeterValue,
    Pair,
    Place,
)


class CascadeFrame(TypedDict):
    """`CascadeExplorer`."""

    years: int
    treatment: str
    given: int
    taken: int
    readouts: list[MeterValue]
    treatments: list[str]
    longest: int
    plain: Floats
    treated: Floats


class CascadeControls(TypedDict):
    """Actions of `CascadeExplorer`."""

    years: int
    treatment: str
    given: int
    taken: int


class RegressionToMeanFrame(TypedDict):
    """`RegressionToMeanExplorer`."""

    door: float
    ritual: float
    effect: float
    means: list[Pair]
    highest: float
    readouts: list[MeterValue]
    entry: Floats
    later: Floats
    treated: Bytes


class RegressionToMeanControls(TypedDict):
    """Actions of `RegressionToMeanExplorer`."""

    door: float
    ritual: float
    effect: float


class RiskFrame(TypedDict):
    """`RiskExplorer`; people are expected, and the low and high end of the interval."""

    age: float
    sex: str
    z: float
    fractures: int
    since: float | None
    years: int
    people: Place
    rate: float
    recent: list[float]
    numbers: list[str]
    last_measured: float
    ages: Floats
    rates: Floats
    low: Floats
    high: Floats
    average: Floats


class RiskControls(TypedDict):
    """Actions of `RiskExplorer`."""

    age: float
    sex: str
    z: float
    fractures: int
    since: float
    years: int


class TrialRow(TypedDict):
    """A trial: its difference with the ends of the interval, and its weight in the pool, None where it is left out."""

    name: str
    blinded: bool
    weight: float | None
    ends: Place
    words: str
    about: str


class ForestFrame(TypedDict):
    """`ForestExplorer`."""

    trials: list[TrialRow]
    pool: Place | None
    poolWords: str
    without: list[tuple[str, float, float, float]]
    model: str
    year: bool
    matters: float
    readouts: list[MeterValue]


class ForestControls(TypedDict):
    """Actions of `ForestExplorer`."""

    toggle: str
    only: str
    model: str
    year: bool
