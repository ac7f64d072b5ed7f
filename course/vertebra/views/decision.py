"""What a patient hears before she decides: numbers in 100 people, with cement and without, drawn and in words."""

from __future__ import annotations

import html
import textwrap
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from vertebra import references, tables
from vertebra.patient import Patient
from vertebra.texts import _, join, language, pgettext
from vertebra.views import style

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

PEOPLE = 100
MAX_NEAR_PEOPLE = 5
"""Within so many of 100 a guess is called near."""

MAX_OUTCOMES_DRAWN = 3
"""How many outcomes have a picture; the rarer ones are told in words."""


@dataclass(frozen=True)
class DecisionOutcome:
    """An outcome of the decision sheet.

    Parameters
    ----------
    name : str
    people : str
        In whom it was counted.
    with_cement_percent, without_cement_percent : float
        Of 100 people.
    source : str
        Key of the bibliography.
    """

    name: str
    people: str
    with_cement_percent: float
    without_cement_percent: float
    source: str


def decision_outcomes() -> list[DecisionOutcome]:
    """The rows of `assets/tables/decision_sheet.csv`."""
    table = tables.table("decision_sheet")
    return [
        DecisionOutcome(name, people, float(cement), float(none), source)
        for name, people, cement, none, source in zip(
            *(
                table.texts(column)
                for column in ("outcome", "people", "with_cement_percent", "without_cement_percent", "source")
            ),
            strict=True,
        )
    ]


def format_people(percent: float) -> str:
    """`44 of 100`, or `about 1 in 770` for what is rarer than one in a hundred."""
    if 0 < percent < 1:
        return _("about 1 in {people}").format(people=f"{PEOPLE / percent:.0f}")
    return _("{percent} of 100").format(percent=f"{percent:.0f}")


def describe() -> str:
    """All outcomes in words, one sentence each."""
    return join(*map(_counted, decision_outcomes()))


def _counted(outcome: DecisionOutcome) -> str:
    words = (
        _("{name}: {treated} with cement, {control} without.")
        if outcome.without_cement_percent
        else _("{name}: {treated} with cement.")
    )
    return words.format(
        name=outcome.name,
        treated=format_people(outcome.with_cement_percent),
        control=format_people(outcome.without_cement_percent),
    )


LearnerEstimate = tuple[float | None, float | None]
"""People in 100 with cement and without, as a learner put them; None while open."""


def trial_result_text(outcome: DecisionOutcome, said: LearnerEstimate) -> dict[str, Any]:
    """Return what the trials counted, and how far off the learner's estimate is.

    Parameters
    ----------
    outcome : DecisionOutcome
    said : LearnerEstimate
        The learner's pair, of 100 people.

    Returns
    -------
    dict
        For the frame's row of the sheet.
    """
    true = (outcome.with_cement_percent, outcome.without_cement_percent)
    offs = [guess - truth for guess, truth in zip(said, true, strict=True) if guess is not None]
    verdict = _verdict(offs)
    return {
        "found": list(true),
        "verdict": verdict,
        "words": f"{both_arms_text(true)} ({references.short(outcome.source)})",
    }


def _verdict(offs: Sequence[float]) -> str:
    if not offs:
        return pgettext("estimate-open", "not filled in")
    if max(map(abs, offs)) <= MAX_NEAR_PEOPLE:
        return pgettext("estimate-near", "near")
    most = max(offs, key=abs)
    people = f"{abs(most):.0f}"
    return (
        pgettext("estimate-too-high", "{people} of 100 too many")
        if most > 0
        else pgettext("estimate-too-low", "{people} of 100 too few")
    ).format(people=people)


def both_arms_text(pair: LearnerEstimate) -> str:
    """People in 100 with cement and without; what is open is a dash."""
    words = ["—" if people is None else format_people(people) for people in pair]
    return pgettext("with-and-without-cement", "with cement {treated}, without {control}").format(
        treated=words[0], control=words[1]
    )


def sheet_summary(every: Sequence[DecisionOutcome], said: Sequence[LearnerEstimate], compared: bool) -> str:
    """The sheet so far in a sentence or two."""
    full = sum(None not in pair for pair in said)
    if not compared:
        return _("{full} of {n_every} outcomes filled in. Then compare with the trials.").format(
            full=full, n_every=len(every)
        )
    parts = [_sentence(outcome, trial_result_text(outcome, pair)) for outcome, pair in zip(every, said, strict=True)]
    return join(*parts)


def _sentence(outcome: DecisionOutcome, answer: Mapping[str, Any]) -> str:
    return _("{outcome}: {words}; yours: {verdict}.").format(
        outcome=outcome.name, words=answer["words"], verdict=answer["verdict"]
    )


PAGE_STYLE = (
    "body{font:16px/1.5 system-ui,sans-serif;margin:2rem auto;max-width:50rem}table{border-collapse:collapse}"
    "th,td{border:1px solid #999;padding:.5em;text-align:left;vertical-align:top}small{font-weight:400}"
)


def html_page(patient: Patient, said: Sequence[LearnerEstimate], matters: str, decided: str) -> str:
    """Return the filled sheet as a page that opens and prints anywhere.

    Parameters
    ----------
    patient : Patient
    said : sequence of LearnerEstimate
        A pair for each outcome.
    matters, decided : str
        The learner's own words; escaped.
    """
    rows = "".join(
        f"<tr><th>{html.escape(outcome.name)}<br><small>{html.escape(outcome.people)}</small></th>"
        f"<td>{html.escape(both_arms_text(pair))}</td>"
        f"<td>{html.escape(trial_result_text(outcome, pair)['words'])}</td></tr>"
        for outcome, pair in zip(decision_outcomes(), said, strict=True)
    )
    notes = "".join(
        f"<h2>{title}</h2><p>{html.escape(text).replace(chr(10), '<br>') or '&nbsp;'}</p>"
        for title, text in ((_("What matters to the patient"), matters), (_("What was decided, and why"), decided))
    )
    who = _("{sex}, {age} years").format(sex=_(patient.sex), age=f"{patient.age_years:g}")
    title, advice = (
        _("Decision sheet"),
        _("{who}. A teaching exercise, not medical advice.").format(who=html.escape(who)),
    )
    heads = "".join(f"<th>{head}</th>" for head in (_("Outcome"), _("As filled in"), _("As the studies found")))
    return (
        f'<!doctype html><html lang="{language()}"><meta '
        f'charset="utf-8"><title>{title}</title><style>{PAGE_STYLE}</style>'
        f"<h1>{title}</h1><p>{advice}</p><table><tr>{heads}</tr>{rows}</table>{notes}</html>"
    )


def static_figure() -> Figure:
    """A hundred people with cement above a hundred without, for each of the common outcomes."""
    import matplotlib.pyplot as plt

    with style.matplotlib_style():
        figure, axes = plt.subplots(2, MAX_OUTCOMES_DRAWN, figsize=(9.5, 6.2), layout="constrained")
        for column, outcome in enumerate(decision_outcomes()[:MAX_OUTCOMES_DRAWN]):
            both = ((outcome.with_cement_percent, _("with cement")), (outcome.without_cement_percent, _("without")))
            for row, (percent, name) in enumerate(both):
                draw_people(axes[row, column], round(percent), f"{name}: {format_people(percent)}")
            axes[0, column].set_title(textwrap.fill(outcome.name, 26), fontsize=10, fontweight="bold")
            group = f"{outcome.people} ({references.short(outcome.source)})"
            axes[1, column].set_xlabel(
                _("without: {counted}\n\n").format(counted=format_people(outcome.without_cement_percent))
                + textwrap.fill(group, 38)
            )
    plt.close(figure)
    return figure


def draw_people(axes: Axes, number: int, words: str) -> None:
    """Draw ten rows of ten people from the bottom.

    Parameters
    ----------
    axes : Axes
    number : int
        0 to 100: filled squares, rings for the others.
    words : str
    """
    places = [(index % 10, index // 10) for index in range(PEOPLE)]
    for chosen, marker, filled in ((places[:number], "s", True), (places[number:], "o", False)):
        if chosen:
            axes.scatter(
                [x for x, _unused in chosen],
                [y for _unused, y in chosen],
                marker=marker,
                s=46,
                linewidths=1,
                facecolors=style.BLUE if filled else "none",
                edgecolors=style.BLUE if filled else style.GREY,
            )
    axes.set(xlim=(-0.8, 9.8), ylim=(-0.8, 9.8), aspect="equal", xticks=[], yticks=[])
    axes.set_xlabel(words, fontsize=9)
    axes.xaxis.label.set_fontsize(8.5)
    axes.spines[:].set_visible(False)
