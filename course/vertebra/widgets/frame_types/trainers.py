"""Frames and controls of the trainers."""

from typing import NotRequired, TypedDict

from vertebra.widgets.frame_types.common import (
    AssessmentRow,
    Bytes,
    CtStackState,
    Floats,
    FluoroscopyScreen,
    MeterValue,
    Pair,
    Place,
)
from vertebra.widgets.frame_types.patient import PatientFrame


class BalloonFrame(TypedDict):
    """`BalloonTrainer`."""

    volume: float
    reached: float
    pressure: float
    out: bool
    lies: str
    placement: str
    look: str
    screen: FluoroscopyScreen
    patient: PatientFrame
    readouts: list[MeterValue]
    steps: int
    scanned: bool
    filled: bool
    set: bool
    summary: str
    level: str
    verdicts: list[AssessmentRow]
    saved: str
    ct: CtStackState | None
    ct_grey: NotRequired[Bytes]
    ct_parts: NotRequired[Bytes]
    loads: list[str]
    placements: list[str]
    most: float
    limit: float
    spacing: float
    image: Bytes
    cut: Bytes
    broken: Bytes
    volumes: Floats
    pressures: Floats
    lifts: Floats


class BalloonControls(TypedDict):
    """Actions of `BalloonTrainer`."""

    volume: float
    down: bool
    cement: float
    wait: float
    lies: str
    placement: str
    look: str
    scan: bool
    load: str


class CementFrame(TypedDict):
    """`CementTrainer`."""

    view: str
    flow: float
    scanned: bool
    depth: float
    side: int
    set: bool
    patient: PatientFrame
    readouts: list[MeterValue]
    time: float
    steps: int
    pressure: float
    bone: float
    ml: float
    summary: str
    level: str
    verdicts: list[AssessmentRow]
    saved: str
    cleft: bool
    empty: bool
    limit: float
    flows: list[float]
    image: Bytes
    ct: CtStackState | None
    ct_grey: NotRequired[Bytes]
    ct_parts: NotRequired[Bytes]


class CementControls(TypedDict):
    """Actions of `CementTrainer`."""

    inject: float
    wait: float
    move: float
    side: int
    flow: float
    view: str
    cleft: bool
    scan: bool
    load: str


class Moves(TypedDict):
    """The most by which arm and table move, degrees and mm."""

    rotation: float
    tilt: float
    across: float
    height: float
    along: float


class CArmFrame(TypedDict):
    """`CArmTrainer`."""

    rotation: float
    tilt: float
    across: float
    height: float
    along: float
    wide: float
    high: float
    quality: str
    rate: float
    pulses: int
    fine: bool
    held: bool
    hinting: bool
    view: str
    hint: str
    hint_price: int
    claimed: int
    readouts: list[MeterValue]
    verdicts: list[AssessmentRow]
    screen: FluoroscopyScreen
    most: Moves
    least: float
    rates: list[float]
    qualities: list[str]
    image: Bytes


class CArmControls(TypedDict):
    """Actions of `CArmTrainer`."""

    rotation: float
    tilt: float
    across: float
    height: float
    along: float
    wide: float
    high: float
    quality: str
    rate: float
    pulses: int
    shot: bool
    refine: bool
    hint: bool
    claim: bool


class Handles(TypedDict):
    """Where (column, row) a picture has the needle's entry, tip, aim, hub and the end of its line, and the mark."""

    entry: Pair
    tip: Pair
    aim: Pair
    mark: Pair
    hub: Pair
    ahead: Pair


class HandlesByView(TypedDict):
    """The handles of both pictures."""

    AP: Handles
    lateral: Handles


class ShaftByView(TypedDict):
    """How wide the needle is on each picture, in its pixels."""

    AP: float
    lateral: float


class NeedleFrame(TypedDict):
    """`NeedleTrainer`."""

    medial: float
    caudal: float
    depth: float
    shots: int
    gauge: int
    way: str
    look: str
    scanned: bool
    patient: PatientFrame
    warning: str
    verdicts: list[AssessmentRow]
    wall: float | None
    loose: bool
    side: int
    shaft: ShaftByView
    target: Place | None
    steps: int
    marked: bool
    saved: str
    held: list[str]
    marks: HandlesByView
    ways: list[str]
    gauges: list[int]
    looks: list[str]
    AP: Bytes
    lateral: Bytes
    ct: CtStackState | None
    ct_grey: NotRequired[Bytes]
    ct_parts: NotRequired[Bytes]


class Pull(TypedDict):
    """A handle (mark, tip or aim) dragged in a picture."""

    view: str
    what: str
    column: float
    row: float


class NeedleControls(TypedDict):
    """Actions of `NeedleTrainer`."""

    medial: float
    caudal: float
    out: float
    up: float
    advance: float
    gauge: int
    way: str
    look: str
    shot: bool
    scan: bool
    target: Place
    mark: Place
    pull: Pull
    load: str
    turn: Pair
    move: Pair
