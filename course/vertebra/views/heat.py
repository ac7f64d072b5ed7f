"""Setting cement in Mrs A.'s vertebra: cases by volume, leak and blood, in numbers, in words and as a picture."""

from __future__ import annotations

import textwrap
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from vertebra.models.experiments.curing_case import LEAK_ML, ThermalHarm
from vertebra.models.heat import ThermalField
from vertebra.patient import Vertebra
from vertebra.texts import _, pgettext
from vertebra.views import style
from vertebra.views.meters import meter

if TYPE_CHECKING:
    from matplotlib.figure import Figure

MIN_SHOWN_C, MAX_SHOWN_C = 37.0, 90.0
DRAWN = ("cement centre", "bone beside it", "back wall", "dura", "nerve root")


def peak_map(field: ThermalField, body: Vertebra) -> NDArray[np.uint8]:
    """Return the highest temperature of each place in the section through the middle.

    Parameters
    ----------
    field : ThermalField
    body : Vertebra

    Returns
    -------
    array of uint8
        Front on top; 0 to 255 for 37 to 90 °C.
    """
    k = int(np.argmin(np.abs(body.axes_mm()[2])))
    shown = (field.peak_c[:, :, k] - MIN_SHOWN_C) / (MAX_SHOWN_C - MIN_SHOWN_C)
    return np.ascontiguousarray((255 * np.clip(shown, 0, 1)).T[::-1].astype(np.uint8))


def outline(body: Vertebra) -> NDArray[np.uint8]:
    """Return where bone is in the section of `peak_map`.

    Parameters
    ----------
    body : Vertebra

    Returns
    -------
    array of uint8
        1 or 0, of the same shape.
    """
    k = int(np.argmin(np.abs(body.axes_mm()[2])))
    return np.ascontiguousarray((body.surface_mm[:, :, k] < 0).T[::-1].astype(np.uint8))


def meter_values(harm: Mapping[str, ThermalHarm]) -> list[dict[str, Any]]:
    """Peak and dose where it matters, for a panel of meters."""
    return [
        meter(
            name,
            _(name).capitalize(),
            structure_harm.peak_c,
            f"{structure_harm.peak_c:.1f} °C",
            37,
            70,
            limits=[{"at": 43, "text": "43"}, {"at": 50, "text": "50"}],
            verdict=_("dose {tidy} min at 43 °C").format(tidy=_tidy(structure_harm.dose_cem43_minutes))
            + (_(": harm is possible") if structure_harm.harmful else ""),
            grave=structure_harm.harmful,
        )
        for name, structure_harm in harm.items()
    ]


def _tidy(minutes: float) -> str:
    if minutes > 1e6:
        return _("over a million")
    return _("below 0.1") if minutes < 0.1 else f"{float(f'{minutes:.2g}'):,.10g}".replace(",", " ")


def describe(field: ThermalField, volume_ml: float, leak: bool, blood: bool) -> str:
    """Describe the case and its peaks in a sentence.

    Parameters
    ----------
    field : ThermalField
    volume_ml : float
        Of cement.
    leak : bool
        Whether cement lies in the canal.
    blood : bool
        Whether blood carries heat away.
    """
    peaks = ", ".join(f"{_(name)} {field.history_c[name].max():.0f} °C" for name in DRAWN if name in field.history_c)
    where = (
        pgettext("cement-behind-wall", ", {leak_ml} mL of it behind the back wall").format(leak_ml=LEAK_ML)
        if leak
        else ""
    )
    return _("{volume_ml} mL of cement{where}, {blood_text}. Highest: {peaks}.").format(
        volume_ml=f"{volume_ml:.0f}",
        where=where,
        blood_text=_("blood flowing") if blood else _("no blood, as in a cadaver"),
        peaks=peaks,
    )


def static_figure(field: ThermalField, body: Vertebra, words: str) -> Figure:
    """Histories, and the map of the highest temperatures, with `words` above."""
    from matplotlib.figure import Figure

    with style.matplotlib_style():
        figure = Figure(figsize=(9.5, 3.9), layout="constrained")
        left, right = figure.subplots(1, 2, width_ratios=(1.6, 1))
        for name, dash in zip(DRAWN, ("-", "--", "-.", ":", "-"), strict=True):
            if name in field.history_c:
                left.plot(field.times_s / 60, field.history_c[name], dash, label=name)
        left.set(xlabel=_("Minutes after the injection"), ylabel=_("Temperature, °C"))
        left.legend(frameon=False, fontsize=8)
        right.imshow(peak_map(field, body), cmap="inferno", vmin=0, vmax=255)
        right.contour(outline(body), levels=[0.5], colors="white", linewidths=0.8)
        right.set_axis_off()
        figure.suptitle(textwrap.fill(words, 110), fontsize=10)
    return figure
