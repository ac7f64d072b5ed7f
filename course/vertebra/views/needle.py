"""A needle in a pedicle: sections that show the truth, and verdicts in words."""

from __future__ import annotations

import textwrap
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from vertebra.models import needling
from vertebra.models.needle import Needle
from vertebra.models.needling import Setup
from vertebra.patient import Vertebra
from vertebra.views import style

if TYPE_CHECKING:
    from matplotlib.figure import Figure

DENSEST_MG_CM3 = 500.0
PREPOSITION = {"transpedicular": "through", "parapedicular": "beside"}


def sections(vertebra: Vertebra, needle: Needle) -> dict[str, NDArray[np.uint8]]:
    """CT along the needle: from below through its middle (front on top), and from the side at its tip (front on the left)."""
    x, _, z = vertebra.axes_mm()
    halfway = np.asarray(needle.entry_mm) + 0.6 * needle.depth_mm * needle.along
    i, k = int(np.argmin(np.abs(x - halfway[0]))), int(np.argmin(np.abs(z - halfway[2])))
    level = np.clip(vertebra.density_mg_cm3 / DENSEST_MG_CM3, 0, 1) * 200
    level = np.maximum(level, 40 * (vertebra.labels > 0) * (vertebra.labels != 7))
    level = np.where(_near(vertebra, needle), 255, level).astype(np.uint8)
    return {
        "axial": np.ascontiguousarray(level[:, :, max(k - 1, 0) : k + 2].max(axis=2).T[::-1]),
        "sagittal": np.ascontiguousarray(level[max(i - 1, 0) : i + 2].max(axis=0).T[::-1, ::-1]),
    }


def _near(vertebra: Vertebra, needle: Needle) -> NDArray[np.bool_]:
    """Voxels that the needle fills."""
    grid = np.stack(np.meshgrid(*vertebra.axes_mm(), indexing="ij"), axis=-1) - np.asarray(needle.entry_mm)
    far = np.clip(grid @ needle.along, 0, needle.depth_mm)
    away = np.linalg.norm(grid - far[..., None] * needle.along, axis=-1)
    return np.asarray(away <= max(needle.radius_mm, 0.6 * min(vertebra.spacing_mm)))


def verdicts(setup: Setup, needle: Needle) -> list[dict[str, Any]]:
    """What the scan says, one line each."""
    return [asdict(one) for one in needling.assess(setup, needle)]


def describe(needle: Needle, shots: int, rule: bool) -> str:
    """Where the needle stands, without the truth that only the scan knows."""
    told = (
        ""
        if rule
        else " Stop: from behind the tip has crossed the pedicle's inner border, and it is still behind the back wall."
    )
    return (
        f"Needle of {needle.gauge} gauge {PREPOSITION[needle.way]} the {needle.side} pedicle: {abs(needle.medial_deg):.0f}° "
        f"{'away from' if needle.medial_deg < 0 else 'towards'} the midline, {abs(needle.caudal_deg):.0f}° "
        f"{'upwards' if needle.caudal_deg < 0 else 'downwards'}, {needle.depth_mm:.0f} mm deep; {shots} pictures taken.{told}"
    )


def describe_scan(setup: Setup, needle: Needle) -> str:
    """The truth in words."""
    return " ".join(f"{one['name']}: {one['words']}." for one in verdicts(setup, needle))


def poster(setup: Setup, needle: Needle) -> Figure:
    """Both sections and the verdicts."""
    from matplotlib.figure import Figure

    with style.matplotlib_style():
        figure = Figure(figsize=(8.5, 4.2), layout="constrained")
        for axes, (name, image) in zip(figure.subplots(1, 2), sections(setup.vertebra, needle).items(), strict=True):
            axes.imshow(image, cmap="gray", vmin=0, vmax=255)
            axes.set_title(name, fontsize=10)
            axes.set_axis_off()
        figure.suptitle(textwrap.fill(describe_scan(setup, needle), 100), fontsize=10)
    return figure
