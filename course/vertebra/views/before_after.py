"""A vertebra before and after its fracture, by radiograph, CT and DXA: what each of them makes of the same bone."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from vertebra.models.experiments.before_after import BodyScan, FollowUpRadiographs, LateralRadiograph
from vertebra.texts import _
from vertebra.views import style, xray
from vertebra.views.bone import format_signed

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

NAMES = (_("A year ago"), _("Today"))
NAME_BESIDE_PX = 92
"""How far in front of a body its name stands."""


def radiographs_figure(radiographs: FollowUpRadiographs) -> Figure:
    """Lateral radiographs of a year ago and of today: one body was low already, and one has become so."""
    from matplotlib.figure import Figure
    from matplotlib.layout_engine import ConstrainedLayoutEngine

    with style.matplotlib_style():
        figure = Figure(figsize=(8.4, 4.6), layout=ConstrainedLayoutEngine(h_pad=0.15), facecolor="black")
        for axes, name, radiograph in zip(
            figure.subplots(1, 2), NAMES, (radiographs.before, radiographs.after), strict=True
        ):
            _lateral(axes, radiograph)
            axes.set_title(name, color="white", fontsize=11)
    return figure


def sections_figure(scans: Sequence[BodyScan]) -> Figure:
    """Draw the body by sagittal CT and in the projection that DXA counts, before (above) and now.

    Parameters
    ----------
    scans : sequence of BodyScan
        Two, the earlier first.
    """
    from matplotlib.figure import Figure

    with style.matplotlib_style():
        figure = Figure(figsize=(7.4, 6.0), layout="constrained", facecolor="black")
        for row, name, scan in zip(figure.subplots(2, 2), NAMES, scans, strict=True):
            _ct(row[0], scan)
            row[0].set_title(
                _("{name}, CT: core {hounsfield_hu} HU").format(
                    name=name, hounsfield_hu=f"{scan.reading.hounsfield_hu:.0f}"
                ),
                color=modality_colour("ct"),
                fontsize=11,
            )
            _dxa(row[1], scan)
            row[1].set_title(
                _("{name}, DXA: {level} alone T {signed}").format(
                    name=name, level=scan.level, signed=format_signed(scan.reading.t_score)
                ),
                color=modality_colour("dxa"),
                fontsize=11,
            )
    return figure


def modality_colour(method: str) -> str:
    """The colour of a method: the same as in lesson 01."""
    return {"ct": style.SKY, "dxa": style.ORANGE}[method]


def describe_radiographs(radiographs: FollowUpRadiographs) -> str:
    """The radiographs in words."""
    before, after = radiographs.before.heights, radiographs.after.heights
    return _(
        "Lateral radiographs, the front on the left. A year ago {old_level} was low in front already, and "
        "{level} measured {anterior_mm} mm in front and {posterior_mm} mm behind. Today {level} measures "
        "{anterior_now_mm} and {posterior_now_mm} mm. Today both bodies look alike: neither shows how old it is."
    ).format(
        old_level=radiographs.old_level,
        level=radiographs.level,
        anterior_mm=f"{before.anterior_mm:.0f}",
        posterior_mm=f"{before.posterior_mm:.0f}",
        anterior_now_mm=f"{after.anterior_mm:.0f}",
        posterior_now_mm=f"{after.posterior_mm:.0f}",
    )


def describe_sections(scans: Sequence[BodyScan]) -> str:
    """CT and DXA in words."""
    before, after = (scan.reading for scan in scans)
    return _(
        "CT cut through the middle, the front on the left, and the shadow that DXA counts, of {level}. A "
        "year ago: {hounsfield_hu} HU, T {signed} from this vertebra alone. Today, with the mineral pressed "
        "together: {hounsfield_now_hu} HU, T {t_score_now}. No bone was gained."
    ).format(
        level=scans[0].level,
        hounsfield_hu=f"{before.hounsfield_hu:.0f}",
        signed=format_signed(before.t_score),
        hounsfield_now_hu=f"{after.hounsfield_hu:.0f}",
        t_score_now=format_signed(after.t_score),
    )


def _lateral(axes: Axes, radiograph: LateralRadiograph) -> None:
    xray.draw(axes, radiograph.radiograph.frame, radiograph.radiograph.arm)
    for level, (across, down) in radiograph.centres_px.items():
        axes.text(across - NAME_BESIDE_PX, down, level, **style.on_picture(), fontsize=10, va="center")


def _ct(axes: Axes, scan: BodyScan) -> None:
    _unused, y, z = scan.axes_mm
    low, high = xray.CT_WINDOW_HU
    axes.imshow(
        scan.ct_hu.T,
        origin="lower",
        cmap="gray",
        vmin=low,
        vmax=high,
        interpolation="bicubic",
        extent=(y[0], y[-1], z[0], z[-1]),
    )
    axes.invert_xaxis()
    axes.set_axis_off()


def _dxa(axes: Axes, scan: BodyScan) -> None:
    x, _unused, z = scan.axes_mm
    axes.imshow(
        scan.areal_g_cm2.T,
        origin="lower",
        cmap="gray",
        interpolation="bicubic",
        extent=(x[0], x[-1], z[0], z[-1]),
        vmin=0,
        vmax=float(np.percentile(scan.areal_g_cm2, 99.5)),
    )
    axes.set_axis_off()
