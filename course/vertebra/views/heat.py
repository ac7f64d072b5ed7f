"""Setting cement in Mrs A.'s vertebra: cases by volume, leak and blood, in numbers, in words and as a picture."""

from __future__ import annotations

import textwrap
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from vertebra import tables
from vertebra.models import cement, heat, vertebroplasty
from vertebra.models.heat import Heating
from vertebra.patient import Part, Patient, Vertebra
from vertebra.views import style

if TYPE_CHECKING:
    from matplotlib.figure import Figure

VOLUMES_ML = (2.0, 4.0, 6.0, 8.0)
VOXEL_MM, MINUTES = 2.0, 15.0
LEAK_ML = 0.4
COLDEST_C, HOTTEST_C = 37.0, 90.0
DRAWN = ("cement centre", "bone beside it", "back wall", "dura", "nerve root")


@lru_cache(maxsize=16)
def case(patient: Patient, volume_ml: float, leak: bool = False, blood: bool = True, level: str = "L1") -> Heating:
    """Fifteen minutes after an injection on both sides; `leak` puts `LEAK_ML` behind the back wall, into the canal."""
    body = _body(patient, level)
    share = injected(patient, volume_ml, level)
    if leak:
        share = np.maximum(share, _thread(body))
    return heat.cure(body, share, MINUTES, perfused=blood)


@lru_cache(maxsize=8)
def injected(patient: Patient, volume_ml: float, level: str = "L1") -> NDArray[np.float32]:
    """The share of each voxel that is cement once `volume_ml` lie in the bone, as it flowed there through both pedicles."""
    stand = vertebroplasty.bench(patient, level, VOXEL_MM)
    tips = [vertebroplasty.tip_mm(stand.collapsed, side, vertebroplasty.START_DEPTH_MM) for side in (1, -1)]
    return cement.fill(stand.collapsed, tips, volume_ml, ready=stand.soil).cement_share


def _body(patient: Patient, level: str) -> Vertebra:
    return vertebroplasty.bench(patient, level, VOXEL_MM).collapsed


def _thread(body: Vertebra) -> NDArray[np.float32]:
    """A drop behind the middle of the back wall, higher than wide."""
    x, y, z = body.axes_mm()
    middle = int(np.argmin(np.abs(x)))
    rows = np.flatnonzero(np.asarray(body.is_part(Part.CANAL))[middle, :, int(np.argmin(np.abs(z)))])
    front = float(y[rows[-1]]) - 1.5
    size = (3 * LEAK_ML * 1000 / (4 * np.pi * 2.0)) ** (1 / 3)
    grid = np.stack(np.meshgrid(x, y - front, z / 2.0, indexing="ij"), axis=-1)
    return np.asarray(np.linalg.norm(grid, axis=-1) <= max(size, 2.1), np.float32)


def peak_map(found: Heating, patient: Patient, level: str = "L1") -> NDArray[np.uint8]:
    """The highest temperature of each place in the section through the middle (front on top), 0 to 255 for 37 to 90 °C."""
    k = int(np.argmin(np.abs(_body(patient, level).axes_mm()[2])))
    shown = (found.peak_c[:, :, k] - COLDEST_C) / (HOTTEST_C - COLDEST_C)
    return np.ascontiguousarray((255 * np.clip(shown, 0, 1)).T[::-1].astype(np.uint8))


def outline(patient: Patient, level: str = "L1") -> NDArray[np.uint8]:
    """Where bone is in the same section, 1 or 0."""
    body = _body(patient, level)
    k = int(np.argmin(np.abs(body.axes_mm()[2])))
    return np.ascontiguousarray((body.surface_mm[:, :, k] < 0).T[::-1].astype(np.uint8))


def readouts(found: Heating, body: Vertebra) -> list[dict[str, Any]]:
    """Peak and dose where it matters, for a panel of meters."""
    limit = tables.value("nerve_harm_cem43_minutes")
    rows = []
    for name in ("bone beside it", "back wall", "dura", "nerve root"):
        if name not in found.history_c:
            continue
        peak = float(found.history_c[name].max())
        dose = heat.cem43_minutes(_even(found, name), float(found.times_s[-1]) / 2000)
        words = f"dose {_tidy(dose)} min at 43 °C"
        harm = dose >= (limit if name in ("dura", "nerve root") else tables.value("bone_harm_cem43_minutes"))
        rows.append((name.capitalize(), peak, f"{peak:.1f} °C", words + (": harm is possible" if harm else ""), harm))
    return [
        {"name": name, "value": peak, "text": text, "low": 37, "high": 70, "limits": [{"at": 43, "text": "43"}, {"at": 50, "text": "50"}],
         "verdict": words, "grave": harm}
        for name, peak, text, words, harm in rows
    ]  # fmt: skip


def _even(found: Heating, name: str) -> NDArray[np.float64]:
    """The history at even steps."""
    return np.interp(np.linspace(0, found.times_s[-1], 2000), found.times_s, found.history_c[name])


def _tidy(minutes: float) -> str:
    if minutes > 1e6:
        return "over a million"
    return "below 0.1" if minutes < 0.1 else f"{float(f'{minutes:.2g}'):,.10g}".replace(",", " ")


def describe(found: Heating, volume_ml: float, leak: bool, blood: bool) -> str:
    """The case and its peaks in a sentence."""
    peaks = ", ".join(f"{name} {found.history_c[name].max():.0f} °C" for name in DRAWN if name in found.history_c)
    where = f", {LEAK_ML} mL of it behind the back wall" if leak else ""
    return f"{volume_ml:.0f} mL of cement{where}, {'blood flowing' if blood else 'no blood, as in a cadaver'}. Highest: {peaks}."


def poster(patient: Patient, volume_ml: float = 4.0, leak: bool = False, blood: bool = True) -> Figure:
    """Histories, and the map of the highest temperatures."""
    from matplotlib.figure import Figure

    found = case(patient, volume_ml, leak, blood)
    with style.matplotlib_style():
        figure = Figure(figsize=(9.5, 3.9), layout="constrained")
        left, right = figure.subplots(1, 2, width_ratios=(1.6, 1))
        for name, dash in zip(DRAWN, ("-", "--", "-.", ":", "-"), strict=True):
            if name in found.history_c:
                left.plot(found.times_s / 60, found.history_c[name], dash, label=name)
        left.set(xlabel="Minutes after the injection", ylabel="Temperature, °C")
        left.legend(frameon=False, fontsize=8)
        right.imshow(peak_map(found, patient), cmap="inferno", vmin=0, vmax=255)
        right.contour(outline(patient), levels=[0.5], colors="white", linewidths=0.8)
        right.set_axis_off()
        figure.suptitle(textwrap.fill(describe(found, volume_ml, leak, blood), 110), fontsize=10)
    return figure
