"""Stiffness and strength given back by cement, by volume and place: numbers, words, a picture."""

from __future__ import annotations

import textwrap
from dataclasses import dataclass, replace
from functools import lru_cache
from threading import Lock
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from vertebra import tables
from vertebra.models import anatomy, augmentation, fracture, neighbours, spine, vertebroplasty
from vertebra.models.augmentation import Restoration
from vertebra.models.neighbours import Stack
from vertebra.patient import Patient, Vertebra
from vertebra.views import style

if TYPE_CHECKING:
    from matplotlib.figure import Figure

PLACEMENTS = ("both sides", "one side", "middle")
VOLUMES_ML = (1.0, 2.0, 3.0, 4.0, 6.0, 8.0)
VOXEL_MM = 2.0
BESIDE_ML = (4.0, 8.0)
"""Volumes at which the vertebra above is looked at; between them its endplate hardly changes."""
DENSEST_MG_CM3 = 500.0
_ONE_AT_A_TIME = Lock()


@dataclass(frozen=True)
class Beside:
    """The vertebra above: strain of its endplate over that before the fracture, by volume, at the same load; and what the wedge adds.

    `wedge_deg` is the wedge that the fracture left; `load` the force over that before, with the trunk brought back and without.
    """

    level: str
    strain: tuple[float, ...]
    wedge_deg: float
    load: tuple[float, float]


@dataclass(frozen=True)
class Course:
    """Shares of what was before the fracture, by volume (mL, from 0 for the broken body)."""

    volumes_ml: tuple[float, ...]
    stiffness: tuple[float, ...]
    strength: tuple[float, ...]
    before: tuple[float, float]
    beside: Beside

    def at(self, volume_ml: float) -> tuple[float, float]:
        """Stiffness and strength at a volume, between those computed."""
        found = [float(np.interp(volume_ml, self.volumes_ml, one)) for one in (self.stiffness, self.strength)]
        return found[0], found[1]


def course(patient: Patient, level: str = "L1", placement: str = "both sides") -> Course:
    """The vertebra filled by one volume after another, each time loaded anew, on voxels of 2 mm.

    What one thread is at work on another waits for, and does not do again.
    """
    with _ONE_AT_A_TIME:
        return _course(patient, level, placement)


@lru_cache(maxsize=12)
def _course(patient: Patient, level: str, placement: str) -> Course:
    stand = vertebroplasty.bench(patient, level, VOXEL_MM)
    found: list[Restoration] = []
    volumes = [0.0]
    for wanted in VOLUMES_ML:
        share = augmentation.balls(stand.collapsed, wanted, placement)
        one = augmentation.restore(stand.before, stand.collapsed, share)
        if one.cement_ml < wanted - 0.3:
            break
        found.append(one)
        volumes.append(wanted)
    intact = found[0].stiffness_n_per_mm[0], found[0].strength_n[0]
    stiffness = (found[0].stiffness_n_per_mm[1] / intact[0], *(one.stiffness_restored for one in found))
    strength = (found[0].strength_n[1] / intact[1], *(one.strength_restored for one in found))
    return Course(tuple(volumes), stiffness, strength, intact, _beside(patient, level, placement, tuple(volumes)))


@lru_cache(maxsize=4)
def _unfilled(patient: Patient, level: str) -> tuple[Vertebra, Vertebra, Stack, float, float]:
    """The body as strong as before and broken, the stack with the latter, and the strain next door with either.

    Both have the shape from before the fracture, so that stiffness alone tells.
    """
    stand = vertebroplasty.bench(patient, level, VOXEL_MM)
    sound = stand.before.press.vertebra
    upper = anatomy.build(replace(patient, fractures=()), neighbours.above(level), VOXEL_MM)
    before = Stack(sound, upper)
    hurt = augmentation.broken(sound, stand.before)
    after = Stack(hurt, upper, start=before)
    return hurt, upper, after, before.pressed().tensile_strain, after.pressed().tensile_strain


def _beside(patient: Patient, level: str, placement: str, volumes_ml: tuple[float, ...]) -> Beside:
    """The neighbour above, by volume."""
    hurt, upper, start, before, broken = _unfilled(patient, level)
    volumes, strains = [0.0], [broken / before]
    for one in (ml for ml in BESIDE_ML if ml <= volumes_ml[-1]):
        start = Stack(augmentation.filled(hurt, augmentation.balls(hurt, one, placement)), upper, start=start)
        volumes.append(one)
        strains.append(start.pressed().tensile_strain / before)
    stand = vertebroplasty.bench(patient, level, VOXEL_MM)
    wedge = (
        fracture.morphometry_heights(stand.collapsed).wedge_deg
        - fracture.morphometry_heights(stand.before.press.vertebra).wedge_deg
    )
    angle = float(np.clip(wedge, 0, spine.MOST_WEDGE_DEG))
    strain = tuple(float(one) for one in np.interp(volumes_ml, volumes, strains))
    return Beside(neighbours.above(level), strain, angle, neighbours.load_ratio(patient, level, angle))


def section(patient: Patient, level: str, placement: str, volume_ml: float) -> NDArray[np.uint8]:
    """The body from above through its middle (front on top): bone grey, cement white."""
    collapsed = vertebroplasty.bench(patient, level, VOXEL_MM).collapsed
    share = augmentation.balls(collapsed, volume_ml, placement) if volume_ml >= 0.2 else 0 * collapsed.density_mg_cm3
    k = int(np.argmin(np.abs(collapsed.axes_mm()[2])))
    bone = np.clip(collapsed.density_mg_cm3[:, :, k] / DENSEST_MG_CM3, 0, 1) * 190
    level_of = np.maximum(bone, 40 * (collapsed.labels[:, :, k] > 0))
    level_of = level_of + (share[:, :, k] > augmentation.FILLED_SHARE) * (255 - level_of)
    return np.ascontiguousarray(level_of.T[::-1].astype(np.uint8))


def readouts(found: Course, volume_ml: float) -> list[dict[str, Any]]:
    """Stiffness and strength as shares of before, for a panel of meters."""
    stiffness, strength = found.at(volume_ml)
    most = tables.value("volume_most_ml")
    rows = (
        ("Strength", strength, f"{strength * found.before[1] / 1000:.1f} kN", strength < 1),
        ("Stiffness", stiffness, f"{stiffness * found.before[0] / 1000:.0f} kN/mm", False),
    )
    meters = [
        {"name": name, "value": value, "text": f"{100 * value:.0f} %", "low": 0, "high": 3, "limits": [{"at": 1, "text": "before"}],
         "verdict": words, "grave": grave}
        for name, value, words, grave in rows
    ]  # fmt: skip
    usual = {
        "name": "Cement", "value": volume_ml, "text": f"{volume_ml:.1f} mL", "low": 0, "high": max(VOLUMES_ML),
        "limits": [{"at": 2, "text": "2"}, {"at": most, "text": f"{most:g}"}], "verdict": "", "grave": False,
    }  # fmt: skip
    return [*meters, *_readouts_beside(found, volume_ml), usual]


def _readouts_beside(found: Course, volume_ml: float) -> list[dict[str, Any]]:
    """The vertebra above: what stiffness does to its endplate, and what the wedge does to its load."""
    beside = found.beside
    strain = float(np.interp(volume_ml, found.volumes_ml, beside.strain))
    least, most = beside.load
    words = f"while the wedge of {beside.wedge_deg:.0f}° stays: the less, the more she straightens up"
    rows = (
        (f"Endplate of {beside.level}", strain, _more(strain), "strain at the same load"),
        (f"Load on {beside.level}", most, f"{_more(least)} to {_more(most)}", words),
    )
    return [
        {"name": name, "value": value, "text": text, "low": 0.5, "high": 2, "limits": [{"at": 1, "text": "before"}], "verdict": verdict, "grave": False}
        for name, value, text, verdict in rows
    ]  # fmt: skip


def _more(share: float) -> str:
    """By how much a share differs from one, in words."""
    return f"{100 * (share - 1):+.1f} %" if abs(share - 1) < 0.095 else f"{100 * (share - 1):+.0f} %"


def describe(patient: Patient, level: str = "L1", placement: str = "both sides", volume_ml: float = 4.0) -> str:
    """What the fracture took and this much cement gives back."""
    found = course(patient, level, placement)
    stiffness, strength = found.at(volume_ml)
    return (
        f"The fracture left {100 * found.stiffness[0]:.0f} % of the stiffness and {100 * found.strength[0]:.0f} % of the strength of {level}. "
        f"With {volume_ml:.1f} mL of cement ({placement}) it has {100 * stiffness:.0f} % and {100 * strength:.0f} %. "
        f"{_told_beside(found, volume_ml)}"
    )  # fmt: skip


def _told_beside(found: Course, volume_ml: float) -> str:
    """The neighbour in a sentence."""
    beside = found.beside
    strain = float(np.interp(volume_ml, found.volumes_ml, beside.strain))
    least, most = beside.load
    return (
        f"At the same load the endplate of {beside.level} above it is strained {100 * abs(strain - 1):.1f} % "
        f"{'more' if strain >= 1 else 'less'} than before; the wedge of {beside.wedge_deg:.0f}° that stays adds {100 * (least - 1):.0f} to {100 * (most - 1):.0f} % to that load."
    )


def poster(patient: Patient, level: str = "L1", placement: str = "both sides", volume_ml: float = 4.0) -> Figure:
    """Both shares by volume, beside a section of the filled body."""
    from matplotlib.figure import Figure

    found = course(patient, level, placement)
    with style.matplotlib_style():
        figure = Figure(figsize=(9.5, 3.8), layout="constrained")
        left, right = figure.subplots(1, 2, width_ratios=(1.6, 1))
        left.plot(found.volumes_ml, 100 * np.array(found.strength), "o-", color=style.BLUE, label="strength")
        left.plot(found.volumes_ml, 100 * np.array(found.stiffness), "s--", color=style.VERMILLION, label="stiffness")
        left.axhline(100, color=style.INK, linewidth=0.9)
        left.set(xlabel="Cement, mL", ylabel="% of before the fracture", ylim=(0, None))
        left.legend(frameon=False, fontsize=9)
        right.imshow(section(patient, level, placement, volume_ml), cmap="gray", vmin=0, vmax=255)
        right.set_axis_off()
        figure.suptitle(textwrap.fill(describe(patient, level, placement, volume_ml), 110), fontsize=10)
    return figure
