"""A vertebroplasty as a list of what was done: the same list gives the same cement anywhere, so it can be undone, saved and graded.

The needle lies in the right or left pedicle of a collapsed vertebra and points at the front third of its body; it moves along its
line only. Cement is injected, waited for, and injected again.
"""

from collections.abc import Sequence
from dataclasses import asdict, dataclass, field, replace
from functools import lru_cache
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from vertebra import tables
from vertebra.errors import InputError, check_range
from vertebra.models import fracture, mechanics, plan
from vertebra.models.cement import Ground, Injection, Progress, Snapshot, ground
from vertebra.models.imaging.projection import Volume
from vertebra.models.imaging.tools import Cloud, Rod, Spindle, Tool
from vertebra.models.plan import Stops
from vertebra.patient import Part, Patient, Vertebra

VERSION = 2
Kind = Literal["inject", "wait", "move", "side"]
KINDS: tuple[Kind, ...] = ("inject", "wait", "move", "side")
LIMITS = {"inject": (0.0, 600.0), "wait": (0.0, 1800.0), "move": (-40.0, 40.0), "side": (-1.0, 1.0)}
BEHIND_MM = 75.0
"""How much of the needle is drawn behind the pedicle."""
LEAST_DEPTH_MM, START_DEPTH_MM = -4.0, 24.0


@dataclass(frozen=True)
class Act:
    """One thing done. `amount`: seconds (inject, wait), mm forward (move), 1 for right or -1 for left (side); `flow` in mL/s."""

    kind: Kind
    amount: float
    flow: float = 0.0

    def __post_init__(self) -> None:
        if self.kind not in KINDS:
            raise InputError(f"The deed {self.kind!r} is not known; give one of {', '.join(KINDS)}.")
        check_range(f"The amount of {self.kind!r}", self.amount, *LIMITS[self.kind])
        check_range("The flow", self.flow, 0, 2, "mL/s")

    def after(self, part: "Act") -> "Act | None":
        """What is left when `part` of this deed is done; None if that is no part of it. Only injecting and waiting have parts."""
        goes_on = self.kind in ("inject", "wait") and (part.kind, part.flow) == (self.kind, self.flow)
        return replace(self, amount=self.amount - part.amount) if goes_on and part.amount < self.amount else None


@dataclass(frozen=True)
class Setup:
    """Whose vertebra, and with what: `cement` "low" or "high", `gauge` 10, 11 or 13, a device, minutes since mixing at the start.

    `cleft_ml` is open space on the fracture plane (0, or 0.1 to 4).
    """

    patient: Patient
    level: str = "L1"
    cement: str = "low"
    gauge: int = 11
    device: Literal["small syringe", "large syringe", "injector"] = "small syringe"
    mixed_minutes_ago: float = 4.0
    voxel_mm: float = 1.0
    cleft_ml: float = 0.0


@dataclass(frozen=True, eq=False)
class Bench:
    """What stands before anything is done: the vertebra before and after its fracture, and its pores."""

    before: mechanics.Compression
    collapsed: Vertebra
    soil: Ground


@lru_cache(maxsize=6)
def bench(patient: Patient, level: str = "L1", voxel_mm: float = 1.0, cleft_ml: float = 0.0) -> Bench:
    """The patient's fracture (`fracture.load_case`) and its pores."""
    case = fracture.load_case(patient, level, voxel_mm, cleft_ml=cleft_ml)
    return Bench(case.loaded, case.fractured, ground(case.fractured))


def needle_trajectory(body: Vertebra, side: int) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Where the needle passes the pedicle's middle on the right (1) or left (-1), and the unit vector it points along.

    It aims at the middle of the front third of the body, a third of the pedicle's distance off the midline. Raises InputError
    naming the landmark that `body` lacks.
    """
    names = f"pedicle_{'right' if side > 0 else 'left'}", "anterior_upper", "anterior_lower"
    pedicle, upper, lower = (body.landmark(name, "A needle through the pedicle") for name in names)
    start = np.array(pedicle)
    target = np.array([start[0] / 3, (upper[1] + lower[1]) / 2 / 3, 0.0])
    along = target - start
    return start, along / np.linalg.norm(along)


@dataclass(frozen=True)
class State:
    """After some deeds: the needle's side and depth (mm beyond the pedicle's middle), what came last, and the cement."""

    side: int
    depth_mm: float
    cement: Injection = field(compare=False)
    last: Progress | None = None


def tip_mm(body: Vertebra, side: int, depth_mm: float) -> tuple[float, float, float]:
    """Where the needle's opening is, `depth_mm` beyond the pedicle's middle."""
    start, along = needle_trajectory(body, side)
    x, y, z = (float(one) for one in start + depth_mm * along)
    return x, y, z


def merged(acts: Sequence[Act], more: Act) -> tuple[Act, ...]:
    """The deeds with one more; an injection at the same flow that goes on, and a wait, become one with the last."""
    if acts and acts[-1].kind == more.kind and more.kind in ("inject", "wait") and acts[-1].flow == more.flow:
        low, high = LIMITS[more.kind]
        together = acts[-1].amount + more.amount
        if low <= together <= high:
            return (*acts[:-1], Act(more.kind, together, more.flow))
    return (*acts, more)


class Replay:
    """Brings lists of deeds into states. Lists that begin alike are not done twice; every list gives the same state anywhere."""

    def __init__(self, setup: Setup) -> None:
        self.setup = setup
        self._stops: Stops[Act, tuple[Snapshot, int, float, Progress | None]] = Stops()
        self._cement = self._fresh()

    def state(self, acts: tuple[Act, ...]) -> State:
        """The state after `acts`."""
        known, left = self._stops.nearest(acts)
        if known is None:
            self._cement = self._fresh()
            side, depth, last = 1, START_DEPTH_MM, None
        else:
            snapshot, side, depth, last = known
            self._cement.restore(snapshot)
        for act in left:
            side, depth, last = self._do(act, side, depth, last)
        self._stops.keep(acts, (self._cement.snapshot(), side, depth, last))
        return State(side, depth, self._cement, last)

    def _fresh(self) -> Injection:
        here = self.setup
        stand = bench(here.patient, here.level, here.voxel_mm, here.cleft_ml)
        _, along = needle_trajectory(stand.collapsed, 1)
        return Injection(
            stand.collapsed, here.cement, [tip_mm(stand.collapsed, 1, START_DEPTH_MM)], tuple(map(float, along)), gauge=here.gauge,  # type: ignore[arg-type]
            device=here.device, mixed_minutes_ago=here.mixed_minutes_ago, ready=stand.soil,
        )  # fmt: skip

    def _do(self, act: Act, side: int, depth: float, last: Progress | None) -> tuple[int, float, Progress | None]:
        if act.kind in ("inject", "wait"):
            return side, depth, self._cement.advance(act.amount, act.flow if act.kind == "inject" else 0.0)
        if act.kind == "side":
            side = 1 if act.amount > 0 else -1
            depth = START_DEPTH_MM
        else:
            depth += act.amount
        try:
            self._cement.redirect(tip_mm(self._cement.vertebra, side, depth))
        except InputError as error:
            raise InputError(
                "There the needle's opening would lie outside the body's spongy bone; keep it inside."
            ) from error
        return side, depth, last


def saved(setup: Setup, acts: Sequence[Act]) -> str:
    """The setting and the deeds as text that `restored` reads."""
    return plan.sealed("vertebroplasty", VERSION, asdict(setup), [asdict(act) for act in acts])


def restored(text: str) -> tuple[Setup, tuple[Act, ...]]:
    """What `saved` wrote. InputError for damage, or for a list of another version of the course."""
    return plan.restored(text, "vertebroplasty", VERSION, Setup, Act)


# What is seen.


def cannula(body: Vertebra, side: int, depth_mm: float, gauge: int, bore_radius_mm: float) -> Rod:
    """A cannula through a pedicle of `body`, from behind the patient to its tip."""
    start, along = needle_trajectory(body, side)
    behind = tuple(float(one) for one in start - BEHIND_MM * along)
    table = tables.table("needles")
    outer = dict(zip(map(int, table.numbers("gauge")), table.numbers("outer_mm"), strict=True))[gauge]
    return Rod(behind, tip_mm(body, side, depth_mm), float(outer) / 2, bore_radius_mm)  # type: ignore[arg-type]


def shadows(setup: Setup, state: State) -> tuple[Tool, ...]:
    """Needle, cement in the bone, and what leaked, as things in the beam."""
    held = cannula(state.cement.vertebra, state.side, state.depth_mm, setup.gauge, state.cement.cannula.bore_radius_mm)
    return (held, *cement_shadows(state.cement))


def cement_shadows(cement: Injection) -> tuple[Tool, ...]:
    """Cement in the bone, and what leaked, as things in the beam."""
    share = cement.cement_share
    inside = (Cloud(_cut(share, cement.vertebra)),) if share.any() else ()
    return (*inside, *leaked_shapes(cement))


def _cut(share: NDArray[np.float32], body: Vertebra) -> Volume:
    """The part of the grid that holds cement, in a rim of empty voxels."""
    held = [np.flatnonzero(share.any(axis=tuple(one for one in range(3) if one != axis))) for axis in range(3)]
    low, high = np.array([one[0] for one in held]), np.array([one[-1] + 1 for one in held])
    inside = share[tuple(slice(a, b) for a, b in zip(low, high, strict=True))]
    x, y, z = (float(o + (a - 1) * s) for o, a, s in zip(body.origin_mm, low, body.spacing_mm, strict=True))
    return Volume(np.pad(inside, 1), body.spacing_mm, (x, y, z))


SEEN_ML = 0.005


def leaked_shapes(cement: Injection) -> list[Spindle]:
    """Leaked cement as the spindles that the cement's model gives; what is too little to be seen is left out."""
    return [
        Spindle(one.centre_mm, one.axis, float(np.clip(one.half_length_mm, 0.2, 45)), float(np.clip(one.radius_mm, 0.2, 20)), "cement")
        for one in cement.leaks() if one.volume_ml >= SEEN_ML and one.compartment != "small vessels"
    ]  # fmt: skip


# What it was worth.


@dataclass(frozen=True)
class Verdict:
    """One thing that a supervisor would look at: whether it was as it should be, and why in words."""

    name: str
    good: bool
    words: str


def assess(state: State) -> tuple[Verdict, ...]:
    """Volume, leaks by place, and how far cement reaches, against the limits of `assets/tables/vertebroplasty.toml`."""
    cement = state.cement
    low, high = (tables.value(f"volume_{end}_ml") for end in ("least", "most"))
    hindmost = _hindmost_third(cement.vertebra, cement.cement_share)
    return (
        Verdict("Volume", low <= cement.stored_ml <= high, f"{cement.stored_ml:.1f} mL in the bone; {low:g} to {high:g} is usual"),
        *assess_leaks(cement),
        Verdict("Back third", hindmost < 0.15, f"{100 * hindmost:.0f} % of the cement lies in the back third of the body"),
    )  # fmt: skip


def assess_leaks(cement: Injection) -> tuple[Verdict, Verdict]:
    """What left the bone: towards the canal, and elsewhere."""
    out = {name: ml for name, ml in cement.leaked_ml.items() if name != "small vessels"}
    canal = out["canal"] + out["epidural vein"]
    elsewhere = sum(out.values()) - canal
    return (
        Verdict(
            "Canal and its veins", canal < tables.value("canal_leak_ml"),
            f"{canal:.2f} mL; any that is seen there means stop",
        ),
        Verdict(
            "Discs, sides, track", elsewhere < tables.value("other_leak_ml"),
            f"{elsewhere:.2f} mL; common, mostly unnoticed",
        ),
    )  # fmt: skip


def _hindmost_third(body: Vertebra, share: NDArray[np.float32]) -> float:
    _, y, _ = body.axes_mm()
    rows = np.flatnonzero(np.asarray(body.is_part(Part.TRABECULAR)).any(axis=(0, 2)))
    back = y < y[rows[0]] + (y[rows[-1]] - y[rows[0]]) / 3
    total = float(share.sum())
    return float(share[:, back].sum()) / total if total > 0 else 0.0
