"""Frames and controls of what comes before the needle: drugs that thin the blood, and scatter."""

from typing import TypedDict

from vertebra.widgets.frame_types.common import AssessmentRow, Choice, Floats, MeterValue, Pair, Place


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


class ConsentRow(TypedDict):
    """An event: people guessed and, once shown, people counted of `out_of` with their interval."""

    event: str
    label: str
    out_of: int
    guess: float | None
    shown: bool
    expected: float | None
    low: float | None
    high: float | None
    without: float | None
    words: str
    verdict: str
    comment: str


class ConsentFrame(TypedDict):
    """`ConsentPeople`; `at` is the row that is open."""

    technique: str
    bodies: int
    age: float
    at: int
    rows: list[ConsentRow]
    techniques: list[Choice]


class ConsentControls(TypedDict):
    """Actions of `ConsentPeople`."""

    technique: str
    bodies: int
    age: float
    at: int
    guess: float | None
    show: bool


class PreparationStep(TypedDict):
    """A step; `done` is its place in the order, from 1, or 0, and `answer` what it found."""

    step: str
    label: str
    done: int
    answer: str


class PreparationFrame(TypedDict):
    """`PreparationExercise`; the orders are None or empty where nothing was decided."""

    number: int
    who: str
    steps: list[PreparationStep]
    verdict: str
    pause_h: float | None
    restart_h: float | None
    antibiotic: str
    lidocaine_ml: float | None
    closed: bool
    rows: list[AssessmentRow]
    passed: int
    saved: str
    verdicts: list[Choice]
    antibiotics: list[Choice]
    pauses_h: list[float]
    restarts_h: list[float]
    max_ml: float


class PreparationControls(TypedDict):
    """Actions of `PreparationExercise`."""

    do: str
    verdict: str
    pause_h: float | None
    restart_h: float | None
    antibiotic: str
    lidocaine_ml: float | None
    close: bool
    next: bool
    load: str
