"""A balloon in a collapsed body: numbers, words, sections."""

from __future__ import annotations

import textwrap
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from vertebra import tables
from vertebra.models import kyphoplasty, vertebroplasty
from vertebra.models.cement import Injection
from vertebra.models.kyphoplasty import Kyphoplasty
from vertebra.patient import Part, Patient, Vertebra
from vertebra.views import style

if TYPE_CHECKING:
    from matplotlib.figure import Figure

VOXEL_MM = 1.5
LOADS = {"prone": None, "prone, spine extended": 200.0, "no load, as in a cadaver": 0.0}
"""What lies on the body, in N; None is the usual load of someone prone."""
DENSEST_MG_CM3 = 500.0
PSI_PER_MPA = 145.038
MORE_ML = 0.5
"""Cement beyond the hollows, pressed into their rims, on each side."""


def at(
    patient: Patient, volume_ml: float, load: str = "prone", placement: str = "both sides", level: str = "L1"
) -> Kyphoplasty:
    """The procedure with so much in each balloon; kept, since a hand comes back to the same places."""
    return kyphoplasty.performed(patient, level, round(volume_ml, 2), placement, LOADS[load], VOXEL_MM)


def section(body: Vertebra, x_mm: float) -> NDArray[np.uint8]:
    """The body cut along the needle's side, seen from the right (front on the left): bone grey, hollows black, cement white."""
    x, _, _ = body.axes_mm()
    i = int(np.argmin(np.abs(x - x_mm)))
    bone = np.clip(body.density_mg_cm3[i] / DENSEST_MG_CM3, 0, 1) * 215
    grey = np.maximum(bone, 40 * (body.labels[i] > 0))
    grey[body.labels[i] == Part.CAVITY] = 0
    grey[body.labels[i] == Part.CEMENT] = 255
    return np.ascontiguousarray(grey.T[::-1, ::-1].astype(np.uint8))


def side_mm(patient: Patient, level: str = "L1") -> float:
    """Where the right balloon lies."""
    return vertebroplasty.tip_mm(vertebroplasty.Setup(patient, level), 1, kyphoplasty.DEPTH_MM)[0]


def readouts(found: Kyphoplasty, down: bool) -> list[dict[str, Any]]:
    """Pressure, lift and angle, for a panel of meters; after letting down, what stays."""
    done = found.inflation
    limit = tables.value("balloon_pressure_limit_mpa")
    before, collapsed, full, after = found.heights
    now = after if down else full
    pressure = 0.0 if down else float(done.pressure_mpa[-1])
    lost = before.anterior_mm - collapsed.anterior_mm
    gained = now.anterior_mm - collapsed.anterior_mm
    share = 100 * gained / lost if lost > 0 else 0.0
    rows = (
        ("Pressure", pressure, f"{pressure:.2f} MPa", 0, 1.1 * limit, [{"at": limit, "text": "limit"}],
         "let down" if down else f"{pressure * PSI_PER_MPA:.0f} psi on the gauge", False),
        ("Front height", now.anterior_mm, f"{now.anterior_mm:.1f} mm", collapsed.anterior_mm - 1, before.anterior_mm + 1,
         [{"at": collapsed.anterior_mm, "text": "broken"}, {"at": before.anterior_mm, "text": "before"}],
         f"{share:.0f} % of what was lost{' stays' if down else ''}", False),
        ("Wedge", now.wedge_deg, f"{now.wedge_deg:.1f}°", 0, collapsed.wedge_deg + 2, [{"at": collapsed.wedge_deg, "text": "broken"}],
         f"{collapsed.wedge_deg - now.wedge_deg:.1f}° straighter", False),
    )  # fmt: skip
    return [
        {"name": name, "value": value, "text": text, "low": low, "high": high, "limits": limits, "verdict": verdict, "grave": grave}
        for name, value, text, low, high, limits, verdict, grave in rows
    ]  # fmt: skip


def describe(found: Kyphoplasty, load: str, placement: str, down: bool) -> str:
    """Volume, pressure and lift; after letting down, what stays."""
    done = found.inflation
    start = f"{done.volume_ml[-1]:.1f} mL in each balloon ({placement}, {load}): {done.pressure_mpa[-1]:.2f} MPa"
    if not down:
        return f"{start}; the front of the body is raised by {found.heights[2].anterior_mm - found.heights[1].anterior_mm:.1f} mm."
    return (
        f"{start}. Let down: {found.heights[3].anterior_mm - found.heights[1].anterior_mm:.1f} mm of front height and "
        f"{found.angle_gained_deg:.1f}° stay; the hollows hold {found.cavity_ml:.1f} mL."
    )


@lru_cache(maxsize=4)
def beside(patient: Patient, volume_ml: float = 2.4, level: str = "L1") -> dict[str, dict[str, float]]:
    """The same fracture treated both ways with as much cement: pressure in the bone (kPa), leak (mL), height and angle gained."""
    balloon = at(patient, volume_ml, level=level)
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


def poster(patient: Patient, volume_ml: float = 2.4, load: str = "prone", placement: str = "both sides") -> Figure:
    """Pressure and lift by volume, and the body before and after."""
    from matplotlib.figure import Figure

    found = at(patient, volume_ml, load, placement)
    with style.matplotlib_style():
        figure = Figure(figsize=(9.5, 3.6), layout="constrained")
        left, middle, right = figure.subplots(1, 3, width_ratios=(1.3, 1, 1))
        left.plot(found.inflation.volume_ml, found.inflation.pressure_mpa, color=style.BLUE, label="pressure, MPa")
        left.plot(found.inflation.volume_ml, found.inflation.lift_mm, "--", color=style.VERMILLION, label="lift, mm")
        left.set_xlabel("Volume of each balloon, mL")
        left.legend(frameon=False, fontsize=9)
        collapsed = vertebroplasty.bench(patient, "L1", VOXEL_MM).collapsed
        for axes, body, words in ((middle, collapsed, "broken"), (right, found.vertebra, "after the balloon")):
            axes.imshow(section(body, side_mm(patient)), cmap="gray", vmin=0, vmax=255)
            axes.set_title(words, fontsize=9)
            axes.set_axis_off()
        figure.suptitle(textwrap.fill(describe(found, load, placement, True), 110), fontsize=10)
    return figure
