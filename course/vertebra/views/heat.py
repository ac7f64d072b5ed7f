"""Setting cement in Mrs A.'s vertebra: cases by volume, leak and blood, in numbers, in words and as a picture."""

from __future__ import annotations

import textwrap
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from vertebra import tables
from vertebra.models.experiments.curing_case import LEAK_ML, ThermalHarm
from vertebra.models.heat import ThermalField
from vertebra.patient import BODY_PARTS, Part, Vertebra
from vertebra.result_spread import spread_of
from vertebra.texts import _, pgettext
from vertebra.views import style
from vertebra.views.fine_slice import Plane, seen_from_above
from vertebra.views.meters import meter

if TYPE_CHECKING:
    from matplotlib.figure import Figure

MIN_SHOWN_C, MAX_SHOWN_C = 37.0, 90.0
MAP_STEP_MINUTES = 0.25
SURFACE_STEP_MM = 0.5
MARGIN_MM = 8.0
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
    return _levels(field.peak_c[:, :, k][_shown(body)])


def minute_maps(field: ThermalField, body: Vertebra) -> NDArray[np.uint8]:
    """Return the temperatures of the same section every `MAP_STEP_MINUTES`.

    Parameters
    ----------
    field : ThermalField
        With the plane that it was followed in.
    body : Vertebra

    Returns
    -------
    array (minutes, rows, columns) of uint8
        As `peak_map`.
    """
    assert field.plane_c is not None  # The cases of this explorer keep it.
    minutes = field.times_s / 60
    wanted = np.arange(0, minutes[-1] + 1e-6, MAP_STEP_MINUTES)
    after = np.clip(np.searchsorted(minutes, wanted), 1, len(minutes) - 1)
    before = after - 1
    share = ((wanted - minutes[before]) / (minutes[after] - minutes[before]))[:, None, None]
    planes = field.plane_c[before] + share * (field.plane_c[after] - field.plane_c[before])
    return np.stack([_levels(plane[_shown(body)]) for plane in planes])


def _shown(body: Vertebra) -> tuple[slice, slice]:
    """The part of the section (x, y) that is drawn: the body and the canal with a rim; the spinous process is left
    out."""
    shown = body.is_part(*BODY_PARTS, Part.CANAL)
    rows = [np.flatnonzero(shown.any(axis=tuple(other for other in range(3) if other != axis))) for axis in (0, 1)]
    margins = [round(mm / step) for mm, step in zip((MARGIN_MM, MARGIN_MM), body.spacing_mm, strict=False)]
    parts = [
        slice(max(0, int(kept[0]) - margin), min(count, int(kept[-1]) + margin + 1))
        for kept, margin, count in zip(rows, margins, body.shape, strict=False)
    ]
    return parts[0], parts[1]


def _levels(plane_c: NDArray[np.floating]) -> NDArray[np.uint8]:
    shown = (plane_c - MIN_SHOWN_C) / (MAX_SHOWN_C - MIN_SHOWN_C)
    return np.ascontiguousarray((255 * np.clip(shown, 0, 1)).T[::-1].astype(np.uint8))


def surface_map(body: Vertebra) -> NDArray[np.float32]:
    """Return how far each place of the section lies from the bone's surface, in mm, negative inside.

    Parameters
    ----------
    body : Vertebra

    Returns
    -------
    array of float32
        Front on top; finer than `peak_map`, over the same width and height between the middles of its voxels.
    """
    fine = Plane(body, 2, 0.0, SURFACE_STEP_MM).fine(body.surface_mm, 3)
    kept = tuple(
        slice(round(part.start * step / SURFACE_STEP_MM), round((part.stop - 1) * step / SURFACE_STEP_MM) + 1)
        for part, step in zip(_shown(body), body.spacing_mm, strict=False)
    )
    return seen_from_above(fine[kept]).astype(np.float32)


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


def rise_bands(names: Sequence[str]) -> list[tuple[float, float]]:
    """Return by place how much smaller and larger the rise above body temperature may be; 1 and 1 without a study."""
    body_c, bands = tables.value("body_temperature_c"), []
    for name in names:
        spread = spread_of("heat", name)
        low, high = spread.around(body_c + 1, body_c) if spread else (body_c + 1, body_c + 1)
        bands.append((low - body_c, high - body_c))
    return bands


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
        peaks, surface = peak_map(field, body), surface_map(body)
        rows, columns = (count - 1 for count in peaks.shape)
        right.imshow(peaks, cmap="inferno", vmin=0, vmax=255, interpolation="bicubic")
        y, x = (np.linspace(0, most, count) for most, count in zip((rows, columns), surface.shape, strict=True))
        right.contour(x, y, surface, levels=[0], colors="white", linewidths=0.9)
        right.set_axis_off()
        figure.suptitle(textwrap.fill(words, 110), fontsize=10)
    return figure
