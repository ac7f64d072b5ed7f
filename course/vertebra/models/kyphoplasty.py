"""A balloon in a collapsed body: pressure by volume, how far it lifts the endplate against the load, and the hollow it leaves.

The balloon is an ellipsoid along the needle. It grows evenly until it has pressed the bone above and below it together; from
then on it takes the easier way: up, against the load and the taut ligaments, or sideways, by crushing more bone.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from vertebra import tables
from vertebra.errors import InputError, check_range
from vertebra.models import fracture, vertebroplasty
from vertebra.models.fracture import Heights
from vertebra.models.mechanics.materials import law_named
from vertebra.patient import Part, Patient, Vertebra

Floats = NDArray[np.float64]

STEP_ML = 0.005
"""So fine that where lifting and crushing cost the same, their turns do not show."""
START_RADIUS_MM = 2.0
DEPTH_MM = 22.0
"""How far beyond the pedicle's middle the balloon's centre lies along the needle."""
RIM_MM = 2.5
STRETCHED_MM = 8.0
FEELS_MM = 9.0
MOST_ASKED_ML = 6.0
LEAST_ML = 0.04
"""Less in a balloon leaves no hollow that a voxel could hold."""
SIDES = {"both sides": (1, -1), "one side": (1,)}


@dataclass(frozen=True)
class Inflation:
    """What the gauge and the screen show by volume of one balloon (mL): pressure (MPa), lift (mm), half axes up and sideways (mm).

    `stopped` says why it ended: "volume", "pressure" or "wanted".
    """

    volume_ml: Floats
    pressure_mpa: Floats
    lift_mm: Floats
    up_mm: Floats
    side_mm: Floats
    stopped: str


@dataclass(frozen=True, eq=False)
class Kyphoplasty:
    """A body after the balloon: `vertebra` has hollows (Part.CAVITY) with a rim of packed bone; `inflated` is it before deflation.

    `heights` are those before the fracture, collapsed, at full inflation and after deflation; `cavity_ml` is all hollows.
    """

    inflation: Inflation
    vertebra: Vertebra
    inflated: Vertebra
    heights: tuple[Heights, Heights, Heights, Heights]
    cavity_ml: float

    @property
    def restored_share(self) -> float:
        """Share of the lost front height that stays."""
        before, collapsed, _, after = (one.anterior_mm for one in self.heights)
        return (after - collapsed) / (before - collapsed) if before > collapsed else 0.0

    @property
    def angle_gained_deg(self) -> float:
        """By how much the wedge is smaller than after the collapse."""
        return self.heights[1].wedge_deg - self.heights[3].wedge_deg


def plateau_mpa(density_mg_cm3: float, crushed: bool = True) -> float:
    """The stress at which spongy bone of a density goes on being crushed; half of its strength once it has been."""
    check_range("The density", density_mg_cm3, 0, 1000, "mg/cm³")
    stress = float(law_named("kopperdahl-linear").yield_stress_mpa(density_mg_cm3))
    return stress * (tables.value("crushed_strength_share") if crushed else 1.0)


def inflate(
    plateau: float,
    half_height_mm: float,
    density_mg_cm3: float,
    volume_ml: float,
    *,
    load_n: float | None = None,
    most_lift_mm: float = 12.0,
    balloons: int = 2,
) -> Inflation:
    """Fill each of the balloons to a volume (0 to 6 mL), or until pressure or size end it.

    `plateau` MPa, `half_height_mm` from the balloon's centre to the endplates, `load_n` along the spine (0 to 2000; by default
    that of someone prone), `most_lift_mm` the height that was lost there. Sources: the balloon's table.
    """
    check_range("The volume of a balloon", volume_ml, 0, MOST_ASKED_ML, "mL")
    load = check_range("The load", tables.value("prone_preload_n") if load_n is None else load_n, 0, 2000, "N")
    check_range("Half of the height", half_height_mm, 1, 30, "mm")
    resist = tables.value("segment_lift_stiffness_n_per_mm") if load > 0 else 0.0
    long = tables.value("balloon_length_mm") / 2
    most_ml, most_mpa = tables.value("balloon_most_ml"), tables.value("balloon_pressure_limit_mpa")
    free = half_height_mm * (1 - density_mg_cm3 / tables.value("packed_bone_mg_cm3"))
    up = side = START_RADIUS_MM
    lift, volume, stopped = 0.0, 0.0, "wanted"
    rows = [(0.0, 0.0, 0.0, up, side)]
    while volume < volume_ml - 1e-9:
        if volume + STEP_ML > most_ml + 1e-9:
            stopped = "volume"
            break
        grown = 1000 * STEP_ML * 3 / (4 * np.pi * long)
        lifting = (load + resist * lift) / (balloons * np.pi * long * side)
        if up < free:
            radius = np.sqrt(up * side + grown)
            up, side, pressure = radius, radius, plateau
        elif lifting < plateau and lift < most_lift_mm:
            up += grown / side
            lift, pressure = lift + 2 * grown / side, lifting
        else:
            side, pressure = side + grown / up, plateau
        pressure += tables.value("balloon_membrane_mpa") * volume / most_ml
        if pressure > most_mpa:
            stopped = "pressure"
            break
        volume += STEP_ML
        rows.append((volume, float(pressure), min(lift, most_lift_mm), float(up), float(side)))
    columns = np.array(rows).T
    return Inflation(columns[0], columns[1], columns[2], columns[3], columns[4], stopped)


LOADS = {"prone": "prone_preload_n", "prone, spine extended": "extended_preload_n", "no load, as in a cadaver": None}
"""How somebody can lie, and what then presses on the body (a row of the balloon's table; None: nothing)."""


def load_of(lies: str) -> float:
    """The load along the spine (N) of somebody who lies so; a name of `LOADS`."""
    if lies not in LOADS:
        raise InputError(f"Lying {lies!r} is not known; give one of {', '.join(LOADS)}.")
    row = LOADS[lies]
    return tables.value(row) if row else 0.0


@dataclass(frozen=True, eq=False)
class Bed:
    """What balloons lie in: the collapsed body, their centres (mm), half the room to the endplates, and the density round them.

    `ahead` is how far in front of the hinge they lie (0 to 1), `before` and `collapsed` the heights around the fracture.
    """

    body: Vertebra
    centres_mm: tuple[tuple[float, float, float], ...]
    half_height_mm: float
    density_mg_cm3: float
    ahead: float
    before: Heights
    collapsed: Heights


@lru_cache(maxsize=16)
def bed(patient: Patient, level: str = "L1", placement: str = "both sides", voxel_mm: float = 1.0) -> Bed:
    """Where balloons lie in the patient's collapsed vertebra. `placement` "both sides" or "one side"."""
    if placement not in SIDES:
        raise InputError(f"The placement is {placement!r}; give one of {', '.join(SIDES)}.")
    stand = vertebroplasty.bench(patient, level, voxel_mm)
    tips = [vertebroplasty.tip_mm(vertebroplasty.Setup(patient, level), side, DEPTH_MM) for side in SIDES[placement]]
    middle, half = _room(stand.collapsed, tips)
    return Bed(
        stand.collapsed,
        tuple((x, y, middle) for x, y, _ in tips),
        half,
        _density_near(stand.collapsed, tips),
        float(_ahead(stand.collapsed, np.array([tips[0][1]]))[0]),
        fracture.heights(stand.before.press.vertebra),
        fracture.heights(stand.collapsed),
    )


@lru_cache(maxsize=32)
def whole(here: Bed, load_n: float | None = None) -> Inflation:
    """The balloons filled until their volume or pressure ends it; every smaller filling is its beginning."""
    lost = max(here.before.anterior_mm - here.collapsed.anterior_mm, 0.0)
    return inflate(
        plateau_mpa(here.density_mg_cm3), here.half_height_mm, here.density_mg_cm3, MOST_ASKED_ML, load_n=load_n,
        most_lift_mm=max(lost * here.ahead, 0.1), balloons=len(here.centres_mm),
    )  # fmt: skip


def until(done: Inflation, volume_ml: float) -> Inflation:
    """The beginning of an inflation, up to a volume of each balloon (0 to 6 mL)."""
    check_range("The volume of a balloon", volume_ml, 0, MOST_ASKED_ML, "mL")
    rows = int(volume_ml / STEP_ML + 1e-6) + 1
    if rows > len(done.volume_ml):
        return done
    columns = [one[:rows] for one in (done.volume_ml, done.pressure_mpa, done.lift_mm, done.up_mm, done.side_mm)]
    return Inflation(columns[0], columns[1], columns[2], columns[3], columns[4], "wanted")


def held(done: Inflation, volume_ml: float, load_n: float) -> tuple[float, float]:
    """Balloons drawn back from their largest filling `done` to a volume: the share of the lift that is held, and the pressure (MPa).

    The endplate sinks by `deflation_loss_share` while the balloons give way under it; then they hang free in their hollows.
    Without a load nothing sinks.
    """
    most = float(done.volume_ml[-1])
    volume = check_range("The volume of a balloon", volume_ml, 0, most + 1e-9, "mL")
    per_ml = tables.value("balloon_membrane_mpa") / tables.value("balloon_most_ml")
    loss = tables.value("deflation_loss_share") if load_n > 0 else 0.0
    under_ml = loss * done.lift_mm[-1] * done.side_mm[-1] * np.pi * tables.value("balloon_length_mm") / 3 / 1000
    drawn = most - volume
    sunk = min(drawn / under_ml, 1.0) if under_ml > 0 else float(drawn > 1e-9)
    bears = float(done.pressure_mpa[-1]) - per_ml * most if most > 0 else 0.0
    return 1 - loss * sunk, max(per_ml * volume + (1 - sunk) * bears, 0.0)


def shaped(here: Bed, done: Inflation, share: float = 1.0) -> Vertebra:
    """The body with the hollows of an inflation, of whose lift a share is held."""
    body = _raised(here.body, here.centres_mm[0][2], share * float(done.lift_mm[-1]) / max(here.ahead, 0.2))
    return _hollowed(body, here.centres_mm, done) if done.volume_ml[-1] >= LEAST_ML else body


def hollow_ml(body: Vertebra) -> float:
    """The size of all hollows."""
    return float(np.asarray(body.is_part(Part.CAVITY)).sum()) * body.voxel_ml


def perform(
    patient: Patient, level: str = "L1", volume_ml: float = 2.4, placement: str = "both sides", load_n: float | None = None,
    voxel_mm: float = 1.0,
) -> Kyphoplasty:  # fmt: skip
    """Inflate in the patient's collapsed vertebra, let down, and leave the hollow. `placement` "both sides" or "one side"."""
    here = bed(patient, level, placement, voxel_mm)
    done = until(whole(here, load_n), volume_ml)
    share, _ = held(done, 0.0, 1.0 if load_n is None else load_n)
    full, after = shaped(here, done), shaped(here, done, share)
    heights = here.before, here.collapsed, fracture.heights(full), fracture.heights(after)
    return Kyphoplasty(done, after, full, heights, hollow_ml(after))


performed = lru_cache(maxsize=64)(perform)


def _room(body: Vertebra, centres: list[tuple[float, float, float]]) -> tuple[float, float]:
    """The height of the balloon's centre, half-way between the endplates there, and the distance to them (mm)."""
    x, y, z = body.axes_mm()
    inside = np.asarray(body.is_part(Part.TRABECULAR, Part.BASIVERTEBRAL_VEIN))
    spans = []
    for at_x, at_y, _ in centres:
        column = np.flatnonzero(inside[int(np.argmin(np.abs(x - at_x))), int(np.argmin(np.abs(y - at_y)))])
        if len(column) < 3:
            raise InputError("There is no room for a balloon in this body: its endplates touch.")
        spans.append((z[column[0]], z[column[-1]]))
    low, high = np.mean(spans, axis=0)
    return float((low + high) / 2), float((high - low) / 2 + body.spacing_mm[2] / 2)


def _density_near(body: Vertebra, centres: list[tuple[float, float, float]]) -> float:
    """Mean density of the spongy bone that the balloons push aside."""
    grid = np.stack(np.meshgrid(*body.axes_mm(), indexing="ij"), axis=-1)
    near = np.min([np.linalg.norm(grid - np.array(one), axis=-1) for one in centres], axis=0) < FEELS_MM
    return float(body.density_mg_cm3[near & np.asarray(body.is_part(Part.TRABECULAR))].mean())


def _ahead(body: Vertebra, y: Floats) -> Floats:
    """How far in front a place lies: 0 at the back wall, which is the hinge, 1 at the front."""
    rows = np.flatnonzero(np.asarray(body.is_part(Part.TRABECULAR)).any(axis=(0, 2)))
    axis = body.axes_mm()[1]
    return np.asarray(np.clip((y - axis[rows[0]]) / (axis[rows[-1]] - axis[rows[0]]), 0, 1.1))


def _raised(body: Vertebra, middle_mm: float, front_lift_mm: float) -> Vertebra:
    """The upper half turned up about the back wall; the bone between is stretched over STRETCHED_MM. Mineral is kept."""
    if front_lift_mm < 1e-6:
        return body
    _, y, z = body.axes_mm()
    share = np.clip((z - middle_mm) / STRETCHED_MM + 0.5, 0, 1)
    moved = z[None, None, :] + front_lift_mm * _ahead(body, y)[None, :, None] * share[None, None, :]
    moved = np.broadcast_to(moved, body.shape)
    arch = np.asarray(
        y < body.axes_mm()[1][np.flatnonzero(np.asarray(body.is_part(Part.TRABECULAR)).any(axis=(0, 2)))[0]]
    )
    moved = np.where(arch[None, :, None], np.broadcast_to(z, body.shape), moved)
    return fracture.carried(body, np.ascontiguousarray(moved), np.array(body.shell_fraction))


def _hollowed(body: Vertebra, centres: Sequence[tuple[float, float, float]], done: Inflation) -> Vertebra:
    """Hollows where the balloons were; the mineral of what they pushed aside lies in a rim of packed bone."""
    grid = np.stack(np.meshgrid(*body.axes_mm(), indexing="ij"), axis=-1)
    long = tables.value("balloon_length_mm") / 2
    away = np.min(
        [np.linalg.norm((grid - np.array(one)) / (done.side_mm[-1], long, done.up_mm[-1]), axis=-1) for one in centres],
        axis=0,
    )
    soft = np.asarray(body.is_part(Part.TRABECULAR, Part.BASIVERTEBRAL_VEIN))
    hollow = (away < 1) & soft
    reach = 1 + RIM_MM / min(long, float(done.side_mm[-1]), float(done.up_mm[-1]))
    rim = (away >= 1) & (away < reach) & soft
    density = np.array(body.density_mg_cm3)
    if rim.any():
        density[rim] += density[hollow].sum() / rim.sum()
    density[hollow] = 0
    labels = np.where(hollow, Part.CAVITY, body.labels).astype(np.uint8)
    return replace(body, labels=labels, density_mg_cm3=density, kind="treated")
