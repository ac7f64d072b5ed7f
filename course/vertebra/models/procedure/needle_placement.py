"""Steering a needle as a list of what was done: the same list gives the same needle and the same pictures anywhere.

The needle stands on the bone, a little off and pointing wrongly. The place for its tip is marked on the pictures; it is turned
and moved while it is loose, advanced, and looked at: with one C-arm, that shows one view at a time, or with two (biplane).
Every picture counts, and so does when a scan showed the truth.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from functools import lru_cache
from typing import Any, Literal

import numpy as np

from vertebra.errors import InputError, check_range
from vertebra.models import fracture, needle, plan
from vertebra.models.beside import extent_mm
from vertebra.models.needle import Needle, Point, Way
from vertebra.patient import Patient, Vertebra

VERSION = 2
READ = (1, 2)
"""Versions of the list that are read. A list of version 1 has no marks, and doesn't say when a scan was taken."""
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
FARTHEST_MM = 100.0
TURNS = ("medial", "caudal", "out", "up")
AMOUNTS = {"turn": 2, "move": 2, "target": 3}
KINDS = (*TURNS, "turn", "move", "advance", "gauge", "way", "look", "shot", "target", "scan")


@dataclass(frozen=True)
class Deed:
    """One thing done.

    `amount`: degrees more (medial, caudal), mm more (out, up, advance), or the gauge; `what`: the way, or the view looked at.
    `amounts`: of a turn (medial, caudal) degrees more, of a move (out, up) mm more, of a target its place (x, y, z) mm.
    A shot takes one more picture of what is looked at; a scan shows the truth.
    """

    kind: str
    amount: float = 0.0
    what: str = ""
    amounts: tuple[float, ...] = ()

    def __post_init__(self) -> None:
        if self.kind not in KINDS:
            raise InputError(f"The deed {self.kind!r} is not known; give one of {', '.join(KINDS)}.")
        check_range(f"The change {self.kind!r}", self.amount, -MOST_CHANGE, MOST_CHANGE)
        if len(self.amounts) != AMOUNTS.get(self.kind, 0):
            raise InputError(
                f"The deed {self.kind!r} has {len(self.amounts)} amounts; give {AMOUNTS.get(self.kind, 0)}."
            )
        most = FARTHEST_MM if self.kind == "target" else MOST_CHANGE
        checked = tuple(check_range(f"An amount of {self.kind!r}", one, -most, most) for one in self.amounts)
        object.__setattr__(self, "amounts", checked)
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
        """The bone that is aimed at, broken where the patient's record says so."""
        return bone(self.patient, self.level)


@dataclass(frozen=True)
class State:
    """The needle, what is looked at, how many pictures there have been, and the needle as each view last saw it.

    `target_mm` is the place that the learner marked for the tip, `scanned` the needle as the last scan showed it. What can't be
    undone by drawing back stays: `moved_on` after a scan, the first wall `broken`, and the depth (mm) at which the rule of the
    wall was first not kept, `unseen_mm`.
    """

    needle: Needle
    look: str = "both"
    shots: int = 0
    seen: Mapping[str, Needle] = field(default_factory=dict)
    target_mm: Point | None = None
    scanned: Needle | None = None
    moved_on: bool = False
    broken: str = ""
    unseen_mm: float | None = None

    @property
    def loose(self) -> bool:
        """Whether it can still be turned."""
        return self.needle.depth_mm <= START_MM + LOOSE_MM

    @property
    def shown(self) -> bool:
        """Whether a scan shows the needle as it lies now."""
        return self.scanned == self.needle


def bone(patient: Patient, level: str) -> Vertebra:
    """The vertebra at 1 mm."""
    return fracture.as_recorded(patient, level)


@lru_cache(maxsize=16)
def advised(setup: Setup, way: Way = "transpedicular", gauge: int = 11) -> Needle:
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
    if deed.kind == "look":
        return _seen(replace(state, look=deed.what))
    if deed.kind == "shot":
        return _seen(state)
    if deed.kind == "scan":
        needle.margins(setup.vertebra, state.needle)
        return replace(state, scanned=state.needle)
    if deed.kind == "target":
        if not state.loose:
            raise InputError("The place for the tip is marked before the needle goes in; draw it back to mark another.")
        x, y, z = deed.amounts
        return replace(state, target_mm=(x, y, z))
    return _seen(_noted(setup, state, _steered(setup, state, deed)))


def rule_kept(setup: Setup, state: State, held: Needle) -> bool:
    """Whether `held` keeps the rule of the wall, as far as it had been looked at: across the inner border of the pedicle only after a
    picture from the side has shown this very aim past the back wall.
    """
    seen = state.seen["lateral"]
    aimed = replace(seen, depth_mm=held.depth_mm) == held
    return not needle.crossed(setup.vertebra, held) or (aimed and needle.past_wall(setup.vertebra, seen))


def _steered(setup: Setup, state: State, deed: Deed) -> Needle:
    """The needle after it was advanced, turned, moved or exchanged."""
    held = state.needle
    if deed.kind == "advance":
        return replace(held, depth_mm=float(np.clip(held.depth_mm + deed.amount, 0, needle.LONGEST_MM)))
    if not state.loose:
        raise InputError("The needle is fast in the bone and can't be turned there; draw it back first.")
    if deed.kind == "way":
        return _standing(setup, deed.what, held.gauge)  # type: ignore[arg-type]
    if deed.kind == "gauge":
        return replace(held, gauge=int(deed.amount))
    return _turned(held, deed)


def _turned(held: Needle, deed: Deed) -> Needle:
    both = deed.amounts if deed.kind in ("turn", "move") else (deed.amount, 0.0)
    if deed.kind in ("caudal", "up"):
        both = (0.0, deed.amount)
    if deed.kind in ("turn", "medial", "caudal"):
        return replace(held, medial_deg=held.medial_deg + both[0], caudal_deg=held.caudal_deg + both[1])
    x, y, z = held.entry_mm
    return replace(held, entry_mm=(x + needle.SIDES[held.side] * both[0], y, z + both[1]))


def _noted(setup: Setup, state: State, held: Needle) -> State:
    """The state with the needle there, and what of the way to there stays on record."""
    after = replace(state, needle=held, moved_on=state.moved_on or (state.scanned is not None and held != state.needle))
    forward = held.depth_mm > state.needle.depth_mm
    unseen = held.depth_mm if forward and not rule_kept(setup, state, held) else None
    broken = _broken(setup, held)
    return replace(
        after,
        broken=state.broken or broken,
        unseen_mm=unseen if state.unseen_mm is None else state.unseen_mm,
    )


def _broken(setup: Setup, held: Needle) -> str:
    """The wall that the needle breaks, if it has met bone where it would by now: beside a pedicle that is the body, not before its back wall."""
    beside = held.way == "parapedicular" and held.tip_mm[1] < extent_mm(setup.vertebra)[1][0]
    if held.depth_mm <= START_MM + LOOSE_MM or beside:
        return ""
    return needle.margins(setup.vertebra, held).breach


def _standing(setup: Setup, way: Way, gauge: int) -> Needle:
    """Where a needle stands at first: beside the advised entry, pointing wrongly."""
    good = advised(setup, way, gauge)
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


def saved(setup: Setup, deeds: Sequence[Deed]) -> str:
    """The setting and the deeds as text that `restored` reads."""
    return plan.sealed("needle", VERSION, asdict(setup), [dict(vars(one)) for one in deeds])


def restored(text: str) -> tuple[Setup, tuple[Deed, ...]]:
    """What `saved` wrote, now or in version 1. InputError for damage, or for a list of another version of the course."""
    version = _version(text)
    return plan.restored(text, "needle", version if version in READ else VERSION, _setup, Deed)


def _setup(patient: Patient, off: Sequence[float], **told: Any) -> Setup:
    return Setup(patient, off=tuple(map(float, off)), **told)  # type: ignore[arg-type]


def _version(text: str) -> object:
    try:
        return json.loads(text)["plan"]["version"]
    except (ValueError, KeyError, TypeError, RecursionError):
        return None
