"""Trials and their pools, as still pictures and in words."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Literal

from vertebra import tables
from vertebra.models.epidemiology import meta_analysis
from vertebra.models.epidemiology.meta_analysis import Estimate, Trial
from vertebra.texts import Text, _, join, pgettext
from vertebra.views import style
from vertebra.views.meters import meter
from vertebra.views.trial_plots import draw_forest, draw_funnel, draw_leave_one_out, format_interval, mcid_points

if TYPE_CHECKING:
    from matplotlib.figure import Figure


def describe(chosen: Sequence[Trial], model: Literal["fixed", "random"] = "random") -> str:
    """Describe the pool of these trials in one sentence, against nothing and against what matters.

    Parameters
    ----------
    chosen : sequence of Trial
        Any number; of fewer than two it says that there is nothing to pool.
    model : {"fixed", "random"}, optional
    """
    matters = mcid_points()
    if len(chosen) < 2:
        return pgettext("nothing-to-pool", "{n_chosen} trial: nothing to pool.").format(n_chosen=len(chosen))
    effect = meta_analysis.pool_trials(chosen, model)
    nothing, worth = effect.pooled.crosses(0), effect.pooled.high >= matters
    interval_words = {
        (True, True): pgettext(
            "interval-includes-none-reaches-mcid",
            "The interval includes no difference and reaches the {matters} points that matter to a patient.",
        ),
        (True, False): pgettext(
            "interval-includes-none-below-mcid",
            "The interval includes no difference and stays below the {matters} points that matter to a patient.",
        ),
        (False, True): pgettext(
            "interval-excludes-none-reaches-mcid",
            "The interval excludes no difference and reaches the {matters} points that matter to a patient.",
        ),
        (False, False): pgettext(
            "interval-excludes-none-below-mcid",
            "The interval excludes no difference and stays below the {matters} points that matter to a patient.",
        ),
    }[nothing, worth].format(matters=f"{matters:g}")
    effects = (
        _("{n} trials, {patients} patients: {interval} points less pain with cement by random effects, I² {i2} %.")
        if model == "random"
        else _("{n} trials, {patients} patients: {interval} points less pain with cement by fixed effects, I² {i2} %.")
    )
    return join(
        effects.format(
            n=len(chosen),
            patients=sum(trial.n for trial in chosen),
            interval=format_interval(effect.pooled),
            i2=f"{effect.i2_percent:.0f}",
        ),
        interval_words,
    )


def meter_values(chosen: Sequence[Trial], model: Literal["fixed", "random"] = "random") -> list[dict[str, Any]]:
    """Return the pool, its variation beyond chance and the patients in it, for a panel of meters.

    Parameters
    ----------
    chosen : sequence of Trial
        With one trial or none only the patients are told.
    model : {"fixed", "random"}, optional

    Returns
    -------
    list of dict
        Rows of `meters.meter`: points of 10, percent, patients.
    """
    matters = mcid_points()
    patients = sum(trial.n for trial in chosen)
    rows: list[tuple[str, str, str, float, float, list[dict[str, Any]], str, bool]] = [
        (
            "patients",
            _("Patients"),
            _("{patients} in {n_chosen} trials").format(patients=patients, n_chosen=len(chosen)),
            patients,
            800,
            [],
            "",
            False,
        )
    ]
    if len(chosen) > 1:
        effect = meta_analysis.pool_trials(chosen, model)
        pooled = effect.pooled
        limits = [{"at": 0, "text": _("no difference")}, {"at": matters, "text": _("matters")}]
        verdict = _("includes no difference") if pooled.crosses(0) else _("excludes no difference")
        verdict += _(", reaches what matters") if pooled.high >= matters else _(", stays below what matters")
        rows.append(
            (
                "pool",
                _("Pool"),
                _("{interval} points").format(interval=format_interval(pooled)),
                pooled.value,
                3,
                limits,
                verdict,
                False,
            )
        )
        high = effect.i2_percent >= 50
        words = _("the trials disagree by more than chance") if high else _("no more than chance would make")
        rows.append(("i2", "I²", f"{effect.i2_percent:.0f} %", effect.i2_percent, 100, [], words, high))
    return [
        meter(key, name, value, text, -1 if limits else 0, high, limits=limits, verdict=verdict, grave=grave)
        for key, name, text, value, high, limits, verdict, grave in rows
    ]


def static_figure(chosen: Sequence[Trial], model: Literal["fixed", "random"] = "random") -> Figure:
    """Draw the forest plot, the funnel plot and, from three trials on, the pool without each trial in turn.

    Parameters
    ----------
    chosen : sequence of Trial
        At least one.
    model : {"fixed", "random"}, optional
    """
    import matplotlib.pyplot as plt

    with style.matplotlib_style():
        figure = plt.figure(figsize=(10, 6.6), layout="constrained")
        grid = figure.add_gridspec(2, 2, height_ratios=(1.25, 1))
        draw_forest(figure.add_subplot(grid[0, :]), chosen, model)
        draw_funnel(figure.add_subplot(grid[1, 0]), chosen, model)
        if len(chosen) > 2:
            draw_leave_one_out(figure.add_subplot(grid[1, 1]), chosen, model)
        figure.suptitle(textwrap.fill(describe(chosen, model), 110), fontsize=10)
    plt.close(figure)
    return figure


def describe_funnel(chosen: Sequence[Trial], model: Literal["fixed", "random"] = "random") -> str:
    """Describe how many trials lie outside the cone that chance alone would make round their pool.

    Parameters
    ----------
    chosen : sequence of Trial
        At least two.
    model : {"fixed", "random"}, optional
    """
    middle = meta_analysis.pool_trials(chosen, model).pooled.value
    out = [
        trial.name
        for trial in chosen
        if abs(trial.difference_points.value - middle) > meta_analysis.NORMAL_95 * trial.standard_error_points
    ]
    outliers = _("Outside the cone: {out}.").format(out=", ".join(out)) if out else _("None lies outside the cone.")
    return _(
        "{n_chosen} trials round their pool. {told} Fewer than ten show nothing about trials that are missing."
    ).format(n_chosen=len(chosen), told=outliers)


def funnel_figure(chosen: Sequence[Trial], model: Literal["fixed", "random"] = "random") -> Figure:
    """The funnel alone."""
    import matplotlib.pyplot as plt

    with style.matplotlib_style():
        figure, axes = plt.subplots(figsize=(7, 3.4), layout="constrained")
        draw_funnel(axes, chosen, model)
    plt.close(figure)
    return figure


def new_fracture_ratios() -> dict[str, Estimate]:
    """Return the ratios of new vertebral fractures with cement to those without.

    Returns
    -------
    dict of str to Estimate
        By trial: a hazard ratio, or a risk ratio from counts.

    Source
    ------
    `assets/tables/evidence.toml`, `assets/tables/trial_counts.csv`.
    """
    hazard = tables.quantity("vertebroplasty_new_fracture_hazard_ratio")
    adjacent = tables.quantity("vertebroplasty_adjacent_fracture_hazard_ratio")
    row = tables.table("trial_counts").row("trial", "VERTOS II")
    names = ("events_treated", "n_treated", "events_control", "n_control")
    counted = meta_analysis.compare_risks(*(int(row[name]) for name in names))
    assert counted.risk_ratio is not None  # both groups have events
    return {
        "Buchbinder trial, any level\n78 patients, sham, 2 years": Estimate(
            hazard.value, hazard.low or 0, hazard.high or 0
        ),
        "Buchbinder trial, next to the body": Estimate(adjacent.value, adjacent.low or 0, adjacent.high or 0),
        "VERTOS II, any level\n176 patients, open, 1 year": counted.risk_ratio,
    }


def describe_new_fractures() -> str:
    """What the trials can and can't say of fractures after cement."""
    ratios = join(
        *(
            Text("{name}: {ratio}").format(name=name.replace("\n", ", "), ratio=format_interval(ratio, 2))
            for name, ratio in new_fracture_ratios().items()
        ),
        between="; ",
    )
    return _(
        "New fractures with cement against without, as ratios. {told}. Every interval includes 1: more, "
        "fewer or as many."
    ).format(told=ratios)


def new_fractures_figure() -> Figure:
    """The ratios with their intervals on a logarithmic axis, so that twice and half lie equally far from 1."""
    import matplotlib.pyplot as plt

    ratios = new_fracture_ratios()
    with style.matplotlib_style():
        figure, axes = plt.subplots(figsize=(8.5, 3.2), layout="constrained")
        for row, ratio in enumerate(ratios.values()):
            axes.plot([ratio.low, ratio.high], [row, row], color=style.BLUE)
            axes.plot(ratio.value, row, "s", color=style.BLUE, markersize=8)
            axes.text(11, row, format_interval(ratio, 2), va="center", fontsize=9)
        axes.axvline(1, color=style.INK, linewidth=0.9)
        axes.set_xscale("log")
        ticks = (0.25, 0.5, 1, 2, 4, 8)
        axes.set(yticks=range(len(ratios)), yticklabels=list(ratios), xlim=(0.25, 40), ylim=(len(ratios) - 0.4, -0.6))
        axes.set_xticks(ticks, [f"{tick:g}" for tick in ticks])
        axes.minorticks_off()
        axes.set_title(_("←  fewer with cement          more with cement  →"), fontsize=9)
        axes.tick_params(axis="y", labelsize=8)
    plt.close(figure)
    return figure
