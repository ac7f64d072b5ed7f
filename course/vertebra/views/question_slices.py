"""CT slices for questions, drawn from a vertebra; a place in one is a place in the patient.

Beside the radiographs, curves and plots of `question_pictures`. See decision 0382.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import ArrayLike

from vertebra.patient import Vertebra
from vertebra.views import style

if TYPE_CHECKING:
    from matplotlib.figure import Figure

CT_WINDOW_MG_CM3 = (-60.0, 420.0)
CT_NOISE_MG_CM3 = 14.0
CT_AIR = "#202020"
"""What a slice shows where nothing is."""


def axial_extent_mm(body: Vertebra) -> tuple[float, float, float, float]:
    """Left, right, back and front edge of an axial picture, in mm."""
    x, y, _z = body.axes_mm()
    half_x, half_y = body.spacing_mm[0] / 2, body.spacing_mm[1] / 2
    return float(x[0] - half_x), float(x[-1] + half_x), float(y[0] - half_y), float(y[-1] + half_y)


def axial_picture(
    body: Vertebra, height_mm: float = 0.0, seed: int = 0, scale: bool = False, letters: bool = True
) -> Figure:
    """An axial CT slice that fills the picture; front on top, the patient's right on the left."""
    from matplotlib.figure import Figure

    extent = axial_extent_mm(body)
    _x, _y, z = body.axes_mm()
    slab = body.density_mg_cm3[:, :, int(np.argmin(np.abs(z - height_mm)))]
    noise = np.random.default_rng(seed).normal(0, CT_NOISE_MG_CM3, slab.shape)
    wide, high = extent[1] - extent[0], extent[3] - extent[2]
    figure = Figure(figsize=(3.8, 3.8 * high / wide), facecolor="black")
    axes = figure.add_axes((0, 0, 1, 1))
    axes.set_axis_off()
    axes.imshow(
        (slab + noise).T, extent=extent, origin="lower", cmap="gray", interpolation="bicubic", aspect="auto",
        vmin=CT_WINDOW_MG_CM3[0], vmax=CT_WINDOW_MG_CM3[1],
    )  # fmt: skip
    # The world's x grows to the patient's right, which a reader sees on the left.
    axes.set_xlim(extent[1], extent[0])
    for text, place in (
        () if not letters else (("A", (0.5, 0.96)), ("P", (0.5, 0.04)), ("R", (0.04, 0.5)), ("L", (0.96, 0.5)))
    ):
        axes.text(*place, text, transform=axes.transAxes, ha="center", va="center", **style.on_picture())
    if scale:
        axes.plot([extent[1] - 4, extent[1] - 24], [extent[2] + 4] * 2, color=style.YELLOW, linewidth=2)
        axes.text(extent[1] - 14, extent[2] + 5, "20 mm", ha="center", va="bottom", fontsize=8, **style.on_picture())
    return figure


def with_reading(figure: Figure, text: str) -> Figure:
    """A grey picture with a reading printed in its corner, as a viewer prints that of a region of interest."""
    figure.axes[0].text(
        0.97, 0.03, text, transform=figure.axes[0].transAxes, ha="right", fontsize=10, **style.on_picture()
    )
    return figure


def with_caliper(figure: Figure, middle_mm: ArrayLike, width_mm: float) -> Figure:
    """An axial picture with a distance across measured in it, about a point of the patient."""
    (axes,), (x, y) = figure.axes, np.asarray(middle_mm, dtype=float)
    axes.plot([x - width_mm / 2, x + width_mm / 2], [y, y], "|-", color=style.YELLOW, linewidth=1.5, markersize=9)
    axes.text(x + width_mm / 2 + 1, y, f"{width_mm:g}", ha="right", va="center", fontsize=9, **style.on_picture())
    return figure


def sagittal_picture(
    body: Vertebra, seed: int = 0, *, front_left: bool = True, cross_mm: tuple[float, float] | None = None
) -> Figure:
    """A sagittal CT slice through the midline that fills the picture, with a cross at a place (front, up), in mm."""
    from matplotlib.figure import Figure

    x, y, z = body.axes_mm()
    half_y, half_z = body.spacing_mm[1] / 2, body.spacing_mm[2] / 2
    extent = (float(y[0] - half_y), float(y[-1] + half_y), float(z[0] - half_z), float(z[-1] + half_z))
    slab = body.density_mg_cm3[int(np.argmin(np.abs(x)))]
    noise = np.random.default_rng(seed).normal(0, CT_NOISE_MG_CM3, slab.shape)
    figure = Figure(figsize=(3.8, 3.8 * (extent[3] - extent[2]) / (extent[1] - extent[0])), facecolor="black")
    axes = figure.add_axes((0, 0, 1, 1))
    axes.set_axis_off()
    axes.imshow(
        (slab + noise).T, extent=extent, origin="lower", cmap="gray", interpolation="bicubic", aspect="auto",
        vmin=CT_WINDOW_MG_CM3[0], vmax=CT_WINDOW_MG_CM3[1],
    )  # fmt: skip
    axes.set_xlim(*(extent[1::-1] if front_left else extent[:2]))
    if cross_mm is not None:
        axes.plot(*cross_mm, "x", color=style.YELLOW, markersize=11, markeredgewidth=2.5)
    return figure


def axial_pair_picture(bodies: Mapping[str, Vertebra], seed: int = 0) -> Figure:
    """Axial CT slices through the pedicles side by side at the same scale, each with its name."""
    from matplotlib.figure import Figure

    extents = [axial_extent_mm(body) for body in bodies.values()]
    half_x = max(extent[1] for extent in extents)
    back, front = min(extent[2] for extent in extents), max(extent[3] for extent in extents)
    figure = Figure(figsize=(3.2 * len(bodies), 3.2 * (front - back) / (2 * half_x)), facecolor="black")
    for axes, (name, body), extent in zip(
        figure.subplots(1, len(bodies), squeeze=False, gridspec_kw={"wspace": 0.02})[0],
        bodies.items(),
        extents,
        strict=True,
    ):
        z = body.axes_mm()[2]
        slab = body.density_mg_cm3[:, :, int(np.argmin(np.abs(z - body.landmarks_mm["pedicle_right"][2])))]
        noise = np.random.default_rng(seed).normal(0, CT_NOISE_MG_CM3, slab.shape)
        axes.imshow(
            (slab + noise).T, extent=extent, origin="lower", cmap="gray", interpolation="bicubic",
            vmin=CT_WINDOW_MG_CM3[0], vmax=CT_WINDOW_MG_CM3[1],
        )  # fmt: skip
        axes.set(xlim=(half_x, -half_x), ylim=(back, front), facecolor=CT_AIR, xticks=[], yticks=[])
        axes.text(0.05, 0.93, name, transform=axes.transAxes, fontsize=13, **style.on_picture())
    figure.subplots_adjust(0, 0, 1, 1)
    return figure


def place_in_axial(body: Vertebra, x_mm: float, y_mm: float) -> tuple[float, float]:
    """Where a point falls in `axial_picture`: shares of its width and height, from the top left."""
    left, right, back, front = axial_extent_mm(body)
    return round((right - x_mm) / (right - left), 4), round((front - y_mm) / (front - back), 4)


def size_in_axial(body: Vertebra, width_mm: float, depth_mm: float) -> tuple[float, float]:
    """A length across and one from front to back, as shares of the width and height of `axial_picture`."""
    left, right, back, front = axial_extent_mm(body)
    return round(width_mm / (right - left), 4), round(depth_mm / (front - back), 4)
