"""Consent in people: what was guessed, what was counted, and whose people they were."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from vertebra import references
from vertebra.models.preparation.consent import PeopleCount, Proposal
from vertebra.texts import N_, _, join
from vertebra.views import style

if TYPE_CHECKING:
    from matplotlib.figure import Figure

EVENT_LABELS = {
    "little pain": N_("Pain below 4 of 10 after two weeks"),
    "leak": N_("Cement outside the bone on CT"),
    "lungs": N_("Cement in the lungs on CT"),
    "canal": N_("Cement in the spinal canal"),
    "operation": N_("An operation because of it"),
    "haematoma": N_("A haematoma that is a serious event"),
    "new fracture": N_("A new vertebral fracture within a year, whatever is done"),
}
NOTES = {
    "little pain": N_(
        "One trial of severe pain within six weeks, against a sham; the other sham-controlled trials found less."
    ),
    "leak": N_("Most people notice nothing of it."),
    "lungs": N_("Most people notice nothing of it."),
    "canal": N_("Few of them need anything done."),
    "operation": N_("Rare, and the reason to examine the legs after each injection."),
    "haematoma": N_("One case in one trial: the interval is wide."),
    "new fracture": N_(
        "By the course's model of risk, without a drug for the bone. The drug lowers it; cement does not."
    ),
}
TECHNIQUE_LABELS = {"vertebroplasty": N_("vertebroplasty"), "kyphoplasty": N_("kyphoplasty")}
NEAR_PEOPLE = 5
NEAR_FACTOR = 2.0


def format_people(people: float) -> str:
    """People in whole numbers; below ten with a decimal where it counts."""
    return f"{people:.0f}" if people >= 9.5 or people == round(people) else f"{people:.1f}"


def verdict(guess: float, count: PeopleCount) -> str:
    """`near`, `high` or `low`; a guess is near inside the interval, within a few people or a factor of two."""
    if count.expected is None or count.low is None or count.high is None:
        return ""
    near = NEAR_PEOPLE * count.out_of / 100 if count.expected > 0.2 * count.out_of else 0.0
    least = min(count.low, count.expected / NEAR_FACTOR if not near else count.expected - near)
    most = max(count.high, count.expected * NEAR_FACTOR if not near else count.expected + near)
    return "low" if guess < least else "high" if guess > most else "near"


VERDICTS = {
    "near": N_("Your guess is near."),
    "high": N_("You expected more."),
    "low": N_("You expected fewer."),
    "": "",
}


def finding_text(count: PeopleCount, proposal: Proposal) -> str:
    """What was counted, with its interval, its source and what it means."""
    note = _(NOTES[count.event])
    if count.expected is None or count.low is None or count.high is None:
        return (
            _("No sham-controlled trial of kyphoplasty has counted this: there is no number to give.")
            if count.event == "little pain"
            else _("We found no count for this technique; rare is not never.")
        )
    text = _("{people} of {of} ({low} to {high}).").format(
        people=format_people(count.expected),
        of=f"{count.out_of:,}",
        low=format_people(count.low),
        high=format_people(count.high),
    )
    if count.without is not None:
        text += " " + _("After a sham {without}: so {more} more because of cement.").format(
            without=format_people(count.without), more=format_people(count.expected - count.without)
        )
    if count.event == "leak" and proposal.bodies > 1:
        text += " " + _("At least one of {bodies} bodies, if each leaks by itself.").format(bodies=proposal.bodies)
    source = (
        _("{events} of {people}, {source}.").format(
            events=count.events, people=f"{count.people:,}", source=references.short(count.source)
        )
        if count.source
        else ""
    )
    return join(text, note, source)


def describe(
    counts: Sequence[PeopleCount], guesses: Sequence[float | None], shown: Sequence[bool], proposal: Proposal
) -> str:
    """Each event: what was guessed, or what was counted."""
    parts = []
    for count, guess, seen in zip(counts, guesses, shown, strict=True):
        label = _(EVENT_LABELS[count.event])
        guessed = _("not guessed yet") if guess is None else _("guessed {guess}").format(guess=format_people(guess))
        parts.append(f"{label}: {finding_text(count, proposal) if seen else guessed + '.'}")
    return join(*parts)


def static_figure(counts: Sequence[PeopleCount]) -> Figure:
    """A grid of people for each event that was counted: filled for those to whom it happens."""
    from matplotlib.figure import Figure

    known = [count for count in counts if count.expected is not None]
    with style.matplotlib_style():
        figure = Figure(figsize=(9.5, 2.6), layout="constrained")
        for axes, count in zip(figure.subplots(1, len(known)), known, strict=True):
            wide = 10 if count.out_of == 100 else 40
            happens = round(count.expected or 0)
            places = [(at % wide, at // wide) for at in range(count.out_of)]
            size = 16 if wide == 10 else 1.6
            axes.scatter(*zip(*places, strict=True), s=size, color=style.GREY, linewidths=0)
            if happens:
                axes.scatter(*zip(*places[:happens], strict=True), s=size, color=style.VERMILLION, linewidths=0)
            axes.set_title(f"{_(EVENT_LABELS[count.event])}", fontsize=7, wrap=True)
            axes.text(
                0.5,
                -0.08,
                f"{format_people(count.expected or 0)} / {count.out_of:,}",
                transform=axes.transAxes,
                ha="center",
                fontsize=8,
            )
            axes.set_axis_off()
            axes.set_aspect("equal")
    return figure
