"""Balloons in a collapsed body: where they lie, the body that they leave with its hollows, and the height that stays."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from vertebra import tables
from vertebra.errors import InputError
from vertebra.models import fracture, vertebroplasty
from vertebra.models.balloon import MOST_ASKED_ML, Inflation, held, inflate, plateau_mpa, until
from vertebra.models.fracture import VertebralHeights
from vertebra.patient import Part, Patient, Vertebra

Floats = NDArray[np.float64]

DEPTH_MM = 22.0
"""How far beyond the pedicle's middle the balloon's centre lies along the needle."""
RIM_MM = 2.5
STRETCHED_MM = 8.0
FEELS_MM = 9.0
LEAST_ML = 0.04
"""Less in a balloon leaves no hollow that a voxel could hold."""
SIDES = {"both sides": (1, -1), "one side": (1,)}


@dataclass(frozen=True, eq=False)
class Kyphoplasty:
    """A body after the balloon: `vertebra` has hollows (Part.CAVITY) with a rim of packed bone; `inflated` is it before deflation.

    `heights` are those before the fracture, collapsed, at full inflation and after deflation; `cavity_ml` is all hollows.
    """

    inflation: Inflation
    vertebra: Vertebra
    inflated: Vertebra
    heights: tuple[VertebralHeights, VertebralHeights, VertebralHeights, VertebralHeights]
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
    before: VertebralHeights
    collapsed: VertebralHeights


@lru_cache(maxsize=16)
def bed(patient: Patient, level: str = "L1", placement: str = "both sides", voxel_mm: float = 1.0) -> Bed:
    """Where balloons lie in the patient's collapsed vertebra. `placement` "both sides" or "one side"."""
    if placement not in SIDES:
        raise InputError(f"The placement is {placement!r}; give one of {', '.join(SIDES)}.")
    stand = vertebroplasty.bench(patient, level, voxel_mm)
    tips = [vertebroplasty.tip_mm(stand.collapsed, side, DEPTH_MM) for side in SIDES[placement]]
    middle, half = _room(stand.collapsed, tips)
    return Bed(
        stand.collapsed,
        tuple((x, y, middle) for x, y, _ in tips),
        half,
        _density_near(stand.collapsed, tips),
        float(_ahead(stand.collapsed, np.array([tips[0][1]]))[0]),
        fracture.morphometry_heights(stand.before.press.vertebra),
        fracture.morphometry_heights(stand.collapsed),
    )


@lru_cache(maxsize=32)
def whole(here: Bed, load_n: float | None = None) -> Inflation:
    """The balloons filled until their volume or pressure ends it; every smaller filling is its beginning."""
    lost = max(here.before.anterior_mm - here.collapsed.anterior_mm, 0.0)
    return inflate(
        plateau_mpa(here.density_mg_cm3), here.half_height_mm, here.density_mg_cm3, MOST_ASKED_ML, load_n=load_n,
        most_lift_mm=max(lost * here.ahead, 0.1), balloons=len(here.centres_mm),
    )  # fmt: skip


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
    heights = here.before, here.collapsed, fracture.morphometry_heights(full), fracture.morphometry_heights(after)
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

    def raised(at_y: Floats, at_z: Floats) -> Floats:
        share = np.clip((at_z - middle_mm) / STRETCHED_MM + 0.5, 0, 1)
        return np.asarray(at_z + front_lift_mm * _ahead(body, at_y) * share)

    moved = np.broadcast_to(raised(y[:, None], z[None, :]), body.shape)
    first = np.flatnonzero(np.asarray(body.is_part(Part.TRABECULAR)).any(axis=(0, 2)))[0]
    moved = np.where((y < y[first])[None, :, None], np.broadcast_to(z, body.shape), moved)
    return fracture.remap_columns(body, np.ascontiguousarray(moved), np.array(body.shell_fraction))


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
