"""Pictures for questions, drawn from the models for each student: radiographs, sections, curves, plots and people.

A grey picture fills its frame, so that a place in it is a place in the patient, which the functions beside it give as
shares of width and height from the top left. What is drawn was computed in `models.experiments.question_scenes`. See
decision 0382.
"""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import ArrayLike, NDArray

from vertebra.models.imaging.scatter import ScatterMap
from vertebra.texts import _
from vertebra.views import style

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure
    from PIL.Image import Image

JPEG_QUALITY = 82
ENLARGED = 2
WIDE_IN, HIGH_IN = 5.4, 3.0
PEOPLE_COLUMNS = 10


Caliper = tuple[tuple[float, float], tuple[float, float], str]
"""A measured distance: both ends as shares of the picture's width and height, and what is written beside it."""
CALIPER_FONT = 20


def screens_picture(screens: Sequence[NDArray[np.uint8]], calipers: Sequence[Caliper] = ()) -> bytes:
    """Radiographs side by side, as JPEG, with `calipers` on the first of them."""
    from PIL import Image

    high = min(screen.shape[0] for screen in screens)
    gap = np.zeros((high, 6), np.uint8)
    joined = np.hstack([part for screen in screens for part in (screen[:high], gap)][:-1])
    picture = Image.fromarray(joined)
    buffer = io.BytesIO()
    wide, tall = picture.size
    enlarged = picture.resize((wide * ENLARGED, tall * ENLARGED), Image.Resampling.BICUBIC).convert("RGB")
    _draw_calipers(enlarged, calipers, ENLARGED * screens[0].shape[1], ENLARGED * high)
    enlarged.save(buffer, "JPEG", quality=JPEG_QUALITY, optimize=True)
    return buffer.getvalue()


def _draw_calipers(picture: Image, calipers: Sequence[Caliper], wide: int, high: int) -> None:
    """Lines between the ends, and the text beside the upper end, or under the line where it lies flat."""
    from PIL import ImageDraw, ImageFont

    pen, font = ImageDraw.Draw(picture), ImageFont.load_default(CALIPER_FONT)
    for (x0, y0), (x1, y1), text in calipers:
        ends = [(x0 * wide, y0 * high), (x1 * wide, y1 * high)]
        pen.line(ends, fill=style.YELLOW, width=3)
        for x, y in ends:
            pen.ellipse((x - 5, y - 5, x + 5, y + 5), outline=style.YELLOW, width=2)
        flat = abs(x1 - x0) * wide > abs(y1 - y0) * high
        place = ((x0 + x1) / 2 * wide, max(y0, y1) * high + 8) if flat else (ends[0][0], min(y0, y1) * high - 8)
        pen.text(
            place,
            text,
            fill=style.YELLOW,
            font=font,
            anchor="ma" if flat else "mb",
            stroke_width=2,
            stroke_fill="black",
        )


def as_jpeg(figure: Figure, dpi: int = 100) -> bytes:
    """A grey figure as JPEG, which noise makes far smaller than PNG."""
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from PIL import Image

    figure.set_dpi(dpi)
    canvas = FigureCanvasAgg(figure)
    canvas.draw()
    buffer = io.BytesIO()
    full_size = Image.frombuffer("RGBA", canvas.get_width_height(), canvas.buffer_rgba(), "raw", "RGBA", 0, 1)
    full_size.convert("L").save(buffer, "JPEG", quality=JPEG_QUALITY, optimize=True)
    return buffer.getvalue()


def curve_picture(
    lines: Sequence[tuple[str, ArrayLike, ArrayLike]],
    across: str,
    up: str,
    *,
    levels: Mapping[str, float] | None = None,
    log: bool = False,
    points: bool = False,
) -> Figure:
    """Curves with their names, and horizontal lines at `levels`, on a fine grid that can be read."""
    figure, axes = _frame()
    for (name, x, y), dash in zip(lines, ("-", "--", ":", "-."), strict=False):
        axes.plot(x, y, dash, marker="o" if points else "", markersize=4, label=name or None)
    for name, level in (levels or {}).items():
        axes.axhline(level, color=style.VERMILLION, linewidth=1)
        axes.text(1.0, level, f"{name} ", transform=axes.get_yaxis_transform(), ha="right", va="bottom", fontsize=8)
    if log:
        axes.set_yscale("log")
    axes.set(xlabel=across, ylabel=up)
    axes.minorticks_on()
    axes.grid(True, which="major", linewidth=0.6, alpha=0.5)
    axes.grid(True, which="minor", linewidth=0.3, alpha=0.3)
    if any(name for name, *_unused in lines):
        axes.legend(frameon=False, fontsize=8)
    return figure


def with_lines(figure: Figure, lines: Sequence[str]) -> Figure:
    """A figure with lines printed over its plot, as a machine's report prints them."""
    figure.suptitle("\n".join(lines), fontsize=9, ha="left", x=0.12)
    figure.set_size_inches(WIDE_IN, HIGH_IN + 0.2 * len(lines))
    return figure


FOREST_AREA = (0.34, 0.27, 0.63, 0.66)
"""Left, bottom, width and height of the plot within a forest plot's picture, so that a row can be pointed at."""


def forest_picture(
    rows: Sequence[tuple[str, float, float, float]],
    xlabel: str,
    *,
    none_at: float = 0.0,
    matters_at: float | None = None,
    log: bool = False,
    printed: bool = True,
) -> Figure:
    """Estimates with their 95% intervals, one row each, and the line of no difference."""
    from matplotlib.figure import Figure

    with style.matplotlib_style():
        figure = Figure(figsize=(WIDE_IN + 0.8, 1.2 + 0.46 * len(rows)))
        axes = figure.add_axes(FOREST_AREA)
        for row, (_name, value, low, high) in enumerate(rows):
            axes.plot([low, high], [row, row], color=style.BLUE, linewidth=1.6)
            axes.plot(value, row, "s", color=style.BLUE, markersize=6)
        axes.axvline(none_at, color=style.INK, linewidth=0.9)
        if matters_at is not None:
            axes.axvline(matters_at, color=style.GREEN, linestyle="--", linewidth=1.2)
        labels = [f"{n}\n{v:g} ({lo:g} to {hi:g})" if printed else n for n, v, lo, hi in rows]
        axes.set(yticks=range(len(rows)), yticklabels=labels, xlabel=xlabel, ylim=(len(rows) - 0.5, -0.5))
        axes.tick_params(axis="y", labelsize=8)
        if log:
            axes.set_xscale("log")
            ticks = (0.25, 0.5, 1, 2, 4, 8)
            axes.set_xlim(0.2, 10)
            axes.set_xticks(ticks, [f"{tick:g}" for tick in ticks])
            axes.minorticks_off()
    return figure


def forest_row_place(row: int, rows: int) -> dict[str, float]:
    """The strip of a forest plot's picture in which a row lies, as an ellipse."""
    _left, bottom, _width, height = FOREST_AREA
    y = 1 - bottom - height + height * (row + 0.5) / rows
    return {"x": 0.5, "y": round(y, 4), "rx": 0.48, "ry": round(0.42 * height / rows, 4)}


def people_picture(groups: Sequence[tuple[str, int, int]]) -> Figure:
    """Groups of people as dots, those with the event filled: `(name, events, people)`, at most 200 each."""
    from matplotlib.figure import Figure

    with style.matplotlib_style():
        figure = Figure(figsize=(2.6 * len(groups), 3.0), layout="constrained")
        several = figure.subplots(1, len(groups), squeeze=False)[0]
        for axes, (name, events, people) in zip(several, groups, strict=True):
            at = np.arange(people)
            columns = PEOPLE_COLUMNS if people <= 100 else 2 * PEOPLE_COLUMNS
            x, y = at % columns, at // columns
            filled = at < events
            axes.scatter(x[filled], y[filled], s=34, color=style.VERMILLION)
            axes.scatter(x[~filled], y[~filled], s=34, facecolors="none", edgecolors=style.GREY)
            axes.invert_yaxis()
            axes.set_axis_off()
            axes.set_title(name, fontsize=9)
    return figure


def bars_picture(bars: Mapping[str, float], up: str, *, printed: bool = False) -> Figure:
    """Bars with a grid to read them by, or with their numbers printed on them."""
    figure, axes = _frame()
    drawn = axes.bar(list(bars), list(bars.values()), color=style.BLUE, width=0.5)
    if printed:
        axes.bar_label(drawn, fmt="%.1f", fontsize=8)
    axes.set_ylabel(up)
    axes.grid(True, axis="y", linewidth=0.5, alpha=0.5)
    axes.tick_params(axis="x", labelsize=8)
    return figure


def scatter_cloud_picture(x: ArrayLike, y: ArrayLike, across: str, up: str, entry: float) -> Figure:
    """A cloud of people by two measurements, with the line of equality and the threshold of entry."""
    figure, axes = _frame()
    axes.scatter(x, y, s=8, color=style.BLUE, alpha=0.5)
    axes.plot([0, 10], [0, 10], color=style.GREY, linewidth=0.8)
    axes.axvline(entry, color=style.VERMILLION, linewidth=1, linestyle="--")
    axes.set(xlabel=across, ylabel=up, xlim=(0, 10), ylim=(0, 10))
    return figure


def dose_room_picture(dose_map: ScatterMap) -> Figure:
    """The scatter about a patient in the plane across the table, filling the picture; without an operator."""
    from matplotlib.figure import Figure
    from matplotlib.patches import Ellipse

    from vertebra import tables
    from vertebra.models.imaging.scatter import trunk_semi_axes_cm

    wide, deep = trunk_semi_axes_cm()
    height = tables.value("isocentre_height_cm") - tables.value("spine_above_trunk_centre_cm")
    figure = Figure(figsize=(6.0, 6.0 * _room_size(dose_map)[1] / _room_size(dose_map)[0]))
    axes = figure.add_axes((0, 0, 1, 1))
    axes.set_axis_off()
    shown = np.log10(np.maximum(np.nan_to_num(dose_map.kerma, nan=1e-4), 1e-4))
    axes.contourf(dose_map.across_cm, dose_map.height_cm, shown, levels=12, cmap="cividis")
    axes.add_patch(Ellipse((0, height), 2 * wide, 2 * deep, facecolor=style.IVORY, edgecolor=style.INK))
    axes.text(0, height, _("patient"), ha="center", va="center", fontsize=9)
    axes.set_aspect("auto")
    axes.set(xlim=(dose_map.across_cm[0], dose_map.across_cm[-1]), ylim=(dose_map.height_cm[0], dose_map.height_cm[-1]))
    return figure


def _room_size(dose_map: ScatterMap) -> tuple[float, float]:
    across, height = dose_map.across_cm, dose_map.height_cm
    return float(across[-1] - across[0]), float(height[-1] - height[0])


def heat_picture(peak_c: NDArray[np.floating], bone: NDArray[np.bool_], most_c: float = 80.0) -> Figure:
    """The highest temperature of each place of a section (rows from the front down) with the bone's outline; it fills
    the picture.
    """
    from matplotlib.figure import Figure

    rows, columns = peak_c.shape
    figure = Figure(figsize=(4.2, 4.2 * rows / columns))
    axes = figure.add_axes((0, 0, 1, 1))
    axes.imshow(peak_c, cmap="inferno", vmin=37, vmax=most_c, interpolation="bilinear", aspect="auto")
    axes.contour(bone, levels=[0.5], colors="white", linewidths=0.8)
    axes.set_axis_off()
    return figure


INFLATION_AREA = (0.12, 0.17, 0.76, 0.76)
"""Left, bottom, width and height of the plot within the picture of an inflation."""
MAX_BALLOON_ML = 4.2
STEADY_STEPS = 4


def inflation_picture(volume_ml: ArrayLike, pressure_mpa: ArrayLike, lift_mm: ArrayLike) -> Figure:
    """Pressure and lift against the volume of each balloon, on an axis that is the same in every picture."""
    from matplotlib.figure import Figure

    with style.matplotlib_style():
        figure = Figure(figsize=(WIDE_IN, HIGH_IN))
        left = figure.add_axes(INFLATION_AREA)
        right = left.twinx()
        (pressure,) = left.plot(volume_ml, _steady(pressure_mpa), color=style.BLUE, label=_("pressure, MPa"))
        (lift,) = right.plot(volume_ml, lift_mm, "--", color=style.VERMILLION, label=_("lift, mm"))
        left.set(xlabel=_("Volume of each balloon, mL"), xlim=(0, MAX_BALLOON_ML), ylabel=_("MPa"), ylim=(0, None))
        right.set(ylim=(0, max(2.0, 1.1 * float(np.max(lift_mm)))), ylabel=_("mm"))
        left.legend(handles=[pressure, lift], frameon=False, fontsize=8, loc="upper left")
        left.grid(True, linewidth=0.4, alpha=0.4)
    return figure


def _steady(values: ArrayLike) -> NDArray[np.float64]:
    """A curve without the single steps at which the model changes from crushing to lifting."""
    known = np.asarray(values, dtype=np.float64)
    around = [np.roll(known, shift) for shift in range(-STEADY_STEPS, STEADY_STEPS + 1)]
    middle = np.median(around, axis=0)
    return np.where(np.arange(len(known)) < 2 * STEADY_STEPS, known, middle)


def volume_place(volume_ml: float) -> float:
    """Where a volume falls in `inflation_picture`: a share of its width."""
    start, _bottom, width, _height = INFLATION_AREA
    return round(min(1.0, max(0.0, start + width * volume_ml / MAX_BALLOON_ML)), 4)


def _frame() -> tuple[Figure, Axes]:
    from matplotlib.figure import Figure

    with style.matplotlib_style():
        figure = Figure(figsize=(WIDE_IN, HIGH_IN), layout="constrained")
        return figure, figure.subplots()
