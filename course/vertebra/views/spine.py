"""The bent spine as a still picture and in words."""

from __future__ import annotations

import textwrap
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np

from vertebra import tables
from vertebra.models import spine
from vertebra.patient import LEVELS, Patient
from vertebra.texts import _, ngettext, pgettext
from vertebra.views import style
from vertebra.views.meters import meter

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

SPINOUS_MM = 38.0
"""How long the spinous processes are drawn; they are there to tell back from front."""


def thoracic(wedges_deg_by_level: Mapping[str, float]) -> int:
    """How many of the wedged levels belong to the chest."""
    return sum(level.startswith("T") and angle > 0 for level, angle in wedges_deg_by_level.items())


def max_fractures_counted() -> int:
    """The largest number of thoracic fractures that the study of breath had."""
    return int(tables.value("lung_max_fractures"))


def meter_values(patient: Patient, wedges_deg_by_level: Mapping[str, float]) -> list[dict[str, Any]]:
    """Return kyphosis added, height lost, the shift of T7, and the load of the level below the lowest wedge.

    Parameters
    ----------
    patient : Patient
    wedges_deg_by_level : mapping of str to float
        Wedge angles in degrees, by level.

    Returns
    -------
    list of dict
        Rows of `meters.meter`.
    """
    change = spine.posture_change(wedges_deg_by_level)
    wedged = [level for level in LEVELS if wedges_deg_by_level.get(level)]
    below = LEVELS[min(LEVELS.index(wedged[-1] if wedged else "L1") + 1, len(LEVELS) - 1)]
    load = spine.level_compression(patient, wedges_deg_by_level, below)
    return [
        _meter_value(
            "kyphosis",
            _("Kyphosis"),
            change.cobb_added_deg,
            f"+{change.cobb_added_deg:.0f}°",
            90,
            _("more than before"),
        ),
        _meter_value(
            "height",
            _("Height"),
            change.height_loss_mm,
            f"{-change.height_loss_mm:.0f} mm".replace("-", "−"),
            60,
            _("lost for good"),
        ),
        _meter_value(
            "plumb-line", "T7", change.plumb_line_mm, f"{change.plumb_line_mm:.0f} mm", 250, _("further forward")
        ),
        _meter_value(
            "load-below",
            _("Load on {below}").format(below=below),
            load.ratio,
            f"{load.ratio:.1f} ×",
            4,
            _("standing, if nothing makes up for it"),
            1.0,
        ),
    ]


def _meter_value(
    key: str, name: str, value: float, text: str, high: float, verdict: str, limit: float | None = None
) -> dict[str, Any]:
    limits = [] if limit is None else [{"at": limit, "text": _("before")}]
    return meter(key, name, value, text, 0, high, limits=limits, verdict=verdict)


def describe(wedges_deg_by_level: Mapping[str, float]) -> str:
    """The posture in one sentence."""
    wedges = {level: angle for level, angle in wedges_deg_by_level.items() if angle}
    if not wedges:
        return pgettext("spine-straight", "No wedge: the spine with its ordinary curves.")
    change = spine.posture_change(wedges)
    at = ", ".join(f"{level} {wedges[level]:.0f}°" for level in LEVELS if level in wedges)
    sentence = ngettext(
        "Wedge of {at}: {kyphosis}° more kyphosis, {loss} mm of height lost for good, and T7 {forward} mm further "
        "forward if nothing makes "
        "up for it.",
        "Wedges of {at}: {kyphosis}° more kyphosis, {loss} mm of height lost for good, and T7 {forward} mm further "
        "forward if nothing makes "
        "up for it.",
        len(wedges),
    )
    return sentence.format(
        at=at,
        kyphosis=f"{change.cobb_added_deg:.0f}",
        loss=f"{change.height_loss_mm:.0f}",
        forward=f"{change.plumb_line_mm:.0f}",
    )


def static_figure(wedges_deg_by_level: Mapping[str, float]) -> Figure:
    """The spine from the side with and without the wedges, beside what the one study says of the breath."""
    import matplotlib.pyplot as plt

    with style.matplotlib_style():
        figure, (left, right) = plt.subplots(
            1, 2, figsize=(9.5, 5.4), layout="constrained", gridspec_kw={"width_ratios": (1.15, 1)}
        )
        draw_spine(left, wedges_deg_by_level)
        draw_breath(right, min(thoracic(wedges_deg_by_level), max_fractures_counted()))
        figure.suptitle(textwrap.fill(describe(wedges_deg_by_level), 100), fontsize=10)
    plt.close(figure)
    return figure


def side_by_side_figure(*postures: Mapping[str, float]) -> Figure:
    """Several spines from the side, each with what it is below it, at one scale."""
    import matplotlib.pyplot as plt

    with style.matplotlib_style():
        figure, row = plt.subplots(
            1,
            len(postures),
            figsize=(4.2 * len(postures), 5),
            layout="constrained",
            squeeze=False,
            sharex=True,
            sharey=True,
        )
        for axes, wedges in zip(row[0], postures, strict=True):
            draw_spine(axes, wedges)
            change = spine.posture_change(wedges)
            axes.set_title(
                _("{levels}: {cobb_added_deg}°, T7 {plumb_line_mm} mm forward").format(
                    levels=", ".join(level for level in LEVELS if wedges.get(level)),
                    cobb_added_deg=f"{change.cobb_added_deg:.0f}",
                    plumb_line_mm=f"{change.plumb_line_mm:.0f}",
                ),
                fontsize=10,
            )
    plt.close(figure)
    return figure


def draw_spine(axes: Axes, wedges_deg_by_level: Mapping[str, float]) -> None:
    """Draw T7 to L5 from the patient's left, front on the left.

    Parameters
    ----------
    axes : Axes
    wedges_deg_by_level : mapping of str to float
        Wedge angles in degrees; wedged bodies are hatched, the outline without them lies behind.
    """
    bent, straight = spine.spine_geometry(wedges_deg_by_level), spine.spine_geometry({})
    for body in straight.bodies_mm:
        axes.fill(-body[:, 0], body[:, 1], facecolor="none", edgecolor=style.GREY, linewidth=1, linestyle=":")
    for level, body in zip(LEVELS, bent.bodies_mm, strict=True):
        _draw_body(axes, level, body, wedged=wedges_deg_by_level.get(level, 0) > 0)
    for place, colour, words, side in (
        (straight, style.GREY, _(" before"), "left"),
        (bent, style.VERMILLION, _("now "), "right"),
    ):
        forward = -float(place.chain_mm[0, 0])
        axes.plot([forward, forward], [-12, place.chain_mm[0, 1]], color=colour, linewidth=1, linestyle="--")
        axes.text(forward, -14, words, ha=side, va="top", fontsize=8, color=style.INK)
    axes.set(aspect="equal", xticks=[], yticks=[], ylim=(-28, float(straight.chain_mm[0, 1]) + 16))
    axes.set_xlabel(_("front   ←   →   back"))
    axes.spines[:].set_visible(False)


def _draw_body(axes: Axes, level: str, body: np.ndarray, wedged: bool) -> None:
    colour = style.VERMILLION if wedged else style.IVORY
    axes.fill(
        -body[:, 0], body[:, 1], facecolor=colour, edgecolor=style.INK, linewidth=1.2, hatch="///" if wedged else None
    )
    back = (body[0] + body[3]) / 2
    outward = back - (body[1] + body[2]) / 2
    tip = back + SPINOUS_MM * (outward / np.linalg.norm(outward) - np.array([0, 0.45]))
    axes.plot([-back[0], -tip[0]], [back[1], tip[1]], color=style.GREY, linewidth=3, solid_capstyle="round", zorder=0)
    axes.text(-tip[0] + 4, tip[1], level, fontsize=8, va="center", fontweight="bold" if wedged else "normal")


def draw_breath(axes: Axes, thoracic_fractures_n: int) -> None:
    """Draw vital capacity by the number of thoracic fractures after one study, with the band for single women.

    Parameters
    ----------
    axes : Axes
    thoracic_fractures_n : int
        Marked on the curve; 0 to `max_fractures_counted()`.
    """
    numbers = range(max_fractures_counted() + 1)
    capacities = [spine.vital_capacity_percent(number) for number in numbers]
    axes.fill_between(
        list(numbers),
        [e.low for e in capacities],
        [e.high for e in capacities],
        color=style.SKY,
        alpha=0.3,
        label=_("where 95 of 100 women lie (assumed)"),
    )
    axes.plot(list(numbers), [e.value for e in capacities], color=style.BLUE, label=_("one study of 74 women"))
    axes.axhline(
        capacities[0].value,
        color=style.GREEN,
        linestyle="--",
        gid="no-association",
        label=_("a study of 2132: no association"),
    )
    axes.plot(thoracic_fractures_n, capacities[thoracic_fractures_n].value, "o", color=style.INK, markersize=8)
    axes.set(
        xticks=list(numbers),
        xlabel=_("Thoracic fractures"),
        ylabel=_("Forced vital capacity (% of predicted)"),
        ylim=(0, 140),
    )
    axes.legend(loc="lower left", fontsize=8)
