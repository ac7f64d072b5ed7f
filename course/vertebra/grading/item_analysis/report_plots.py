"""The report's pictures, as SVG to put into the page."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from typing import Any

import numpy as np

from vertebra.grading.item_analysis.statistics import ItemAnalysis, QuizAnalysis
from vertebra.texts import _
from vertebra.views import style


def histogram(quiz: QuizAnalysis) -> str:
    """The histogram of scores in per cent."""

    def draw(axes: Any) -> None:
        axes.hist(quiz.percent, bins=np.arange(0, 101, 10), color=style.BLUE, edgecolor="white")
        axes.axvline(float(np.median(quiz.percent)), color=style.VERMILLION, label=_("median"))
        axes.set(xlabel=_("Points (%)"), ylabel=_("Students"), xlim=(0, 100))
        axes.yaxis.get_major_locator().set_params(integer=True)
        axes.legend()

    return _svg(draw, 6.4, 2.8)


def difficulty(quiz: QuizAnalysis) -> str:
    """Mean share of the points by item, with its interval."""

    def draw(axes: Any) -> None:
        _by_item(axes, quiz.items, [item.difficulty for item in quiz.items], style.BLUE)
        axes.set(xlabel=_("Mean share of the points, with 95% interval"), xlim=(0, 1))

    return _svg(draw, 4.8, 0.8 + 0.3 * len(quiz.items))


def discrimination(quiz: QuizAnalysis) -> str:
    """Correlation of each item with the rest of the quiz, with its interval."""

    def draw(axes: Any) -> None:
        _by_item(axes, quiz.items, [item.discrimination for item in quiz.items], style.GREEN)
        axes.axvline(0, color=style.INK, linewidth=0.8)
        axes.set(xlabel=_("Correlation with the rest of the quiz, with 95% interval"), xlim=(-1, 1))

    return _svg(draw, 4.8, 0.8 + 0.3 * len(quiz.items))


def times(quiz: QuizAnalysis) -> str:
    """Seconds spent on each item: median, middle half, and range without outliers."""

    def draw(axes: Any) -> None:
        names = [str(at + 1) for at in range(len(quiz.items))]
        look = {"color": style.PURPLE}
        axes.boxplot(
            [item.seconds or (0.0,) for item in quiz.items][::-1],
            orientation="horizontal",
            showfliers=False,
            boxprops=look,
            whiskerprops=look,
            capprops=look,
            medianprops={"color": style.VERMILLION},
        )
        axes.set_yticks(range(1, len(names) + 1), names[::-1])
        axes.set(xlabel=_("Seconds at the item"), ylabel=_("Item"))
        axes.set_xlim(left=0)

    return _svg(draw, 6.4, 0.8 + 0.3 * len(quiz.items))


def _by_item(axes: Any, items: tuple[ItemAnalysis, ...], intervals: list[Any], colour: str) -> None:
    for at, interval in enumerate(intervals):
        axes.plot([interval.low, interval.high], [at, at], color=colour, linewidth=2)
        axes.plot([interval.value], [at], "o", color=colour)
    axes.set_yticks(range(len(items)), [str(at + 1) for at in range(len(items))])
    axes.set(ylabel=_("Item"), ylim=(len(items) - 0.5, -0.5))
    axes.grid(axis="x", alpha=0.3)


def _svg(draw: Callable[[Any], None], width: float, height: float) -> str:
    """The picture as an SVG element: the same bytes for the same data."""
    from matplotlib.figure import Figure

    with style.matplotlib_style():
        figure = Figure(figsize=(width, height), layout="constrained")
        draw(figure.add_subplot())
        out = io.StringIO()
        figure.savefig(out, format="svg", metadata={"Date": None, "Creator": None})
    return re.sub(r"\A.*?(?=<svg)", "", out.getvalue(), flags=re.S)
