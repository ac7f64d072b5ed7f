"""A kyphoplasty as a list of what was done: the same list gives the same lift, hollows and cement anywhere.

The balloons lie in the broken body, empty. They are filled, drawn back, let down and filled again; bone that was crushed stays
crushed. When they are out, cement goes into the hollows that they left, as much on each side.
"""

from collections.abc import Sequence
from dataclasses import asdict, dataclass, field, replace
from functools import lru_cache
from typing import Literal

import numpy as np

from vertebra import tables
from vertebra.errors import InputError, check_range
from vertebra.models import balloon, fracture, kyphoplasty, plan, vertebroplasty
from vertebra.models.balloon import Inflation
from vertebra.models.cement import Injection, Snapshot
from vertebra.models.cement.delivery import cannula
from vertebra.models.fracture import VertebralHeights
from vertebra.models.imaging.tools import Spindle, Tool
from vertebra.models.kyphoplasty import Bed
from vertebra.models.plan import Stops
from vertebra.models.vertebroplasty import Verdict
from vertebra.patient import Part, Patient, Vertebra

VERSION = 1
Kind = Literal["inflate", "down", "cement", "wait"]
LIMITS = {"inflate": (-6.0, 6.0), "down": (0.0, 0.0), "cement": (0.0, 6.0), "wait": (0.0, 1800.0)}
CEMENT_STEP_ML = 0.05
"""Cement comes in steps of so much, by turns on each side."""
FLOW_ML_PER_S = 0.1
GAUGE = 10
MOST_DEEDS = 200
GOES_ON = ("inflate", "cement", "wait")


@dataclass(frozen=True)
class Deed:
    """One thing done. `amount`: mL more in each balloon (inflate; less if negative) or in each hollow (cement), or seconds (wait)."""

    kind: Kind
    amount: float = 0.0

    def __post_init__(self) -> None:
        if self.kind not in LIMITS:
            raise InputError(f"The deed {self.kind!r} is not known; give one of {', '.join(LIMITS)}.")
        check_range(f"The amount of {self.kind!r}", self.amount, *LIMITS[self.kind])
        if self.kind == "cement" and abs(self.amount / CEMENT_STEP_ML - round(self.amount / CEMENT_STEP_ML)) > 1e-6:
            raise InputError(f"Cement is given in steps of {CEMENT_STEP_ML:g} mL a side, not {self.amount:g} mL.")

    def after(self, part: "Deed") -> "Deed | None":
        """What is left when `part` of this deed is done; None if that is no part of it."""
        goes_on = self.kind in ("cement", "wait") and part.kind == self.kind and part.amount < self.amount
        return replace(self, amount=round(self.amount - part.amount, 6)) if goes_on else None


@dataclass(frozen=True)
class Setup:
    """Whose vertebra, balloons on "both sides" or "one side", how the patient lies (`balloon.LOADS`), and the cement."""

    patient: Patient
    level: str = "L1"
    placement: str = "both sides"
    lies: str = "prone"
    cement: str = "low"
    mixed_minutes_ago: float = 6.0
    voxel_mm: float = 1.0

    def __post_init__(self) -> None:
        self.bed, self.load_n  # noqa: B018  They say what is not possible.

    @property
    def bed(self) -> Bed:
        """What the balloons lie in."""
        return kyphoplasty.bed(self.patient, self.level, self.placement, self.voxel_mm)

    @property
    def load_n(self) -> float:
        """What presses on the body."""
        return balloon.load_of(self.lies)

    @property
    def whole(self) -> Inflation:
        """The balloons filled until something ends it."""
        return kyphoplasty.whole(self.bed, self.load_n)


@dataclass(frozen=True)
class State:
    """After some deeds: mL in each balloon, the most that was in it, why it took no more ("wanted", "volume", "pressure").

    `out` when the balloons have been let down; then `cement` is what goes into the hollows.
    """

    volume_ml: float = 0.0
    most_ml: float = 0.0
    stopped: str = "wanted"
    out: bool = False
    cement: Injection | None = field(default=None, compare=False)

    @property
    def filled(self) -> bool:
        """Whether there is cement in the body."""
        return self.cement is not None and self.cement.injected_ml > 0


def merged(deeds: Sequence[Deed], more: Deed) -> tuple[Deed, ...]:
    """The deeds with one more; what goes on the same way becomes one with the last."""
    if deeds and deeds[-1].kind == more.kind and more.kind in GOES_ON and deeds[-1].amount * more.amount > 0:
        low, high = LIMITS[more.kind]
        together = round(deeds[-1].amount + more.amount, 6)
        if low <= together <= high:
            return (*deeds[:-1], Deed(more.kind, together))
    return (*deeds, more)


class Replay:
    """Brings lists of deeds into states. Lists that begin alike are not done twice; every list gives the same state anywhere."""

    def __init__(self, setup: Setup) -> None:
        self.setup = setup
        self._table: tuple[float, Injection, Stops[Deed, Snapshot]] | None = None

    def state(self, deeds: Sequence[Deed]) -> State:
        """The state after `deeds`. InputError for what can't be done."""
        if len(deeds) > MOST_DEEDS:
            raise InputError(f"So many steps ({MOST_DEEDS}) are kept; press R to start again.")
        now, poured = State(), 0
        for at, deed in enumerate(deeds, 1):
            if deed.kind in ("inflate", "down"):
                if any(one.kind == "cement" for one in deeds[:at]):
                    raise InputError(
                        "There is cement in the body; no balloon can be filled there any more. Undo it first."
                    )
                now, poured = _filled(self.setup, now, deed), at
            elif not now.out:
                raise InputError("The balloons lie in the way of the cement; let them down first.")
        return replace(now, cement=self._poured(now.most_ml, tuple(deeds[poured:]))) if now.out else now

    def _poured(self, most_ml: float, deeds: tuple[Deed, ...]) -> Injection:
        """Cement in the hollows that balloons of so much left."""
        if self._table is None or self._table[0] != most_ml:
            cement, stops = (
                syringes(self.setup, shape(self.setup, State(most_ml=most_ml, out=True))),
                Stops[Deed, Snapshot](),
            )
            stops.keep((), cement.snapshot())
            self._table = most_ml, cement, stops
        _, cement, stops = self._table
        known, left = stops.nearest(deeds)
        assert known is not None  # The empty list is always known.
        cement.restore(known)
        for deed in left:
            _pour(cement, deed)
        stops.keep(deeds, cement.snapshot())
        return cement


def _filled(setup: Setup, now: State, deed: Deed) -> State:
    """The balloons after one more filling or letting down."""
    if deed.kind == "down":
        return replace(now, volume_ml=0.0, stopped="wanted", out=True)
    whole = setup.whole
    limit = round(float(whole.volume_ml[-1]), 6)
    volume = round(min(max(now.volume_ml + deed.amount, 0.0), limit), 6)
    stopped = whole.stopped if now.volume_ml + deed.amount > limit + 1e-9 else "wanted"
    return State(volume, max(now.most_ml, volume), stopped)


def syringes(setup: Setup, body: Vertebra) -> Injection:
    """Cement at hand for a body, a needle where the middle of each balloon is or was."""
    return Injection(
        body, setup.cement, setup.bed.centres_mm, gauge=GAUGE,
        mixed_minutes_ago=setup.mixed_minutes_ago,
    )  # fmt: skip


def _pour(cement: Injection, deed: Deed) -> None:
    """Cement by turns on each side, or time."""
    if deed.kind == "wait":
        cement.advance(deed.amount)
        return
    for _ in range(round(deed.amount / CEMENT_STEP_ML)):
        for side in range(len(cement.tips_mm)):
            cement.advance(CEMENT_STEP_ML / FLOW_ML_PER_S, FLOW_ML_PER_S, side)


# What can be known of a state.


def inflation(setup: Setup, state: State) -> Inflation:
    """The balloons' way up to their largest filling."""
    return balloon.until(setup.whole, state.most_ml)


def pressure_mpa(setup: Setup, state: State) -> float:
    """What the gauge shows now."""
    return balloon.held(inflation(setup, state), state.volume_ml, setup.load_n)[1]


def held_share(setup: Setup, state: State) -> float:
    """The share of the largest lift that is there now."""
    return balloon.held(inflation(setup, state), state.volume_ml, setup.load_n)[0]


@lru_cache(maxsize=48)
def _shape(bed: Bed, lies: str, most_ml: float, share: float) -> Vertebra:
    return kyphoplasty.shaped(bed, balloon.until(kyphoplasty.whole(bed, balloon.load_of(lies)), most_ml), share)


def shape(setup: Setup, state: State) -> Vertebra:
    """The body now, with the hollows that the balloons made."""
    return _shape(setup.bed, setup.lies, state.most_ml, round(held_share(setup, state), 4))


def heights(setup: Setup, state: State) -> VertebralHeights:
    """The body's heights now."""
    return fracture.morphometry_heights(shape(setup, state))


def filled_share(cement: Injection) -> float:
    """The part of the hollows that holds cement; 0 where there is no hollow."""
    hollow = np.asarray(cement.vertebra.is_part(Part.CAVITY))
    return float(cement.saturation[hollow].mean()) if hollow.any() else 0.0


def beyond_ml(cement: Injection) -> float:
    """Cement in the bone round the hollows."""
    hollow = np.asarray(cement.vertebra.is_part(Part.CAVITY))
    return cement.stored_ml - float(cement.cement_share[hollow].sum()) * cement.vertebra.voxel_ml


def shadows(setup: Setup, state: State) -> tuple[Tool, ...]:
    """Cannulas, balloons full of contrast medium, and cement, as things in the beam."""
    bore = cannula(GAUGE).bore_radius_mm
    sides = kyphoplasty.SIDES[setup.placement]
    back_mm = kyphoplasty.DEPTH_MM - tables.value("balloon_length_mm") / 2
    tools: list[Tool] = [vertebroplasty.cannula(setup.bed.body, side, back_mm, GAUGE, bore) for side in sides]
    if state.cement is not None:
        return (*tools, *vertebroplasty.cement_shadows(state.cement))
    return (*tools, *_balloons(setup, state))


def _balloons(setup: Setup, state: State) -> list[Spindle]:
    """Ellipsoids as the model has them; drawn back, they are as much smaller as there is less in them."""
    done = inflation(setup, state)
    share = (state.volume_ml / state.most_ml) ** (1 / 3) if state.most_ml > 0 else 1.0
    half = tables.value("balloon_length_mm") / 2
    side, up = (max(share * float(axis[-1]), 0.5) for axis in (done.side_mm, done.up_mm))
    return [Spindle(centre, (0.0, 1.0, 0.0), half, side, height_mm=up) for centre in setup.bed.centres_mm]


# What it was worth.


def assess(setup: Setup, state: State) -> tuple[Verdict, ...]:
    """Lift, balloon, hollows and leaks against the limits of `assets/tables/balloon.toml` and `vertebroplasty.toml`."""
    lift = heights(setup, state).anterior_mm - setup.bed.collapsed.anterior_mm
    pressed = float(inflation(setup, state).pressure_mpa[-1])
    limit = tables.value("balloon_pressure_limit_mpa")
    found = (
        Verdict("Height", lift >= tables.value("lift_worth_mm"), f"{lift:.1f} mm of front height stay"),
        Verdict(
            "Balloons",
            state.stopped != "pressure" and pressed <= limit,
            f"{pressed:.2f} MPa at most; they bear {limit:.2f}",
        ),
    )
    return found if state.cement is None else (*found, *_assess_cement(state.cement))


def _assess_cement(cement: Injection) -> tuple[Verdict, ...]:
    full, beyond = filled_share(cement), beyond_ml(cement)
    least, most = tables.value("hollow_filled_share"), tables.value("cement_beyond_hollow_ml")
    return (
        Verdict("Hollows", full >= least, f"{100 * full:.0f} % of them hold cement; {100 * least:.0f} or more keep the height"),
        Verdict("Bone beyond", beyond <= most, f"{beyond:.1f} mL in the bone round them; up to {most:g} takes hold, more looks for a way out"),
        *vertebroplasty.assess_leaks(cement),
    )  # fmt: skip


def saved(setup: Setup, deeds: Sequence[Deed]) -> str:
    """The setting and the deeds as text that `restored` reads."""
    return plan.sealed("kyphoplasty", VERSION, asdict(setup), [asdict(one) for one in deeds])


def restored(text: str) -> tuple[Setup, tuple[Deed, ...]]:
    """What `saved` wrote. InputError for damage, or for a list of another version of the course."""
    return plan.restored(text, "kyphoplasty", VERSION, Setup, Deed)
