"""Pain that falls by itself, as a still picture, in numbers and in words."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING, Any

import numpy as np

from vertebra.models.epidemiology.meta_analysis import ImprovementParts, PainCohort
from vertebra.texts import _
from vertebra.views import style
from vertebra.views.meters import meter

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure


def describe_improvement(cohort: PainCohort, parts: ImprovementParts) -> str:
    """What a trial of these people would see, and what lies behind it."""
    treated, control = (cohort.mean_change_points(arm) for arm in (True, False))
    return _(
        "{n_entry_points} of {screened} screened were enrolled. Pain fell by {treated} points with the "
        "treatment and by {control} without; of the treated patients’ fall about {regression} is regression to the "
        "mean, {healing} healing, {ritual} the ritual, and {treatment_effect} the treatment itself."
    ).format(
        n_entry_points=len(cohort.entry_points),
        screened=cohort.screened,
        treated=f"{treated:.1f}",
        control=f"{control:.1f}",
        regression=_none(parts.regression_points),
        healing=_none(parts.healing_points),
        ritual=_none(parts.sham_points),
        treatment_effect=_none(parts.true_points),
    )


def _none(points: float) -> str:
    return f"{max(points, 0):.1f}"


def meter_values(cohort: PainCohort, parts: ImprovementParts) -> list[dict[str, Any]]:
    """What both arms show, and what of it was the bad day, healing, ritual and treatment, for a panel of meters."""
    treated, control = (cohort.mean_change_points(arm) for arm in (True, False))
    rows = (
        ("treated", _("Treated"), treated, _("before and after")),
        ("control", _("Not treated"), control, _("before and after")),
        ("difference", _("Difference"), treated - control, _("what a trial sees")),
        ("bad-day", _("Bad day"), parts.regression_points, _("enrolled because it hurt that day")),
        ("healing", _("Healing"), parts.healing_points, _("would have come anyway")),
        ("ritual", _("Ritual"), parts.sham_points, _("in both arms")),
        ("treatment", _("Treatment"), parts.true_points, _("what you gave it")),
    )
    return [
        meter(
            key,
            name,
            value,
            _("{value} points").format(value=f"{round(value, 1) + 0.0:.1f}").replace("-", "−"),
            0,
            6,
            verdict=verdict,
        )
        for key, name, value, verdict in rows
    ]


def static_figure(cohort: PainCohort, parts: ImprovementParts) -> Figure:
    """Pain at entry and later in both arms, and the reasons for the treated arm's fall piled up."""
    import matplotlib.pyplot as plt

    with style.matplotlib_style():
        figure, (left, right) = plt.subplots(
            1, 2, figsize=(10, 4.4), layout="constrained", gridspec_kw={"width_ratios": (1.5, 1)}
        )
        draw_pain(left, cohort)
        draw_reasons(right, parts)
        figure.suptitle(textwrap.fill(describe_improvement(cohort, parts), 110), fontsize=10)
    plt.close(figure)
    return figure


def draw_pain(axes: Axes, cohort: PainCohort) -> None:
    """Draw each patient as a thin line from entry to follow-up, and each arm's mean as a thick one.

    Parameters
    ----------
    axes : Axes
    cohort : PainCohort
        At most 60 patients an arm are drawn.
    """
    for at, (arm, colour, name) in enumerate(
        ((True, style.BLUE, "treated"), (False, style.VERMILLION, _("not treated")))
    ):
        chosen = np.flatnonzero(cohort.treated == arm)
        x = np.array([0.0, 1.0]) + 1.5 * at
        pairs = np.stack([cohort.entry_points[chosen], cohort.follow_up_points[chosen]])
        axes.plot(x, pairs[:, :60], color=colour, linewidth=0.5, alpha=0.35)
        means = pairs.mean(axis=1)
        axes.plot(x, means, "o-" if arm else "s--", color=style.INK, linewidth=2.6)
        axes.text(x[1] + 0.04, means[1], f"−{means[0] - means[1]:.1f}", va="center", fontweight="bold")
        axes.text(x.mean(), 10.3, name, ha="center", fontsize=10)
    axes.set(
        xticks=[0, 1, 1.5, 2.5],
        xticklabels=["entry", _("a month\nlater")] * 2,
        ylabel=_("Pain, points of 10"),
        ylim=(0, 10.8),
        xlim=(-0.1, 2.85),
    )


def draw_reasons(axes: Axes, parts: ImprovementParts) -> None:
    """The reasons for the fall, one bar each; hatching tells them apart as well as colour."""
    rows = (
        (_("enrolled on a bad day"), parts.regression_points, style.SKY, "//"),
        ("healing", parts.healing_points, style.GREEN, ".."),
        (_("the ritual"), parts.sham_points, style.ORANGE, "xx"),
        (_("the treatment"), parts.true_points, style.BLUE, None),
    )
    for row, (_unused, points, colour, hatch) in enumerate(rows):
        axes.barh(row, points, 0.6, color=colour, hatch=hatch, edgecolor=style.PAPER)
        axes.text(max(points, 0) + 0.06, row, f"{points:.1f}".replace("-", "−"), va="center", fontsize=9)
    axes.set(
        yticks=range(len(rows)),
        yticklabels=[name for name, *_unused in rows],
        xlabel=_("Points of the treated arm’s fall"),
    )
    axes.set_xlim(min(0, parts.true_points, parts.sham_points) - 0.1, max(parts.total_points, 1))
    axes.invert_yaxis()
