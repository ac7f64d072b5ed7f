"""A body cut open, and one fracture treated both ways."""

from __future__ import annotations

import textwrap
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from vertebra.models import kyphoplasty, vertebroplasty
from vertebra.models.cement import Injection
from vertebra.patient import BONE_PARTS, Part, Patient, Vertebra
from vertebra.views import style

if TYPE_CHECKING:
    from matplotlib.figure import Figure

VOXEL_MM = 1.5
DENSEST_MG_CM3 = 500.0
BEHIND_MM = 12.0
MORE_ML = 0.5
"""Cement beyond the hollows, pressed into their rims, on each side."""


def section(body: Vertebra, x_mm: float, cement_share: NDArray[np.floating] | None = None) -> NDArray[np.uint8]:
    """The body cut along the needle's side, seen from the right (front on the left): bone grey, hollows black, cement white.

    `cement_share` (0 to 1, the body's shape) is cement that is not yet among the body's parts. What lies behind the canal is
    left out.
    """
    x, _, _ = body.axes_mm()
    i = int(np.argmin(np.abs(x - x_mm)))
    bone = np.clip(body.density_mg_cm3[i] / DENSEST_MG_CM3, 0, 1) * 215
    grey = np.maximum(bone, 40 * np.isin(body.labels[i], BONE_PARTS))
    grey[body.labels[i] == Part.CAVITY] = 0
    grey[body.labels[i] == Part.CEMENT] = 255
    if cement_share is not None:
        grey += cement_share[i] * (255 - grey)
    return np.ascontiguousarray(grey[_front(body) :].T[::-1, ::-1].astype(np.uint8))


def _front(body: Vertebra) -> int:
    """The row (y) behind which nothing of the body is seen, only the arch."""
    rows = np.flatnonzero(np.asarray(body.is_part(Part.TRABECULAR)).any(axis=(0, 2)))
    return max(0, int(rows[0]) - round(BEHIND_MM / body.spacing_mm[1]))


@lru_cache(maxsize=4)
def beside(patient: Patient, volume_ml: float = 2.4, level: str = "L1") -> dict[str, dict[str, float]]:
    """The same fracture treated both ways with as much cement: pressure in the bone (kPa), leak (mL), height and angle gained."""
    balloon = kyphoplasty.performed(patient, level, round(volume_ml, 2), "both sides", None, VOXEL_MM)
    plain = vertebroplasty.bench(patient, level, VOXEL_MM).collapsed
    tips = [vertebroplasty.tip_mm(vertebroplasty.Setup(patient, level), side, kyphoplasty.DEPTH_MM) for side in (1, -1)]
    each = balloon.cavity_ml / 2 + MORE_ML
    found = {}
    for name, body in (("vertebroplasty", plain), ("kyphoplasty", balloon.vertebra)):
        cement = Injection(body, "low", tips, gauge=10, mixed_minutes_ago=6)
        most = 0.0
        for tip in (0, 1):
            for _ in range(8):
                cement.advance(each / 0.1 / 8, 0.1, tip)
                most = max(most, cement.pressures.bone_mpa)
        found[name] = {"cement_ml": cement.injected_ml, "bone_kpa": 1000 * most, "leaked_ml": cement.total_leaked_ml}
    collapsed, after = balloon.heights[1], balloon.heights[3]
    found["vertebroplasty"] |= {"height_mm": 0.0, "angle_deg": 0.0}
    found["kyphoplasty"] |= {
        "height_mm": after.anterior_mm - collapsed.anterior_mm,
        "angle_deg": balloon.angle_gained_deg,
    }
    return found


def describe_beside(patient: Patient) -> str:
    """Both ways in words."""
    return " ".join(
        f"{name.capitalize()}: {one['cement_ml']:.1f} mL at up to {one['bone_kpa']:.0f} kPa in the bone, {one['leaked_ml']:.2f} mL outside, "
        f"{one['height_mm']:.1f} mm and {one['angle_deg']:.1f}° gained."
        for name, one in beside(patient).items()
    )


def poster_beside(patient: Patient) -> Figure:
    """Both ways as bars, each quantity on its own axis."""
    from matplotlib.figure import Figure

    found = beside(patient)
    kinds = (
        ("bone_kpa", "Highest pressure in the bone, kPa"),
        ("leaked_ml", "Cement outside, mL"),
        ("height_mm", "Front height gained, mm"),
    )
    with style.matplotlib_style():
        figure = Figure(figsize=(9.5, 3.0), layout="constrained")
        for axes, (kind, words) in zip(figure.subplots(1, 3), kinds, strict=True):
            values = [one[kind] for one in found.values()]
            bars = axes.bar(
                list(found), values, color=[style.BLUE, style.ORANGE], hatch=["", "//"], edgecolor=style.PAPER
            )
            axes.bar_label(bars, fmt="%.2g", fontsize=9)
            axes.set_title(words, fontsize=9)
            axes.set_ylim(0, 1.25 * max(*values, 1e-3))
            axes.tick_params(labelsize=8.5)
        figure.suptitle(textwrap.fill(describe_beside(patient), 125), fontsize=9)
    return figure
