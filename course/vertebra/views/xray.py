"""Fluoroscopy and CT of the spine as still pictures and in words."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from vertebra.models.experiments.radiographs import Radiograph
from vertebra.models.imaging import fluoroscopy
from vertebra.models.imaging.ct import CtSlice
from vertebra.models.imaging.fluoroscopy import XrayFrame
from vertebra.models.imaging.geometry import CArm
from vertebra.models.imaging.view_alignment import Alignment
from vertebra.texts import _, join, pgettext
from vertebra.views import style

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

CT_WINDOW_HU = (-150.0, 650.0)
CM2_PER_M2 = 10_000


def static_figure(views: Sequence[Radiograph], words: str = "") -> Figure:
    """Draw the view from behind and the lateral view, as the two screens of an operating room show them.

    Parameters
    ----------
    views : sequence of Radiograph
    words : str, optional
        Written above.
    """
    from matplotlib.figure import Figure

    with style.matplotlib_style():
        figure = Figure(figsize=(9, 4.9), layout="constrained", facecolor="black")
        pair = figure.subplots(1, 2)
        for axes, view in zip(pair, views, strict=True):
            draw(axes, view.frame, view.arm)
        if words:
            figure.suptitle(words, color="white", fontsize=10)
    return figure


def draw(axes: Axes, frame: XrayFrame, arm: CArm) -> None:
    """Draw a frame with the letters of its sides and a scale of 20 mm at the patient.

    Parameters
    ----------
    axes : Axes
    frame : XrayFrame
    arm : CArm
        That it was taken with.
    """
    picture = fluoroscopy.to_display(frame)
    axes.imshow(picture, cmap="gray", vmin=0, vmax=255, interpolation="bilinear")
    axes.set_axis_off()
    axes.set_title(view_name(arm), color="white", fontsize=11)
    left, right = sides(arm)
    for text, place in ((left, 0.04), (right, 0.96)):
        axes.text(place, 0.93, text, transform=axes.transAxes, **style.on_picture(), fontsize=13, ha="center")
    length = 20 * arm.magnification / arm.pixel_mm
    axes.plot([12, 12 + length], [arm.pixels - 14] * 2, color=style.YELLOW, linewidth=2)
    axes.text(12 + length / 2, arm.pixels - 20, "20 mm", **style.on_picture(), fontsize=9, ha="center", va="bottom")


def describe(arm: CArm, frame: XrayFrame, alignment: Alignment | None = None) -> str:
    """Describe the view and its price.

    Parameters
    ----------
    arm : CArm
    frame : XrayFrame
    alignment : Alignment, optional
        How far it is from true, where that is to be told.
    """
    parts = [
        _(
            "{view_name}, {turned}. Scatter is {scatter_to_primary} times the direct beam; a frame gives the "
            "skin {entrance_dose_ugy} µGy over the open field ({dose_area_ugy_cm2} µGy·m²)."
        ).format(
            view_name=view_name(arm),
            turned=_rotation_text(arm),
            scatter_to_primary=f"{frame.scatter_to_primary:.1f}",
            entrance_dose_ugy=f"{frame.entrance_dose_ugy:.0f}",
            dose_area_ugy_cm2=f"{frame.dose_area_ugy_cm2 / CM2_PER_M2:.2f}",
        )
    ]
    if alignment is not None:
        parts.append(_alignment_text(arm, alignment))
    return join(*parts)


def sides(arm: CArm) -> tuple[str, str]:
    """Return the letters at the left and the right edge of the picture.

    Parameters
    ----------
    arm : CArm

    Returns
    -------
    (str, str)
        Such as ("R", "L").
    """
    _unused, right, _unused = arm.axes
    if abs(right[0]) >= abs(right[1]):
        return ("L", "R") if right[0] > 0 else ("R", "L")
    return ("P", "A") if right[1] > 0 else ("A", "P")


def ct_figure(slice_: CtSlice, words: str = "") -> Figure:
    """A CT slice in a bone window."""
    from matplotlib.figure import Figure

    with style.matplotlib_style():
        figure = Figure(figsize=(5.4, 4.2), layout="constrained", facecolor="black")
        axes = figure.subplots()
        low, high = CT_WINDOW_HU
        axes.imshow(slice_.hounsfield_hu, cmap="gray", vmin=low, vmax=high, interpolation="bicubic")
        axes.set_axis_off()
        rows = np.flatnonzero((slice_.hounsfield_hu > -500).any(axis=1))
        axes.set_ylim(rows[-1] + 4, rows[0] - 4)
        for text, place in (("R", (0.02, 0.5)), ("L", (0.98, 0.5)), ("A", (0.5, 0.95)), ("P", (0.5, 0.02))):
            axes.text(*place, text, transform=axes.transAxes, **style.on_picture(), ha="center", fontsize=12)
        axes.set_title(words or _("CT at {kvp} kV").format(kvp=f"{slice_.kvp:g}"), color="white", fontsize=10)
    return figure


def view_name(arm: CArm) -> str:
    """Return the name of a view by where the beam comes from."""
    turn = abs(arm.rotation_deg)
    if turn <= 5 or turn >= 175:
        return pgettext("view-from-behind", "View from behind (AP)")
    return pgettext("view-lateral", "Lateral view") if 85 <= turn <= 95 else pgettext("view-oblique", "Oblique view")


def _rotation_text(arm: CArm) -> str:
    way = "" if arm.tilt_deg == 0 else (_(" towards the head") if arm.tilt_deg > 0 else _(" towards the feet"))
    return _("C-arm turned by {rotation_deg}° and tilted by {tilt_deg}°{way}").format(
        rotation_deg=f"{arm.rotation_deg:.0f}", tilt_deg=f"{abs(arm.tilt_deg):.0f}", way=way
    )


def _alignment_text(arm: CArm, alignment: Alignment) -> str:
    gap = _("the rims of the upper endplate lie {endplate_gap_mm} mm apart").format(
        endplate_gap_mm=f"{alignment.endplate_gap_mm:.1f}"
    )
    beam, _unused, _unused = arm.axes
    if abs(beam[0]) > abs(beam[1]):
        walls = _("the two corners of the posterior wall {walls_gap_mm} mm").format(
            walls_gap_mm=f"{alignment.walls_gap_mm:.1f}"
        )
        return (
            pgettext("lateral-true", "A true lateral: {first}, {second}.")
            if alignment.true_lateral
            else pgettext("lateral-not-true", "Not a true lateral: {first}, {second}.")
        ).format(first=gap, second=walls)
    side = (
        pgettext("spinous-process-right", "{spine} right of the middle between the pedicles")
        if alignment.spinous_offset_mm > 0
        else pgettext("spinous-process-left", "{spine} left of the middle between the pedicles")
    )
    spine = _("the spinous process lies {spinous_offset_mm} mm").format(
        spinous_offset_mm=f"{abs(alignment.spinous_offset_mm):.1f}"
    )
    beside = (
        side.format(spine=spine)
        if abs(alignment.spinous_offset_mm) >= 0.05
        else (_("the spinous process lies midway between the pedicles"))
    )
    return (
        pgettext("ap-true", "A true AP: {first}, {second}.")
        if alignment.true_ap
        else pgettext("ap-not-true", "Not a true AP: {first}, {second}.")
    ).format(first=beside, second=gap)
