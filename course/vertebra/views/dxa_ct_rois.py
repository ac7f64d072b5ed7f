"""What DXA and CT look at in the same vertebra: the shadow from the front, and a piece of the trabecular core."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from vertebra.models import bone
from vertebra.models.bone.measure import dxa_projection, dxa_roi, qct_roi
from vertebra.patient import Vertebra
from vertebra.texts import _
from vertebra.views import style
from vertebra.views.axial_ct import WINDOW_MG_CM3
from vertebra.views.bone import format_signed

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

DXA, CT = style.ORANGE, style.SKY
SCALE_MM = 20.0


def rois_figure(vertebra: Vertebra) -> Figure:
    """The shadow with what DXA counts outlined, and a sagittal section with the piece that QCT and HU are read from."""
    from matplotlib.figure import Figure

    with style.matplotlib_style():
        figure = Figure(figsize=(9, 3.9), layout="constrained", facecolor="black")
        wide, deep, _unused = vertebra.shape
        left, right = figure.subplots(1, 2, width_ratios=(wide, deep))
        _draw_shadow(left, vertebra)
        _draw_section(right, vertebra)
        return figure


def describe(vertebra: Vertebra) -> str:
    """The picture in words, with the results of the three methods."""
    scan = bone.scan_bone(vertebra)
    return _(
        "Left, the shadow of {level} from the front, as DXA sees it: body and arch lie over each other, and "
        "all mineral within the outline counts, {areal_g_cm2} g/cm², T {signed}. Right, the same vertebra "
        "cut through the middle, front to the left: CT reads only the outlined piece of the trabecular core, "
        "{qct_mg_cm3} mg/cm³ or {hounsfield_hu} HU."
    ).format(
        level=vertebra.level,
        areal_g_cm2=f"{scan.areal_g_cm2:.2f}",
        signed=format_signed(scan.t_score),
        qct_mg_cm3=f"{scan.qct_mg_cm3:.0f}",
        hounsfield_hu=f"{scan.hounsfield_hu:.0f}",
    )


def _draw_shadow(axes: Axes, vertebra: Vertebra) -> None:
    x, _unused, z = vertebra.axes_mm()
    rays = vertebra.density_mg_cm3.sum(axis=1) * vertebra.spacing_mm[1] / 10_000  # mg/cm3 times mm to g/cm2
    axes.imshow(
        rays.T,
        origin="lower",
        interpolation="bicubic",
        cmap="gray",
        vmin=0,
        vmax=float(rays.max()) * 0.9,
        extent=_extent(x, z),
    )
    counted = np.zeros(rays.shape, dtype=bool)
    counted[dxa_roi(vertebra)] = dxa_projection(vertebra)[1] > 0
    axes.contour(x, z, counted.T.astype(float), levels=[0.5], colors=[DXA], linewidths=2)
    _finish(axes, "dxa", _("DXA: all mineral in this shadow"), DXA, ("R", "L"))


def _draw_section(axes: Axes, vertebra: Vertebra) -> None:
    x, y, z = vertebra.axes_mm()
    middle = int(np.argmin(np.abs(x)))
    section = vertebra.density_mg_cm3[middle]
    axes.imshow(
        section.T,
        origin="lower",
        interpolation="bicubic",
        cmap="gray",
        vmin=0,
        vmax=WINDOW_MG_CM3[1],
        extent=_extent(y, z),
    )
    measured = qct_roi(vertebra)[middle]
    axes.contour(y, z, measured.T.astype(float), levels=[0.5], colors=[CT], linewidths=2)
    axes.invert_xaxis()
    _finish(axes, "ct", _("QCT and HU: this piece of the core"), CT, ("A", "P"))


def _extent(across: NDArray[np.float64], up: NDArray[np.float64]) -> tuple[float, float, float, float]:
    half = float(across[1] - across[0]) / 2
    return across[0] - half, across[-1] + half, up[0] - half, up[-1] + half


def _finish(axes: Axes, key: str, title: str, colour: str, sides: tuple[str, str]) -> None:
    axes.set_axis_off()
    axes.set_label(key)
    axes.set_title(title, color=colour, fontsize=12)
    for text, at in zip((*sides, "S", "I"), ((0.02, 0.5), (0.98, 0.5), (0.5, 0.97), (0.5, 0.03)), strict=True):
        axes.text(*at, text, color="white", transform=axes.transAxes, ha="center", va="center", fontsize=11)
    left, right = axes.get_xlim()
    start, step = left + np.sign(right - left) * 3, np.sign(right - left) * SCALE_MM
    low = axes.get_ylim()[0] + 3
    axes.plot([start, start + step], [low, low], color="white", linewidth=2)
    axes.text(start, low + 1.2, f"{SCALE_MM:g} mm", color="white", fontsize=9, va="bottom")
