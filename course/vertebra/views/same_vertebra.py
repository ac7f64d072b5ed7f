"""A vertebra before and after its fracture, by radiograph, CT and DXA: what each of them makes of the same bone."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from vertebra.models.experiments.before_after import BodyScan, FollowUpRadiographs, LateralRadiograph
from vertebra.views import style, xray
from vertebra.views.bone import signed

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

NAMES = ("A year ago", "Today")
NAME_BESIDE_PX = 92
"""How far in front of a body its name stands."""


def radiographs(found: FollowUpRadiographs) -> Figure:
    """Lateral radiographs of a year ago and of today: one body was low already, and one has become so."""
    from matplotlib.figure import Figure
    from matplotlib.layout_engine import ConstrainedLayoutEngine

    with style.matplotlib_style():
        figure = Figure(figsize=(8.4, 4.6), layout=ConstrainedLayoutEngine(h_pad=0.15), facecolor="black")
        for axes, name, one in zip(figure.subplots(1, 2), NAMES, (found.before, found.after), strict=True):
            _lateral(axes, one)
            axes.set_title(name, color="white", fontsize=11)
    return figure


def sections(scans: Sequence[BodyScan]) -> Figure:
    """The body by sagittal CT and in the shadow that DXA counts, a year ago (above) and today."""
    from matplotlib.figure import Figure

    with style.matplotlib_style():
        figure = Figure(figsize=(7.4, 6.0), layout="constrained", facecolor="black")
        for row, name, one in zip(figure.subplots(2, 2), NAMES, scans, strict=True):
            _ct(row[0], one)
            row[0].set_title(
                f"{name}, CT: core {one.reading.hounsfield_hu:.0f} HU", color=xray_colour("ct"), fontsize=11
            )
            _dxa(row[1], one)
            row[1].set_title(
                f"{name}, DXA: {one.level} alone T {signed(one.reading.t_score)}",
                color=xray_colour("dxa"),
                fontsize=11,
            )
    return figure


def xray_colour(method: str) -> str:
    """The colour of a method: the same as in lesson 01."""
    return {"ct": style.SKY, "dxa": style.ORANGE}[method]


def describe_radiographs(found: FollowUpRadiographs) -> str:
    """The radiographs in words."""
    before, after = found.before.heights, found.after.heights
    return (
        f"Lateral radiographs, the front on the left. A year ago {found.old_level} was low in front already, and {found.level} measured "
        f"{before.anterior_mm:.0f} mm in front and {before.posterior_mm:.0f} mm behind. Today {found.level} measures "
        f"{after.anterior_mm:.0f} and {after.posterior_mm:.0f} mm. Today both bodies look alike: neither shows how old it is."
    )


def describe_sections(scans: Sequence[BodyScan]) -> str:
    """CT and DXA in words."""
    before, after = (one.reading for one in scans)
    return (
        f"CT cut through the middle, the front on the left, and the shadow that DXA counts, of {scans[0].level}. A year ago: {before.hounsfield_hu:.0f} HU, "
        f"T {signed(before.t_score)} from this vertebra alone. Today, with the mineral pressed together: {after.hounsfield_hu:.0f} HU, T {signed(after.t_score)}. "
        "No bone was gained."
    )


def _lateral(axes: Axes, one: LateralRadiograph) -> None:
    xray.draw(axes, one.radiograph.frame, one.radiograph.arm)
    for level, (across, down) in one.centres_px.items():
        axes.text(across - NAME_BESIDE_PX, down, level, **style.on_picture(), fontsize=10, va="center")


def _ct(axes: Axes, one: BodyScan) -> None:
    _, y, z = one.axes_mm
    low, high = xray.CT_WINDOW_HU
    axes.imshow(
        one.ct_hu.T, origin="lower", cmap="gray", vmin=low, vmax=high, interpolation="bicubic",
        extent=(y[0], y[-1], z[0], z[-1]),
    )  # fmt: skip
    axes.invert_xaxis()
    axes.set_axis_off()


def _dxa(axes: Axes, one: BodyScan) -> None:
    x, _, z = one.axes_mm
    axes.imshow(
        one.areal_g_cm2.T, origin="lower", cmap="gray", interpolation="bicubic", extent=(x[0], x[-1], z[0], z[-1]),
        vmin=0, vmax=float(np.percentile(one.areal_g_cm2, 99.5)),
    )  # fmt: skip
    axes.set_axis_off()
