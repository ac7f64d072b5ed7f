"""In how many people oedema is still seen, over the weeks after a fracture."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from vertebra import tables
from vertebra.models.imaging import oedema
from vertebra.texts import Text, _, join, pgettext
from vertebra.views import style

if TYPE_CHECKING:
    from matplotlib.figure import Figure

LAST_WEEKS = 78
OLD_RULE_WEEKS = (6, 8)
KINDS = (
    (True, "collapsed", style.VERMILLION, "-", _("collapsed severely"), (57, 0.95)),
    (False, "not_collapsed", style.BLUE, "--", _("all others"), (57, 0.51)),
)


def oedema_figure(marked: bool = True) -> Figure:
    """Two curves, bodies that collapsed severely and all others; with the published points and the old rule if
    `marked`."""
    from matplotlib.figure import Figure

    weeks = np.linspace(0, LAST_WEEKS, 157)
    with style.matplotlib_style():
        figure = Figure(figsize=(7.6, 4.0), layout="constrained")
        axes = figure.subplots()
        if marked:
            axes.axvspan(*OLD_RULE_WEEKS, color=style.YELLOW, alpha=0.5, linewidth=0)
            axes.text(OLD_RULE_WEEKS[1] + 0.8, 6, _("“6 to 8 weeks”"), fontsize=9)
        for collapsed, name, colour, line, words, at in KINDS:
            seen = [100 * oedema.visible_fraction(float(week), collapsed) for week in weeks]
            axes.plot(weeks, seen, line, color=colour, linewidth=2.4)
            axes.text(at[0], 100 * at[1], words, color=colour, fontsize=11)
            if marked:
                year = 100 * tables.value(f"oedema_any_12_months_{name}_fraction")
                axes.plot(oedema.WEEKS_YEAR, year, "o", color=colour, markersize=9)
        axes.set(
            xlabel=_("Weeks since the fracture"),
            ylabel=_("People with oedema still seen, %"),
            ylim=(0, 103),
            xlim=(0, LAST_WEEKS),
            xticks=range(0, LAST_WEEKS + 1, 13),
            yticks=range(0, 101, 10),
        )
        axes.grid(alpha=0.4)
    return figure


def describe() -> str:
    """The curves in words."""
    return join(
        _("People in whom MRI still shows oedema, of those treated without an operation."),
        *(_course_text(collapsed, words) for collapsed, *_unused, words, _marked in KINDS),
        _(
            "The dots at a year are published figures; the curves between them are fitted. The band is the old "
            "rule of six to eight weeks."
        ),
    )


def _course_text(collapsed: bool, words: str) -> str:
    at_weeks = [
        pgettext("oedema-seen", "{percent}% at {week} weeks").format(
            percent=f"{100 * oedema.visible_fraction(week, collapsed):.0f}", week=f"{week:.0f}"
        )
        for week in (8.0, 13.0, 26.0, 52.0)
    ]
    return Text("{whom}: {seen}.").format(whom=words.capitalize(), seen=join(*at_weeks, between=", "))
