"""Frames and controls of the explorers of bones and pictures."""

from typing import TypedDict

from vertebra.widgets.frame_types.common import (
    Bytes,
    Choice,
    Floats,
    FluoroscopyScreen,
    Integers,
    LevelPlace,
    MeterValue,
    Pair,
    Place,
)


class LifeSpacing(TypedDict):
    """Millimetres a pixel, across and up, of two planes."""

    sagittal: list[float]
    coronal: list[float]


class BoneLossFrame(TypedDict):
    """`BoneLossExplorer`."""

    age: float
    sex: str
    menopause: float
    treatment: str
    readouts: list[MeterValue]
    today: float
    treatments: list[str]
    spacing: LifeSpacing
    window: list[float]
    limits: list[float]
    transition: float
    sagittal: Bytes
    coronal: Bytes
    colours: Bytes
    ages: Floats
    density: Floats
    untreated: Floats
    reference: Floats


class BoneLossControls(TypedDict):
    """Actions of `BoneLossExplorer`."""

    age: float
    sex: str
    menopause: float
    treatment: str


class CollapseFrame(TypedDict):
    """`CollapseExplorer`."""

    way: str
    loss: float
    guess: int | None
    readouts: list[MeterValue]
    lines: list[Place]
    origin: list[float]
    spacing: list[float]
    verdict: str
    ways: list[Choice]
    most: float
    grades: list[str]
    plane: Bytes
    colours: Bytes


class CollapseControls(TypedDict):
    """Actions of `CollapseExplorer`."""

    way: str
    loss: float
    guess: int


class HeatFrame(TypedDict):
    """`HeatExplorer`."""

    volume: float
    leak: bool
    blood: bool
    minute: float
    highest: bool
    names: list[str]
    readouts: list[MeterValue]
    volumes: list[float]
    longest: float
    range: Pair
    map_step: float
    minutes: Floats
    histories: Floats
    bands: Floats
    peaks: Bytes
    maps: Bytes
    surface: Floats


class HeatControls(TypedDict):
    """Actions of `HeatExplorer`."""

    volume: float
    leak: bool
    blood: bool
    minute: float
    highest: bool


class LoadStrengthFrame(TypedDict):
    """`LoadStrengthExplorer`."""

    load: float
    forward: float
    density: float
    task: str
    coarse: bool
    strength: float
    readouts: list[MeterValue]
    origin: list[float]
    spacing: list[float]
    tasks: list[Choice]
    most: float
    farthest: float
    plane: Bytes
    failing: Bytes
    heights: Floats
    share: Floats
    colours: Bytes


class LoadStrengthControls(TypedDict):
    """Actions of `LoadStrengthExplorer`."""

    load: float
    forward: float
    task: str
    density: float
    refine: bool


class MriRanges(TypedDict):
    """From where to where the controls go, ms and weeks."""

    tr: Pair
    te: Pair
    ti: Pair
    weeks: Pair


class MriFrame(TypedDict):
    """`MriExplorer`; ti is None for a spin echo."""

    name: str
    tr: float
    te: float
    ti: float | None
    fat: str
    field: float
    weeks: int
    readouts: list[MeterValue]
    presets: list[str]
    places: list[LevelPlace]
    pixel: float
    ranges: MriRanges
    image: Bytes
    times: Floats
    signals: Floats


class MriControls(TypedDict):
    """Actions of `MriExplorer`."""

    preset: str
    tr: float
    te: float
    ti: float | None
    field: float
    weeks: float


class RestorationFrame(TypedDict):
    """`RestorationExplorer`."""

    volume: float
    placement: str
    placements: list[str]
    most: float
    readouts: list[MeterValue]
    volumes: Floats
    strength: Floats
    stiffness: Floats
    image: Bytes


class RestorationControls(TypedDict):
    """Actions of `RestorationExplorer`."""

    volume: float
    placement: str


class KyphosisFrame(TypedDict):
    """`KyphosisExplorer`; breath is the value with the low and high end of its band."""

    level: str
    wedges: list[float]
    top: list[float]
    readouts: list[MeterValue]
    thoracic: int
    levels: list[str]
    before: list[float]
    most: float
    breath: list[Place]
    bodies: Floats
    straight: Floats


class KyphosisControls(TypedDict):
    """Actions of `KyphosisExplorer`."""

    level: str
    wedge: float
    straight: bool


class TechniqueMeters(TypedDict):
    """Meters of both techniques."""

    vertebroplasty: list[MeterValue]
    kyphoplasty: list[MeterValue]


class TechniqueComparisonFrame(TypedDict):
    """`TechniqueComparison`."""

    cement: float
    look: str
    spacing: float
    screen: FluoroscopyScreen | None
    readouts: TechniqueMeters
    most: float
    looks: list[str]
    vertebroplasty: Bytes
    kyphoplasty: Bytes
    volumes: Floats
    kpa_vertebroplasty: Floats
    kpa_kyphoplasty: Floats


class TechniqueComparisonControls(TypedDict):
    """Actions of `TechniqueComparison`."""

    cement: float
    look: str


class ViewerPart(TypedDict):
    """A part of a vertebra."""

    id: int
    name: str


class ViewerFrame(TypedDict):
    """`VertebraViewer`."""

    level: str
    place: Place
    part: int
    untouched: bool
    levels: list[str]
    parts: list[ViewerPart]
    spacing: Place
    origin: Place
    reach: float
    density: Bytes
    labels: Bytes
    places: Floats
    faces: Integers
    of: Bytes


class ViewerControls(TypedDict):
    """Actions of `VertebraViewer`."""

    level: str
    place: Place
    part: int
