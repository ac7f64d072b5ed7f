"""Steering a needle as a list of what was done: the same list gives the same needle and the same pictures anywhere.

The needle stands on the bone, a little off and pointing wrongly. It is turned and moved while it is loose, advanced, and looked
at: with one C-arm, that shows one view at a time, or with two (biplane). Every picture counts.
"""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from functools import lru_cache
from typing import Literal

import numpy as np

from vertebra.errors import InputError, check_range
from vertebra.models import anatomy, needle, plan
from vertebra.models.beside import extent_mm
from vertebra.models.needle import Needle, Way
from vertebra.models.vertebroplasty import Verdict
from vertebra.patient import Patient, Vertebra

VERSION = 1
View = Literal["AP", "lateral"]
VIEWS: tuple[View, ...] = ("AP", "lateral")
ARMS = (*VIEWS, "both")
"""What is looked at: one view by one C-arm, or both at once."""
START_MM = 8.0
"""How deep the needle stands at the start: on the bone."""
LOOSE_MM = 6.0
"""So much deeper the needle can still be turned, moved and exchanged."""
OFF = (4.0, -9.0, 3.0, 8.0)
"""How wrong the start is: entry outwards and upwards (mm), angles medially and caudally (degrees), as (out, medial, up, caudal)."""
MOST_DEEDS = 400
MOST_CHANGE = 30.0
ON_TARGET_MM = 6.0
"""A tip as near to the place that was planned counts as there."""
TURNS = ("medial", "caudal", "out", "up")
KINDS = (*TURNS, "advance", "gauge", "way", "look", "shot")


@dataclass(frozen=True)
class Deed:
    """One thing done.

    `amount`: degrees more (medial, caudal), mm more (out, up, advance), or the gauge; `what`: the way, or the view looked at.
    A shot takes one more picture of what is looked at.
    """

    kind: str
    amount: float = 0.0
    what: str = ""

    def __post_init__(self) -> None:
        if self.kind not in KINDS:
            raise InputError(f"The deed {self.kind!r} is not known; give one of {', '.join(KINDS)}.")
        check_range(f"The change {self.kind!r}", self.amount, -MOST_CHANGE, MOST_CHANGE)
        if self.kind == "look" and self.what not in ARMS:
            raise InputError(f"The view {self.what!r} is not here; give {', '.join(ARMS)}.")
        if self.kind == "way" and self.what not in needle.WAYS:
            raise InputError(f"The way is {self.what!r}; give {' or '.join(needle.WAYS)}.")
        if self.kind == "gauge":
            needle.outer_mm(self.amount)


@dataclass(frozen=True)
class Setup:
    """Whose vertebra, through which side, the needle in hand at first, and how wrong it stands (as `OFF`)."""

    patient: Patient
    level: str = "L1"
    side: str = "right"
    gauge: int = 11
    off: tuple[float, float, float, float] = OFF

    @property
    def vertebra(self) -> Vertebra:
        """The bone that is aimed at, before its fracture: a pedicle does not collapse."""
        return bone(self.patient, self.level)


@dataclass(frozen=True)
class State:
    """The needle, what is looked at, how many pictures there have been, and the needle as each view last saw it."""

    needle: Needle
    look: str = "both"
    shots: int = 0
    seen: Mapping[str, Needle] = field(default_factory=dict)

    @property
    def loose(self) -> bool:
        """Whether it can still be turned."""
        return self.needle.depth_mm <= START_MM + LOOSE_MM


@lru_cache(maxsize=4)
def bone(patient: Patient, level: str) -> Vertebra:
    """The vertebra at 1 mm."""
    return anatomy.build(patient, level, 1.0)


@lru_cache(maxsize=16)
def planned(setup: Setup, way: Way = "transpedicular", gauge: int = 11) -> Needle:
    """The needle as it should lie in the end."""
    return needle.suggested(setup.vertebra, setup.side, gauge, way)


def start(setup: Setup) -> State:
    """The needle on the bone, a little off, and both views seen once."""
    return _seen(State(_standing(setup, "transpedicular", setup.gauge)))


def replayed(setup: Setup, deeds: Sequence[Deed]) -> State:
    """The state after `deeds`. InputError for what can't be done."""
    if len(deeds) > MOST_DEEDS:
        raise InputError(f"So many steps ({MOST_DEEDS}) are kept; press R to start again.")
    state = start(setup)
    for deed in deeds:
        state = done(setup, state, deed)
    return state


def done(setup: Setup, state: State, deed: Deed) -> State:
    """The state after one more deed."""
    held = state.needle
    if deed.kind == "look":
        return _seen(replace(state, look=deed.what))
    if deed.kind == "shot":
        return _seen(state)
    if deed.kind == "advance":
        depth = float(np.clip(held.depth_mm + deed.amount, 0, needle.LONGEST_MM))
        return _seen(replace(state, needle=_touching(setup, replace(held, depth_mm=depth))))
    if not state.loose:
        raise InputError("The needle is fast in the bone and can't be turned there; draw it back first.")
    if deed.kind == "way":
        return _seen(replace(state, needle=_standing(setup, deed.what, held.gauge)))  # type: ignore[arg-type]
    return _seen(replace(state, needle=_turned(held, deed)))


def _turned(held: Needle, deed: Deed) -> Needle:
    x, y, z = held.entry_mm
    if deed.kind == "medial":
        return replace(held, medial_deg=held.medial_deg + deed.amount)
    if deed.kind == "caudal":
        return replace(held, caudal_deg=held.caudal_deg + deed.amount)
    if deed.kind == "out":
        return replace(held, entry_mm=(x + needle.SIDES[held.side] * deed.amount, y, z))
    if deed.kind == "up":
        return replace(held, entry_mm=(x, y, z + deed.amount))
    return replace(held, gauge=int(deed.amount))


def _touching(setup: Setup, held: Needle) -> Needle:
    """The same needle, if it has met bone where it would by now: beside a pedicle that is the body, not before its back wall."""
    beside = held.way == "parapedicular" and held.tip_mm[1] < extent_mm(setup.vertebra)[1][0]
    if held.depth_mm > START_MM + LOOSE_MM and not beside:
        needle.margins(setup.vertebra, held)
    return held


def _standing(setup: Setup, way: Way, gauge: int) -> Needle:
    """Where a needle stands at first: beside the planned entry, pointing wrongly."""
    good = planned(setup, way, gauge)
    out, medial, up, caudal = setup.off
    x, y, z = good.entry_mm
    return replace(
        good,
        entry_mm=(x + needle.SIDES[setup.side] * out, y, z + up),
        medial_deg=good.medial_deg + medial,
        caudal_deg=good.caudal_deg - caudal,
        depth_mm=START_MM,
    )


def _seen(state: State) -> State:
    """The state after a picture of each view that is looked at; before the first, of both."""
    now = VIEWS if state.look == "both" or not state.seen else (state.look,)
    return replace(state, shots=state.shots + len(now), seen={**state.seen, **dict.fromkeys(now, state.needle)})


def off_target_mm(setup: Setup, held: Needle) -> float:
    """How far the tip lies from where it was planned to lie, by the same way."""
    goal = planned(setup, held.way, held.gauge).tip_mm
    return float(np.linalg.norm(np.subtract(held.tip_mm, goal)))


def assess(setup: Setup, held: Needle) -> tuple[Verdict, ...]:
    """What a scan says of the needle, one thing each: walls, canal, root, vessels, lung, depth, and the place that was planned."""
    away = off_target_mm(setup, held)
    found = needle.verdicts(setup.vertebra, held)
    return (
        *(Verdict(name, good, words) for name, (good, words) in found.items()),
        Verdict("Planned place", away <= ON_TARGET_MM, f"the tip is {away:.0f} mm from it"),
    )


def saved(setup: Setup, deeds: Sequence[Deed]) -> str:
    """The setting and the deeds as text that `restored` reads."""
    return plan.sealed("needle", VERSION, asdict(setup), [asdict(one) for one in deeds])


def restored(text: str) -> tuple[Setup, tuple[Deed, ...]]:
    """What `saved` wrote. InputError for damage, or for a list of another version of the course."""
    told, deeds = plan.opened(text, "needle", VERSION)
    try:
        someone = plan.person(told.pop("patient"))
        off = tuple(map(float, told.pop("off")))
        return Setup(someone, off=off, **told), tuple(Deed(**one) for one in deeds)  # type: ignore[arg-type]
    except (TypeError, KeyError, ValueError) as error:
        raise InputError(f"The saved procedure holds something that this course does not know ({error}).") from None
