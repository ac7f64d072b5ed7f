"""Plots of trials and their pool: forest, funnel, and the pool without each trial in turn; an interval in print."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Literal

import numpy as np

from vertebra import tables
from vertebra.models.epidemiology import meta_analysis
from vertebra.models.epidemiology.meta_analysis import Estimate, PooledEffect, Trial
from vertebra.texts import _, pgettext
from vertebra.views import style

if TYPE_CHECKING:
    from matplotlib.axes import Axes

SCALE = _("Difference in pain, points of 10")


def format_interval(estimate: Estimate, digits: int = 1) -> str:
    """Return an estimate with its interval, `0.5 (−0.1 to 1.1)`, with true minus signs.

    Parameters
    ----------
    estimate : Estimate
    digits : int, optional
        After the point.
    """
    value, low, high = (
        f"{round(part, digits) + 0.0:.{digits}f}".replace("-", "−")
        for part in (estimate.value, estimate.low, estimate.high)
    )
    return pgettext("interval", "{value} ({low} to {high})").format(value=value, low=low, high=high)


def format_published(estimate: Estimate) -> str:
    """Return an estimate with its interval, with the digits that the trial printed.

    Parameters
    ----------
    estimate : Estimate
    """
    value, low, high = (f"{part:g}".replace("-", "−") for part in (estimate.value, estimate.low, estimate.high))
    return pgettext("interval", "{value} ({low} to {high})").format(value=value, low=low, high=high)


def mcid_points() -> float:
    """The smallest difference in pain that matters to patients."""
    return tables.value("minimal_important_difference_points")


def draw_forest(axes: Axes, chosen: Sequence[Trial], model: Literal["fixed", "random"] = "random") -> None:
    """Draw each trial's difference and interval, and the pool.

    Parameters
    ----------
    axes : Axes
    chosen : sequence of Trial
        At least one; squares for blinded and circles for open trials, sized by weight.
    model : {"fixed", "random"}, optional
    """
    pooled = meta_analysis.pool_trials(chosen, model) if len(chosen) > 1 else None
    weights = pooled.weights_percent if pooled else (100.0,)
    for row, (trial, weight) in enumerate(zip(chosen, weights, strict=True)):
        estimate = trial.difference_points
        colour = style.BLUE if trial.blinded else style.VERMILLION
        axes.plot([estimate.low, estimate.high], [row, row], color=colour, linewidth=1.6)
        axes.plot(estimate.value, row, "s" if trial.blinded else "o", color=colour, markersize=4 + np.sqrt(weight))
        axes.text(4.0, row, f"{format_published(estimate)}   {weight:.0f} %", va="center", fontsize=9)
    if pooled:
        _draw_diamond(axes, pooled, len(chosen))
    names = [
        _("{name} {year}\n{control}, {n} patients, {time_months} mo").format(
            name=trial.name, year=trial.year, control=trial.control, n=trial.n, time_months=f"{trial.time_months:g}"
        )
        for trial in chosen
    ]
    _draw_guides(axes)
    rows = range(len(chosen) + (pooled is not None))
    axes.set(
        yticks=rows,
        yticklabels=[*names, *([_("pooled")] if pooled else [])],
        xlim=(-1.6, 5.4),
        xlabel=SCALE,
        ylim=(len(rows) - 0.1, -0.6),
    )
    axes.tick_params(axis="y", labelsize=8)
    axes.set_title(_("←  less pain without cement          less pain with cement  →"), fontsize=9)


def _draw_diamond(axes: Axes, pooled: PooledEffect, row: int) -> None:
    estimate = pooled.pooled
    axes.fill(
        [estimate.low, estimate.value, estimate.high, estimate.value],
        [row, row - 0.25, row, row + 0.25],
        color=style.INK,
        alpha=0.85,
    )
    axes.text(4.0, row, format_interval(estimate), va="center", fontsize=9, fontweight="bold")


def _draw_guides(axes: Axes) -> None:
    """No difference, and the smallest difference that matters."""
    axes.axvline(0, color=style.INK, linewidth=0.9)
    matters = mcid_points()
    axes.axvline(matters, color=style.GREEN, linewidth=1.2, linestyle="--")
    axes.annotate(
        _(" matters from {matters}").format(matters=f"{matters:g}"),
        (matters, 0.01),
        xycoords=("data", "axes fraction"),
        fontsize=8,
        ha="left",
        va="bottom",
        color=style.INK,
    )


def draw_funnel(axes: Axes, chosen: Sequence[Trial], model: Literal["fixed", "random"] = "random") -> None:
    """Draw difference against standard error, precise trials on top, with the funnel of chance.

    Parameters
    ----------
    axes : Axes
    chosen : sequence of Trial
        At least one; 95 of 100 would lie in the funnel by chance alone.
    model : {"fixed", "random"}, optional
    """
    errors = [trial.standard_error_points for trial in chosen]
    deepest = 1.15 * max(errors)
    middle = (
        meta_analysis.pool_trials(chosen, model).pooled.value if len(chosen) > 1 else chosen[0].difference_points.value
    )
    side = meta_analysis.NORMAL_95 * deepest
    axes.plot(
        [middle - side, middle, middle + side], [deepest, 0, deepest], color=style.GREY, linestyle="--", linewidth=1.2
    )
    axes.axvline(middle, color=style.GREY, linewidth=1)
    for trial, error in zip(chosen, errors, strict=True):
        axes.plot(
            trial.difference_points.value,
            error,
            "s" if trial.blinded else "o",
            color=style.BLUE if trial.blinded else style.VERMILLION,
            markersize=7,
        )
        axes.annotate(
            trial.name, (trial.difference_points.value, error), xytext=(6, 3), textcoords="offset points", fontsize=8
        )
    axes.set(xlabel=SCALE, ylabel=_("Standard error"), ylim=(deepest, 0))
    axes.set_title(_("Funnel"), fontsize=10)


def draw_leave_one_out(axes: Axes, chosen: Sequence[Trial], model: Literal["fixed", "random"] = "random") -> None:
    """Draw the pool without each trial in turn: how far the answer hangs on one of them.

    Parameters
    ----------
    axes : Axes
    chosen : sequence of Trial
        At least three.
    model : {"fixed", "random"}, optional
    """
    without = meta_analysis.leave_one_out(chosen, model)
    for row, pooled in enumerate(without.values()):
        estimate = pooled.pooled
        axes.plot([estimate.low, estimate.high], [row, row], color=style.INK, linewidth=1.6)
        axes.plot(estimate.value, row, "D", color=style.INK, markersize=6)
    _draw_guides(axes)
    axes.set(
        yticks=range(len(without)),
        yticklabels=[_("without {name}").format(name=name) for name in without],
        xlabel=SCALE,
    )
    axes.tick_params(axis="y", labelsize=8)
    axes.set_ylim(len(without) - 0.1, -0.6)
    left, right = axes.get_xlim()
    axes.set_xlim(left, max(right, mcid_points() + 0.9))
    axes.set_title(_("Leave one out"), fontsize=10)
