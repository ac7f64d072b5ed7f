"""Fracture risk as still pictures and in words: a hundred people, a curve with its interval, trials side by side."""

from __future__ import annotations

from typing import TYPE_CHECKING

from vertebra import references, tables
from vertebra.models.epidemiology import risk
from vertebra.models.epidemiology.meta_analysis import Estimate
from vertebra.texts import Text, _, ngettext, pgettext
from vertebra.views import style
from vertebra.views.bone import format_signed

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

PEOPLE = 100
NUMBERS = (_("no earlier"), _("one earlier"), _("two earlier"), _("three or more earlier"))


def last_measured_years() -> float:
    """The age up to which the rate was measured; beyond it the curve is level because nobody knows."""
    return tables.value("incidence_level_age_years")


def people(estimate: Estimate) -> tuple[int, int, int]:
    """Return the people in 100 who have the event.

    Parameters
    ----------
    estimate : Estimate
        A probability, 0 to 1.

    Returns
    -------
    (int, int, int)
        The estimate, and the ends of its interval.
    """
    return round(PEOPLE * estimate.value), round(PEOPLE * estimate.low), round(PEOPLE * estimate.high)


def describe(person: risk.RiskProfile, years: float = 10) -> str:
    """Describe the risk in one sentence, as a number of people in 100, with the interval.

    Parameters
    ----------
    person : risk.RiskProfile
    years : float, optional
        0 to 15.
    """
    value, low, high = people(risk.risk_within(person, years))
    span = pgettext("within-a-year", "a year") if years == 1 else _("{years} years").format(years=f"{years:g}")
    treated = (
        ""
        if person.treatment == "none"
        else pgettext("on-drug", ", on {treatment}").format(treatment=_(person.treatment))
    )
    sentence = {
        ("female", True): _(
            "Of 100 women of {age} with Z {score} and {fractures} vertebral fracture{recent}{treated}, about {value} "
            "({low} to {high}) "
            "will have a new one within {span}."
        ),
        ("female", False): _(
            "Of 100 women of {age} with Z {score} and {fractures} vertebral fractures{recent}{treated}, about {value} "
            "({low} to {high}) "
            "will have a new one within {span}."
        ),
        ("male", True): _(
            "Of 100 men of {age} with Z {score} and {fractures} vertebral fracture{recent}{treated}, about {value} "
            "({low} to {high}) "
            "will have a new one within {span}."
        ),
        ("male", False): _(
            "Of 100 men of {age} with Z {score} and {fractures} vertebral fractures{recent}{treated}, about {value} "
            "({low} to {high}) "
            "will have a new one within {span}."
        ),
    }[person.sex, person.fractures_n == 1]
    return sentence.format(
        age=f"{person.age_years:.0f}",
        score=format_signed(person.z_score),
        fractures=NUMBERS[person.fractures_n],
        recent=_how_recent(person),
        treated=treated,
        value=value,
        low=low,
        high=high,
        span=span,
    )


def _how_recent(person: risk.RiskProfile) -> str:
    if not person.fractures_n or person.years_since is None:
        return ""
    years = person.years_since
    when = (
        pgettext("fractured-recently", "in the last weeks")
        if years < 0.25
        else ngettext("{years} year ago", "{years} years ago", 1 if years == 1 else 2).format(years=f"{years:.2g}")
    )
    return Text(" ({when})").format(when=when) if person.fractures_n == 1 else _(" (the last {when})").format(when=when)


def static_figure(person: risk.RiskProfile, years: float = 10) -> Figure:
    """A hundred people and the rate by age, for one person."""
    import matplotlib.pyplot as plt

    with style.matplotlib_style():
        figure, (left, right) = plt.subplots(
            1, 2, figsize=(9.5, 4.4), layout="constrained", gridspec_kw={"width_ratios": (1, 1.4)}
        )
        draw_people(left, risk.risk_within(person, years))
        left.set_title(
            _("New vertebral fracture within a year")
            if years == 1
            else _("New vertebral fracture within {years} years").format(years=f"{years:g}"),
            fontsize=10,
        )
        draw_curve(right, person)
        figure.suptitle(describe(person, years), fontsize=10)
    plt.close(figure)
    return figure


def draw_people(axes: Axes, estimate: Estimate) -> None:
    """Draw ten rows of ten people from the bottom.

    Filled squares will fracture, half-filled ones lie within the interval, rings will not. Shape and fill tell them
    apart as well as colour.

    Parameters
    ----------
    axes : Axes
    estimate : Estimate
        A probability, 0 to 1.
    """
    value, low, high = people(estimate)
    for index in range(PEOPLE):
        column, row = index % 10, index // 10
        if index < low:
            axes.plot(column, row, "s", color=style.VERMILLION, markersize=13)
        elif index < value:
            axes.plot(column, row, "s", color=style.VERMILLION, markersize=13, alpha=0.75)
        elif index < high:
            axes.plot(
                column, row, "s", markerfacecolor="none", markeredgecolor=style.VERMILLION, markersize=12, mew=1.6
            )
        else:
            axes.plot(column, row, "o", markerfacecolor="none", markeredgecolor=style.GREY, markersize=9, mew=1.2)
    axes.set(xlim=(-0.7, 9.7), ylim=(-1.5, 9.7), aspect="equal", xticks=[], yticks=[])
    axes.spines[:].set_visible(False)
    axes.text(
        4.5,
        -1.3,
        _("■ {value} expected   □ up to {high}   ○ not").format(value=value, high=high),
        ha="center",
        fontsize=9,
    )


def draw_curve(axes: Axes, person: risk.RiskProfile) -> None:
    """Fractures per 1000 person-years by age of people like this, with the interval, beside the mean of age and sex."""
    curve = risk.incidence_curve(person)
    axes.fill_between(
        curve.ages_years, curve.low, curve.high, color=style.SKY, alpha=0.35, label=_("95% of the inputs")
    )
    axes.plot(curve.ages_years, curve.per_1000_years, color=style.BLUE, label=_("people like this"))
    average = risk.population_incidence(curve.ages_years, person.sex)
    axes.plot(curve.ages_years, average, color=style.INK, linestyle=":", label=_("mean of age and sex"))
    now = risk.incidence(person)
    axes.plot(person.age_years, now.value, "o", color=style.INK, markersize=8)
    last_measured = last_measured_years()
    axes.axvline(last_measured, color=style.GREY, linewidth=0.8)
    axes.text(last_measured + 0.4, axes.get_ylim()[1] * 0.02, _("no data beyond"), fontsize=8, va="bottom")
    axes.set(
        xlabel=_("Age (years)"),
        ylabel=_("New vertebral fractures\nper 1000 person-years"),
        xlim=(50, 90),
        ylim=(0, None),
    )
    axes.legend(loc="upper left")


def trials_figure() -> Figure:
    """What the trials of each drug counted: new vertebral fractures with placebo and with the drug."""
    import matplotlib.pyplot as plt

    drugs = tables.table("treatment_trials").texts("treatment")
    with style.matplotlib_style():
        figure, axes = plt.subplots(figsize=(8, 3.8), layout="constrained")
        for row, drug in enumerate(drugs):
            effect = risk.treatment_effect(drug)
            axes.barh(
                row + 0.18, effect.control_percent, 0.34, color=style.GREY, label=_("placebo") if row == 0 else None
            )
            axes.barh(
                row - 0.18,
                effect.treated_percent,
                0.34,
                color=style.BLUE,
                hatch="//",
                edgecolor=style.PAPER,
                label=_("drug") if row == 0 else None,
            )
            axes.text(
                effect.control_percent + 0.2,
                row,
                _needed_text(effect),
                va="center",
                fontsize=9,
            )
        names = [f"{drug}\n{references.short(risk.treatment_effect(drug).source)}" for drug in drugs]
        axes.set(
            yticks=range(len(drugs)),
            yticklabels=names,
            xlabel=_("Women with a new vertebral fracture (%)"),
            xlim=(0, 19),
        )
        axes.invert_yaxis()
        axes.legend(loc="lower right")
    plt.close(figure)
    return figure


def _needed_text(effect: risk.TreatmentEffect) -> str:
    """How long the trial was, and in how many people the drug spares one a fracture."""
    sentence = ngettext(
        "{years} year: 1 spared in {needed}",
        "{years} years: 1 spared in {needed}",
        1 if effect.duration_years == 1 else 2,
    )
    return sentence.format(years=f"{effect.duration_years:g}", needed=f"{effect.number_needed:.0f}")
