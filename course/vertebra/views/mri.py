"""Sagittal MRI as still pictures and in words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from vertebra.models.imaging import mri
from vertebra.models.imaging.appearance import low_bodies, relative_brightness
from vertebra.models.imaging.sagittal import SagittalScene
from vertebra.texts import Text, _, join, pgettext
from vertebra.views import style
from vertebra.views.meters import meter

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

CLEARLY = 1.25
"""A body this many times brighter than its neighbours is called bright, and one so many times darker dark."""
NULLED = 0.04
"""Signal of fat, as a share of water at rest, below which it is black in the picture."""
NEW_UNTIL_WEEKS = 150
TISSUES = ("fat", "marrow", "oedema", "CSF")
FULL_NAMES = {
    "T1": _("T1-weighted spin echo"),
    "T2": _("T2-weighted fast spin echo"),
    "STIR": "STIR",
    "T2 fat-saturated": _("T2-weighted with fat saturated"),
}


def static_figure(what: SagittalScene, images: Mapping[str, NDArray[np.float32]], words: str = "") -> Figure:
    """The same slice in several sequences side by side, levels named in the first."""
    from matplotlib.figure import Figure

    rows, columns = what.grid.shape
    with style.matplotlib_style():
        height = 4.6
        wide = height * 0.9 * columns / rows * len(images) + 0.3
        figure = Figure(figsize=(wide, height), layout="constrained", facecolor="black")
        grid = np.atleast_1d(figure.subplots(1, len(images)))
        for number, (axes, (name, image)) in enumerate(zip(grid, images.items(), strict=True)):
            draw(axes, what, image, FULL_NAMES.get(name, _(name)), named=number == 0)
        if words:
            figure.suptitle(words, color="white", fontsize=10)
    return figure


def draw(axes: Axes, what: SagittalScene, image: NDArray[np.float32], title: str, named: bool = True) -> None:
    """Draw one picture with its title, the letters of its sides and a scale of 20 mm.

    Parameters
    ----------
    axes : Axes
    what : SagittalScene
        The slice, with its levels and findings.
    image : array of float32
        Signal (rows, columns).
    title : str
    named : bool, optional
        Whether the levels are written on it.
    """
    axes.imshow(mri.to_display(image), cmap="gray", vmin=0, vmax=255, interpolation="bicubic")
    axes.set_axis_off()
    axes.set_title(title, color="white", fontsize=11)
    for text, place in (("A", 0.04), ("P", 0.96)):
        axes.text(place, 0.95, text, transform=axes.transAxes, **style.on_picture(), fontsize=12, ha="center")
    length, low = 20 / what.grid.pixel_mm, what.grid.shape[0] - 10
    axes.plot([8, 8 + length], [low, low], color=style.YELLOW, linewidth=2)
    axes.text(8 + length / 2, low - 4, "20 mm", **style.on_picture(), fontsize=8, ha="center", va="bottom")
    if named:
        for level in what.levels:
            row, column = what.centre_of(level)
            axes.text(column - 34 / what.grid.pixel_mm, row, level, **style.on_picture(), fontsize=9, va="center")


def abnormal_levels(what: SagittalScene, image: NDArray[np.float32]) -> str:
    """Which bodies are clearly brighter or darker than is usual in this picture."""
    levels = [
        (
            pgettext("body-bright", "{level} is bright ({ratio} times the usual)")
            if ratio > 1
            else pgettext("body-dark", "{level} is dark ({ratio} times the usual)")
        ).format(level=level, ratio=f"{ratio:.1f}")
        for level, ratio in relative_brightness(what, image).items()
        if ratio > CLEARLY or ratio < 1 / CLEARLY
    ]
    return join(*levels, between="; ") if levels else pgettext("no-body-stands-out", "no body stands out")


def sequence_text(name: str, sequence: mri.Sequence, field_t: float) -> str:
    """Describe a sequence: its name or kind, its times, what becomes of fat, and the field.

    Parameters
    ----------
    name : str
    sequence : mri.Sequence
    field_t : float
        Field strength in tesla.
    """
    kind = (
        FULL_NAMES.get(name, _(name))
        if name in mri.preset_names()
        else pgettext("spin-echo", "Spin echo")
        if sequence.ti_ms is None
        else pgettext("inversion-recovery", "Inversion recovery")
    )
    inversion = "" if sequence.ti_ms is None else f", TI {sequence.ti_ms:.0f}"
    fat = (
        ""
        if sequence.fat == "kept"
        else _(", fat {fat}").format(fat=_(sequence.fat))
        if sequence.fat == "saturated"
        else f", {_(sequence.fat)}"
    )
    return Text("{kind}, TR {tr}, TE {te}{inversion} ms{fat}, {field} T").format(
        kind=kind,
        tr=f"{sequence.tr_ms:.0f}",
        te=f"{sequence.te_ms:.0f}",
        inversion=inversion,
        fat=fat,
        field=f"{field_t:g}",
    )


def meter_values(
    what: SagittalScene, image: NDArray[np.float32], sequence: mri.Sequence, field_t: float
) -> list[dict[str, Any]]:
    """Return how the new and the old fracture stand against the other bodies, and what is left of fat.

    Parameters
    ----------
    what : SagittalScene
    image : array of float32
        Signal (rows, columns).
    sequence : mri.Sequence
    field_t : float
        Field strength in tesla.

    Returns
    -------
    list of dict
        Rows of `meters.meter`.
    """
    ratios, fat = relative_brightness(what, image), mri.signal(sequence, "fat", field_t)
    rows = [
        meter(
            f"{'new' if finding.weeks < NEW_UNTIL_WEEKS else 'old'} {finding.level}",
            (_("{level}, new") if finding.weeks < NEW_UNTIL_WEEKS else _("{level}, old")).format(level=finding.level),
            ratios[finding.level],
            f"{ratios[finding.level]:.1f} ×",
            0,
            4,
            limits=[{"at": 1, "text": _("the other bodies")}],
            verdict=_contrast_text(ratios[finding.level]),
        )
        for finding in what.findings
    ]
    nulled = fat < NULLED
    left = meter(
        "fat",
        _("Fat"),
        min(fat, 1.0),
        f"{100 * fat:.0f} %",
        0,
        1,
        limits=[{"at": NULLED, "text": _("dark")}],
        verdict=pgettext("fat-nulled", "nulled") if nulled else _("of the signal of water at rest"),
    )
    return [*rows, left]


def _contrast_text(ratio: float) -> str:
    return (
        pgettext("contrast-bright", "stands out bright")
        if ratio > CLEARLY
        else pgettext("contrast-dark", "stands out dark")
        if ratio < 1 / CLEARLY
        else pgettext("contrast-none", "can’t be told apart")
    )


def describe(what: SagittalScene, name: str, image: NDArray[np.float32]) -> str:
    """Describe which bodies stand out, by how much and in which sequence; the findings are not given away.

    Parameters
    ----------
    what : SagittalScene
    name : str
        Of the sequence.
    image : array of float32
        Signal (rows, columns).
    """
    bodies = abnormal_levels(what, image)
    heights = low_bodies(what)
    lower = (
        pgettext("body-low", " Lower than its neighbours: {heights}.").format(heights=", ".join(heights))
        if heights
        else ""
    )
    return _("{name}, {first} to {last}, front on the left: {bodies}.{lower}").format(
        name=FULL_NAMES.get(name, _(name)),
        first=what.levels[0],
        last=what.levels[-1],
        bodies=bodies,
        lower=lower,
    )
