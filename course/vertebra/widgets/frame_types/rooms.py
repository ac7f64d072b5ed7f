"""Frames and controls of the case room, the reading room and the decision sheet."""

from typing import NotRequired, TypedDict

from vertebra.widgets.frame_types.common import Bytes, Choice, LevelPlace, Pair
from vertebra.widgets.frame_types.patient import PatientFrame


class CaseOption(TypedDict):
    """Something that can be done in a stage; `done` is its place among what was done, from 1, or 0."""

    kind: str
    what: str
    words: str
    done: int
    answer: str


class CaseStage(TypedDict):
    """A stage of a case."""

    name: str
    intro: str
    groups: list[list[CaseOption]]
    count: int


class CasePart(TypedDict):
    """What a stage was worth."""

    stage: str
    name: str
    share: float
    weight: float
    words: list[str]


class CaseRoomFrame(TypedDict):
    """`CaseRoom`; its pictures stand under the names of their sequences."""

    number: int
    who: str
    at: int
    closed: bool
    level: str
    stages: list[CaseStage]
    log: list[str]
    event: str
    emergency: str
    patient: PatientFrame | None
    pictures: bool
    graded: bool
    parts: list[CasePart]
    truth: str
    spared: str
    total: int
    saved: str
    sequences: NotRequired[list[str]]
    told: NotRequired[dict[str, str]]
    places: NotRequired[list[LevelPlace]]
    T1: NotRequired[Bytes]
    T2: NotRequired[Bytes]
    STIR: NotRequired[Bytes]


class CaseRoomControls(TypedDict):
    """Actions of `CaseRoom`; `do` is a kind and an option."""

    do: Choice
    file: bool
    stage: int
    close: bool
    load: str
    next: bool


class ReadingRoomFrame(TypedDict):
    """`ReadingRoom`; a mark is whether a judgement was right, None while there is none. The pictures of a teacher's own
    case stand under the names in `panes`, and `stem` in place of a patient."""

    at: int
    level: str
    said: str | None
    marks: list[bool | None]
    pixel: float
    score: str
    patient: str
    stem: str
    licence: str
    sequences: list[str]
    panes: list[str]
    told: dict[str, str]
    places: list[LevelPlace]
    choices: list[Choice]
    T1: NotRequired[Bytes]
    T2: NotRequired[Bytes]
    STIR: NotRequired[Bytes]
    own1: NotRequired[Bytes]
    own2: NotRequired[Bytes]
    own3: NotRequired[Bytes]


class ReadingRoomControls(TypedDict):
    """Actions of `ReadingRoom`."""

    case: int
    say: str
    more: bool


People = tuple[float | None, float | None]


class SheetRow(TypedDict):
    """An outcome: people in 100 with cement and without, as the learner said and as the trials found."""

    name: str
    people: str
    said: People
    found: Pair | None
    words: str
    verdict: str


class DecisionSheetFrame(TypedDict):
    """`DecisionSheet`."""

    rows: list[SheetRow]
    at: int
    compared: bool
    matters: str
    decided: str
    page: str


DecisionSheetControls = TypedDict(
    "DecisionSheetControls",
    {"at": int, "with": float | None, "without": float | None, "compare": bool, "matters": str, "decided": str},
)
"""Actions of `DecisionSheet`."""
