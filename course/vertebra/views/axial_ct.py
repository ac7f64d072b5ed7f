"""An axial CT slice of a vertebra, as on a reader's screen."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from vertebra.models.bone.measure import qct_roi
from vertebra.patient import Vertebra
from vertebra.views import style

if TYPE_CHECKING:
    from matplotlib.figure import Figure

WINDOW_MG_CM3 = (-60.0, 420.0)
NOISE_MG_CM3 = 14.0
SCALE_MM = 20.0


def axial_with_roi(vertebra: Vertebra) -> Figure:
    """A slice through the elliptical region that QCT is read from; patient's right is on the left of the picture."""
    from matplotlib.figure import Figure
    from matplotlib.patches import Ellipse

    x, y, z = vertebra.axes_mm()
    measured = qct_roi(vertebra)
    plane = int(np.argmax(z * measured.any(axis=(0, 1)))) - 1  # High in the region, clear of the basivertebral vein.
    slab = vertebra.density_mg_cm3[:, :, plane]
    noise = np.random.default_rng(vertebra.patient.seed if vertebra.patient else 0).normal(0, NOISE_MG_CM3, slab.shape)
    half = vertebra.spacing_mm[0] / 2
    extent = (x[0] - half, x[-1] + half, y[0] - half, y[-1] + half)
    figure = Figure(figsize=(3.6, 3.6), facecolor="black")
    axes = figure.add_axes((0, 0, 1, 1))
    axes.set_axis_off()
    axes.imshow(
        (slab + noise).T,
        extent=extent,
        origin="lower",
        cmap="gray",
        vmin=WINDOW_MG_CM3[0],
        vmax=WINDOW_MG_CM3[1],
        interpolation="bicubic",
    )
    across, deep = (axis[measured.any(axis=other)] for axis, other in ((x, (1, 2)), (y, (0, 2))))
    centre = ((across[0] + across[-1]) / 2, (deep[0] + deep[-1]) / 2)
    width, depth = across[-1] - across[0] + 2 * half, deep[-1] - deep[0] + 2 * half
    axes.add_patch(Ellipse(centre, width, depth, fill=False, edgecolor=style.YELLOW, linewidth=1.8))
    for text, at in (("A", (0.5, 0.95)), ("P", (0.5, 0.05)), ("R", (0.05, 0.75)), ("L", (0.95, 0.75))):
        axes.text(*at, text, color="white", transform=axes.transAxes, ha="center", va="center", fontsize=12)
    left, low = extent[0] + 3, extent[2] + 3
    axes.plot([left, left + SCALE_MM], [low, low], color="white", linewidth=2)
    axes.text(left, low + 1, f"{SCALE_MM:g} mm", color="white", fontsize=9, va="bottom")
    return figure
