"""What goes wrong and how often: counts with their intervals, as a picture and in words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from vertebra import references, tables
from vertebra.views import style

if TYPE_CHECKING:
    from matplotlib.figure import Figure

PERCENT = 100.0


@dataclass(frozen=True)
class Complication:
    """So many events among so many, with the 95% interval of the share (Wilson), in per cent."""

    name: str
    events: int
    people: int
    counted: str
    source: str
    percent: float
    low_percent: float
    high_percent: float


def complications() -> list[Complication]:
    """The rows of `assets/tables/complications.csv` with their intervals."""
    from statsmodels.stats.proportion import proportion_confint

    table = tables.table("complications")
    found = []
    for name, events, people, counted, source in zip(
        *(table.texts(one) for one in ("complication", "events", "people", "unit_counted", "source")), strict=True
    ):
        low, high = proportion_confint(int(events), int(people), method="wilson")
        share = int(events) / int(people)
        found.append(
            Complication(
                name,
                int(events),
                int(people),
                counted,
                source,
                PERCENT * share,
                PERCENT * float(low),
                PERCENT * float(high),
            )
        )
    return found


def written(percent: float) -> str:
    """Two digits that count: `82`, `1.9`, `0.13`."""
    return f"{float(f'{percent:.2g}'):g}"


def describe() -> str:
    """All of them in words."""
    return " ".join(
        f"{one.name}: {one.events} of {one.people} {one.counted}, {written(one.percent)} % "
        f"({written(one.low_percent)} to {written(one.high_percent)})."
        for one in complications()
    )


def poster() -> Figure:
    """Shares and intervals on a logarithmic axis: each step left is ten times rarer."""
    from matplotlib.figure import Figure

    found = complications()
    with style.matplotlib_style():
        figure = Figure(figsize=(9.5, 3.4), layout="constrained")
        axes = figure.subplots()
        for row, one in enumerate(found):
            axes.plot([one.low_percent, one.high_percent], [row, row], color=style.BLUE, linewidth=2)
            axes.plot(one.percent, row, "s", color=style.BLUE, markersize=8)
            told = f"{written(one.percent)} % ({written(one.low_percent)} to {written(one.high_percent)})"
            axes.text(130, row, told, va="center", fontsize=9)
        axes.set_xscale("log")
        ticks = (0.03, 0.1, 0.3, 1, 3, 10, 30, 100)
        axes.set_xticks(ticks, [f"{tick:g}" for tick in ticks])
        axes.minorticks_off()
        names = [
            f"{one.name}\n{one.events} of {one.people} {one.counted}, {references.short(one.source)}" for one in found
        ]
        axes.set(yticks=range(len(found)), yticklabels=names, xlim=(0.02, 900), xlabel="Of a hundred, logarithmic")
        axes.set_ylim(len(found) - 0.5, -0.5)
        axes.tick_params(axis="y", labelsize=8.5)
    return figure
