"""What goes wrong and how often: counts with their intervals, as a picture and in words."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from vertebra import references
from vertebra.models.epidemiology.complications import Complication
from vertebra.texts import _, join
from vertebra.views import style

if TYPE_CHECKING:
    from matplotlib.figure import Figure


def format_percent(percent: float) -> str:
    """Return a percentage with two digits that count: `82`, `1.9`, `0.13`.

    Parameters
    ----------
    percent : float
        0 to 100.
    """
    return f"{float(f'{percent:.2g}'):g}"


def describe(rows: Sequence[Complication]) -> str:
    """All of them in words."""
    return join(
        *(
            _("{name}: {events} of {people} {counted}, {percent} % ({low} to {high}).").format(
                name=complication.name,
                events=complication.events,
                people=complication.people,
                counted=complication.counted,
                percent=format_percent(complication.percent),
                low=format_percent(complication.low_percent),
                high=format_percent(complication.high_percent),
            )
            for complication in rows
        )
    )


def static_figure(rows: Sequence[Complication]) -> Figure:
    """Shares and intervals on a logarithmic axis: each step left is ten times rarer."""
    from matplotlib.figure import Figure

    with style.matplotlib_style():
        figure = Figure(figsize=(9.5, 3.4), layout="constrained")
        axes = figure.subplots()
        for row, complication in enumerate(rows):
            axes.plot([complication.low_percent, complication.high_percent], [row, row], color=style.BLUE, linewidth=2)
            axes.plot(complication.percent, row, "s", color=style.BLUE, markersize=8)
            percentage = _("{percent} % ({low} to {high})").format(
                percent=format_percent(complication.percent),
                low=format_percent(complication.low_percent),
                high=format_percent(complication.high_percent),
            )
            axes.text(130, row, percentage, va="center", fontsize=9)
        axes.set_xscale("log")
        ticks = (0.03, 0.1, 0.3, 1, 3, 10, 30, 100)
        axes.set_xticks(ticks, [f"{tick:g}" for tick in ticks])
        axes.minorticks_off()
        names = [
            _("{name}\n{events} of {people} {counted}, {short}").format(
                name=complication.name,
                events=complication.events,
                people=complication.people,
                counted=complication.counted,
                short=references.short(complication.source),
            )
            for complication in rows
        ]
        axes.set(yticks=range(len(rows)), yticklabels=names, xlim=(0.02, 900), xlabel=_("Of 100, logarithmic"))
        axes.set_ylim(len(rows) - 0.5, -0.5)
        axes.tick_params(axis="y", labelsize=8.5)
    return figure
