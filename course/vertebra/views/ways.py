"""One fracture treated both ways: numbers, words, the bodies cut open."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from vertebra.models import ballooning, ways
from vertebra.models.ballooning import Setup
from vertebra.models.ways import WAYS, Way
from vertebra.patient import Patient
from vertebra.views import style
from vertebra.views.kyphoplasty import section

if TYPE_CHECKING:
    from matplotlib.figure import Figure

VOXEL_MM = 2.0
POSTER_ML = 5.2
COLOURS = {"vertebroplasty": style.BLUE, "kyphoplasty": style.ORANGE}


def figures(setup: Setup, way: Way, cement_ml: float) -> dict[str, float]:
    """Cement (mL), the highest pressure in the bone (kPa), cement outside (mL), front height (mm) and angle (degrees) gained."""
    course = ways.course(setup, way)
    injected, pressure, leaked = course.until(cement_ml)[-1]
    broken = setup.bed.collapsed
    return {
        "cement_ml": float(injected), "bone_kpa": float(pressure), "leaked_ml": float(leaked),
        "height_mm": course.heights.anterior_mm - broken.anterior_mm, "angle_deg": broken.wedge_deg - course.heights.wedge_deg,
    }  # fmt: skip


def readouts(setup: Setup, way: Way, cement_ml: float) -> list[dict[str, Any]]:
    """Pressure, leak and height of one way, for a panel of meters."""
    now = figures(setup, way, cement_ml)
    filled = ballooning.filled_share(ways.course(setup, way).at(cement_ml)) if way == "kyphoplasty" else 0.0
    where = f"{100 * filled:.0f} % of the hollows hold cement" if way == "kyphoplasty" else "straight into the bone"
    rows = (
        ("In the bone", now["bone_kpa"], f"{now['bone_kpa']:.1f} kPa", 0, 15, where),
        ("Outside", now["leaked_ml"], f"{now['leaked_ml']:.2f} mL", 0, 0.3, "of cement"),
        ("Front height", now["height_mm"], f"{now['height_mm']:.1f} mm", 0, 4, f"gained; {now['angle_deg']:.1f}° straighter"),
    )  # fmt: skip
    return [
        {"name": name, "value": value, "text": text, "low": low, "high": high, "limits": [], "verdict": words, "grave": False}
        for name, value, text, low, high, words in rows
    ]  # fmt: skip


def cut(setup: Setup, way: Way, cement_ml: float) -> NDArray[np.uint8]:
    """The body cut open along the right needle, cement white."""
    course = ways.course(setup, way)
    return section(course.body, setup.bed.centres_mm[0][0], course.at(cement_ml).cement_share)


def describe(setup: Setup, cement_ml: float) -> str:
    """Both ways in words."""
    return " ".join(
        f"{way.capitalize()}: {one['cement_ml']:.1f} mL at up to {one['bone_kpa']:.1f} kPa in the bone, {one['leaked_ml']:.2f} mL outside, "
        f"{one['height_mm']:.1f} mm and {one['angle_deg']:.1f}° gained."
        for way, one in ((way, figures(setup, way, cement_ml)) for way in WAYS)
    )


def laid(patient: Patient, level: str = "L1") -> Setup:
    """The table on which both are done."""
    return Setup(patient, level, voxel_mm=VOXEL_MM)


def poster(setup: Setup, cement_ml: float = POSTER_ML) -> Figure:
    """Both bodies cut open, and the pressure by volume."""
    from matplotlib.figure import Figure

    with style.matplotlib_style():
        figure = Figure(figsize=(10, 3.4), layout="constrained")
        left, right, chart = figure.subplots(1, 3, width_ratios=(1, 1, 1.3))
        for axes, way in zip((left, right), WAYS, strict=True):
            axes.imshow(cut(setup, way, cement_ml), cmap="gray", vmin=0, vmax=255)
            axes.set_title(way, fontsize=9)
            axes.set_axis_off()
            rows = ways.course(setup, way).until(cement_ml)
            dashed = "--" if way == "kyphoplasty" else "-"
            chart.plot(rows[:, 0], rows[:, 1], dashed, color=COLOURS[way], label=way)
        chart.set_xlabel("Cement in all, mL")
        chart.set_ylabel("Highest pressure in the bone, kPa")
        chart.set_ylim(bottom=0)
        chart.legend(frameon=False, fontsize=9)
        figure.suptitle(textwrap.fill(describe(setup, cement_ml), 125), fontsize=9)
    return figure
