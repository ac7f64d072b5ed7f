"""A vertebra before and after its fracture, by radiograph, CT and DXA: what each of them makes of the same bone."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import numpy as np

from vertebra.models import fracture
from vertebra.models.bone.measure import shadow
from vertebra.models.imaging import column, ct, densitometry, fluoroscopy
from vertebra.models.imaging.fluoroscopy import Technique
from vertebra.models.imaging.scene import compose, trunk
from vertebra.patient import LEVELS, Patient, Vertebra
from vertebra.views import style, xray
from vertebra.views.bone import signed

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

OLD_LEVEL = "T11"
NAMES = ("A year ago", "Today")
NEIGHBOURS = 2
NAME_BESIDE_PX = 92
"""How far in front of a body its name stands."""


def radiographs(patient: Patient, level: str = "L1") -> Figure:
    """Lateral radiographs of a year ago and of today: one body was low already, and one has become so."""
    from matplotlib.figure import Figure
    from matplotlib.layout_engine import ConstrainedLayoutEngine

    before, after = bodies(patient, level)
    old = fracture.of_patient(patient, OLD_LEVEL)
    with style.matplotlib_style():
        figure = Figure(figsize=(8.4, 4.6), layout=ConstrainedLayoutEngine(h_pad=0.15), facecolor="black")
        for axes, name, one in zip(figure.subplots(1, 2), NAMES, (before, after), strict=True):
            _lateral(axes, patient, {level: one, OLD_LEVEL: old}, level)
            axes.set_title(name, color="white", fontsize=11)
    return figure


def sections(patient: Patient, level: str = "L1") -> Figure:
    """The body by sagittal CT and in the shadow that DXA counts, a year ago (above) and today."""
    from matplotlib.figure import Figure

    with style.matplotlib_style():
        figure = Figure(figsize=(7.4, 6.0), layout="constrained", facecolor="black")
        for row, name, one in zip(figure.subplots(2, 2), NAMES, bodies(patient, level), strict=True):
            found = densitometry.read(one)
            _ct(row[0], one)
            row[0].set_title(f"{name}, CT: core {found.hounsfield_hu:.0f} HU", color=xray_colour("ct"), fontsize=11)
            _dxa(row[1], one)
            row[1].set_title(
                f"{name}, DXA: {level} alone T {signed(found.t_score)}", color=xray_colour("dxa"), fontsize=11
            )
    return figure


def xray_colour(method: str) -> str:
    """The colour of a method: the same as in lesson 01."""
    return {"ct": style.SKY, "dxa": style.ORANGE}[method]


def describe_radiographs(patient: Patient, level: str = "L1") -> str:
    """The radiographs in words."""
    before, after = (fracture.morphometry_heights(one) for one in bodies(patient, level))
    return (
        f"Lateral radiographs, the front on the left. A year ago {OLD_LEVEL} was low in front already, and {level} measured "
        f"{before.anterior_mm:.0f} mm in front and {before.posterior_mm:.0f} mm behind. Today {level} measures "
        f"{after.anterior_mm:.0f} and {after.posterior_mm:.0f} mm. Today both bodies look alike: neither shows how old it is."
    )


def describe_sections(patient: Patient, level: str = "L1") -> str:
    """CT and DXA in words."""
    before, after = (densitometry.read(one) for one in bodies(patient, level))
    return (
        f"CT cut through the middle, the front on the left, and the shadow that DXA counts, of {level}. A year ago: {before.hounsfield_hu:.0f} HU, "
        f"T {signed(before.t_score)} from this vertebra alone. Today, with the mineral pressed together: {after.hounsfield_hu:.0f} HU, T {signed(after.t_score)}. "
        "No bone was gained."
    )


def bodies(patient: Patient, level: str = "L1") -> tuple[Vertebra, Vertebra]:
    """The vertebra before and after its fracture."""
    case = fracture.load_case(patient, level)
    return case.intact, case.fractured


def _lateral(axes: Axes, patient: Patient, ready: Mapping[str, Vertebra], level: str) -> None:
    at = LEVELS.index(level)
    placed = column.stand(patient, LEVELS[at - NEIGHBOURS : at + NEIGHBOURS + 1], level, ready)
    frame = fluoroscopy.take(
        compose(placed, trunk(patient), patient), xray.SIDE, Technique(shutters=xray.SIDE_SHUTTERS)
    )
    xray.draw(axes, frame, xray.SIDE)
    for one in placed:
        y, z = one.to_column(np.zeros(2))
        across, down = xray.SIDE.project([0.0, y, z])[0]
        axes.text(across - NAME_BESIDE_PX, down, one.level, **style.on_picture(), fontsize=10, va="center")


def _ct(axes: Axes, one: Vertebra) -> None:
    x, y, z = one.axes_mm()
    plane = ct.voxel_hounsfield_hu(one)[int(np.argmin(np.abs(x)))]
    low, high = xray.CT_WINDOW_HU
    axes.imshow(
        plane.T, origin="lower", cmap="gray", vmin=low, vmax=high, interpolation="bicubic",
        extent=(y[0], y[-1], z[0], z[-1]),
    )  # fmt: skip
    axes.invert_xaxis()
    axes.set_axis_off()


def _dxa(axes: Axes, one: Vertebra) -> None:
    x, _, z = one.axes_mm()
    areal, _ = shadow(one)
    axes.imshow(
        areal.T, origin="lower", cmap="gray", interpolation="bicubic", extent=(x[0], x[-1], z[0], z[-1]),
        vmin=0, vmax=float(np.percentile(areal, 99.5)),
    )  # fmt: skip
    axes.set_axis_off()
