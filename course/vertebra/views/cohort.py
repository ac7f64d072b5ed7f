"""Cohorts under two policies as still pictures and in words."""

from __future__ import annotations

import textwrap
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from vertebra.models.epidemiology.cohort import CohortOutcome, TreatmentPolicy
from vertebra.texts import _, pgettext
from vertebra.views import style
from vertebra.views.meters import meter

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

THOUSAND = 1000


def per_thousand(outcome: CohortOutcome) -> NDArray[np.float64]:
    """Return the people in 1000 with at least one new fracture.

    Parameters
    ----------
    outcome : CohortOutcome

    Returns
    -------
    array of float64
        By the end of each year, starting with 0 at year 0; shape (years + 1,).
    """
    ever = np.logical_or.accumulate(outcome.fractured, axis=0).mean(axis=1)
    return THOUSAND * np.concatenate([[0.0], ever])


def policy_name(policy: TreatmentPolicy) -> str:
    """The policy in a few words."""
    if policy.treatment == "none" or policy.taken_fraction == 0:
        return pgettext("no-drug", "no drug")
    years = (
        "" if policy.years is None else pgettext("for-years", " for {years} years").format(years=f"{policy.years:g}")
    )
    share = (
        ""
        if policy.taken_fraction == 1
        else pgettext("taken-by", ", taken by {taken_fraction} of 100").format(
            taken_fraction=f"{100 * policy.taken_fraction:.0f}"
        )
    )
    whom = (
        pgettext("for-everyone", "everyone")
        if policy.who == "everyone"
        else pgettext("for-the-fractured", "those with a fracture")
    )
    return pgettext("drug-policy", "{treatment} for {whom}{years}{share}").format(
        treatment=_(policy.treatment), whom=whom, years=years, share=share
    )


def truncated(outcome: CohortOutcome, years: int) -> CohortOutcome:
    """Return the first years of an outcome.

    Parameters
    ----------
    outcome : CohortOutcome
    years : int
        1 to the years that were simulated.
    """
    return CohortOutcome(outcome.fractured[:years], outcome.alive[:years], outcome.treated[:years])


def meter_values(untreated: CohortOutcome, treated: CohortOutcome) -> list[dict[str, Any]]:
    """People in 1000 with a new fracture without and with the drug, who is spared, and who has died, for a panel of
    meters."""
    without, with_it = (float(per_thousand(outcome)[-1]) for outcome in (untreated, treated))
    spared = max(without - with_it, 0.0)
    given = THOUSAND * float(treated.treated.any(axis=0).mean())
    needed = _("one for every {given} treated").format(given=f"{given / spared:.0f}") if spared >= 0.5 else _("nobody")
    died = 10 * treated.deaths_percent
    rows = (
        ("untreated", _("No drug"), without, _("with a new fracture")),
        ("treated", _("With it"), with_it, _("with a new fracture")),
        ("spared", _("Spared"), spared, needed),
        ("died", _("Died"), died, _("from any cause, with the drug or without about as many")),
    )
    return [
        meter(key, name, value, _("{value} of 1000").format(value=f"{value:.0f}"), 0, THOUSAND, verdict=verdict)
        for key, name, value, verdict in rows
    ]


def describe(untreated: CohortOutcome, treated: CohortOutcome, policy: TreatmentPolicy) -> str:
    """Both cohorts in one sentence, in numbers of 1000 people, with how many have to be treated for one spared."""
    without, with_it = per_thousand(untreated)[-1], per_thousand(treated)[-1]
    years = len(untreated.fractured)
    spared = without - with_it
    if policy.treatment == "none":
        return pgettext(
            "cohort-without-drug",
            "Of 1000 people, {without} have a new vertebral fracture within {years} years with no drug.",
        ).format(without=f"{without:.0f}", years=years)
    given = THOUSAND * treated.treated.any(axis=0).mean()
    needed = (
        pgettext("number-needed", ", one spared for every {given} treated").format(given=f"{given / spared:.0f}")
        if spared >= 0.5
        else ""
    )
    return _(
        "Of 1000 people, {without} have a new vertebral fracture within {years} years with no drug and "
        "{with_it} with {named}: {spared} spared{needed}."
    ).format(
        without=f"{without:.0f}",
        years=years,
        with_it=f"{with_it:.0f}",
        named=policy_name(policy),
        spared=f"{max(spared, 0):.0f}",
        needed=needed,
    )


def static_figure(untreated: CohortOutcome, treated: CohortOutcome, policy: TreatmentPolicy) -> Figure:
    """The two curves, and the new fractures of each year."""
    import matplotlib.pyplot as plt

    with style.matplotlib_style():
        figure, (left, right) = plt.subplots(1, 2, figsize=(9.5, 4.4), layout="constrained")
        draw_curves(left, {pgettext("no-drug", "no drug"): untreated, policy_name(policy): treated})
        draw_years(right, untreated, treated)
        figure.suptitle(textwrap.fill(describe(untreated, treated, policy), 105), fontsize=10)
    plt.close(figure)
    return figure


def describe_policies(outcomes: Mapping[str, CohortOutcome]) -> str:
    """Describe how many of 1000 have a new fracture by the end, under each policy.

    Parameters
    ----------
    outcomes : mapping of str to CohortOutcome
        By the policy's name; the same people.
    """
    counts = "; ".join(f"{name}: {per_thousand(outcome)[-1]:.0f}" for name, outcome in outcomes.items())
    years = len(next(iter(outcomes.values())).fractured)
    return _("Of 1000 people, with a new vertebral fracture within {years} years: {told}.").format(
        years=years, told=counts
    )


def policies_figure(outcomes: Mapping[str, CohortOutcome]) -> Figure:
    """The curves of several policies for the same people; the first is drawn dashed."""
    import matplotlib.pyplot as plt

    with style.matplotlib_style():
        figure, axes = plt.subplots(figsize=(7.5, 4.4), layout="constrained")
        draw_curves(axes, outcomes)
        figure.suptitle(textwrap.fill(describe_policies(outcomes), 90), fontsize=10)
    plt.close(figure)
    return figure


def draw_curves(axes: Axes, outcomes: Mapping[str, CohortOutcome]) -> None:
    """Draw the people in 1000 with a new fracture, year by year.

    Parameters
    ----------
    axes : Axes
    outcomes : mapping of str to CohortOutcome
        By the policy's name, which stands beside each curve; the first is dashed.
    """
    for number, (name, outcome) in enumerate(outcomes.items()):
        curve = per_thousand(outcome)
        axes.plot(
            range(len(curve)),
            curve,
            "--" if number == 0 else "-",
            marker="s" if number == 0 else "o",
            markersize=4,
            color=(style.VERMILLION, style.BLUE, style.GREEN, style.PURPLE)[number % 4],
            label=textwrap.fill(name, 34),
        )
    axes.set(
        xlabel=_("Years"), ylabel=_("People in 1000 with a new vertebral fracture"), xlim=(0, None), ylim=(0, None)
    )
    axes.legend(loc="upper left", fontsize=9)


def draw_years(axes: Axes, untreated: CohortOutcome, treated: CohortOutcome) -> None:
    """New fractures of each year, side by side, per 1000 people at the start."""
    years = np.arange(1, len(untreated.fractured) + 1)
    for offset, outcome, colour, hatch in (
        (-0.2, untreated, style.VERMILLION, "//"),
        (0.2, treated, style.BLUE, None),
    ):
        counted = THOUSAND * outcome.fractures_per_year / outcome.fractured.shape[1]
        axes.bar(years + offset, counted, 0.38, color=colour, hatch=hatch, edgecolor=style.PAPER)
    axes.set(xlabel=_("Year"), ylabel=_("New fractures in the year, per 1000 at the start"), xticks=years)
