"""A plan for an antithrombotic drug: its effect over the hours as a picture, in meters and in words."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from vertebra import tables
from vertebra.models.preparation.antithrombotics import Plan, effect_fraction
from vertebra.texts import N_, _, join
from vertebra.views import style
from vertebra.views.meters import meter

if TYPE_CHECKING:
    from matplotlib.figure import Figure

DRUG_LABELS = {
    "none": N_("no such drug"),
    "warfarin": N_("warfarin"),
    "apixaban": N_("apixaban"),
    "rivaroxaban": N_("rivaroxaban"),
    "edoxaban": N_("edoxaban"),
    "dabigatran": N_("dabigatran"),
    "enoxaparin treatment dose": N_("enoxaparin, treatment dose"),
    "enoxaparin preventive dose": N_("enoxaparin, preventive dose"),
    "heparin infusion": N_("heparin by infusion"),
    "clopidogrel": N_("clopidogrel"),
    "prasugrel": N_("prasugrel"),
    "ticagrelor": N_("ticagrelor"),
    "aspirin": N_("low-dose aspirin"),
    "ibuprofen": N_("ibuprofen"),
}
REASON_LABELS = {
    "atrial fibrillation": N_("atrial fibrillation, no recent stroke"),
    "atrial fibrillation with a stroke in the last three months": N_("atrial fibrillation, stroke within three months"),
    "mechanical mitral valve": N_("mechanical mitral valve"),
    "venous thrombosis more than three months ago": N_("venous thrombosis more than three months ago"),
    "venous thrombosis in the last three months": N_("venous thrombosis within three months"),
    "coronary stent in the last six months": N_("coronary stent within six months"),
    "coronary disease or stroke longer ago": N_("coronary disease or stroke, longer ago"),
    "prevention without disease": N_("prevention, no disease of the vessels"),
}
RISK_LABELS = {"high": N_("vertebral augmentation (high)"), "low": N_("facet joint injection (low)")}
BLOCKER_TEXTS = {
    "drug": N_("The drug still acts."),
    "inr": N_("The INR is above the limit."),
    "platelets": N_("There are too few platelets."),
    "ask": N_("For this reason nobody stops it without the specialist; what can wait, waits."),
}
CAUTION_TEXTS = {
    "few data": N_("At this clearance there are few data: measure the effect, or ask the laboratory's haematologist."),
    "bridge": N_("Heparin may bridge the pause: ask whoever prescribes the warfarin."),
    "no bridge": N_("No heparin in between: it adds bleeding, not safety."),
    "check inr": N_("Measure the INR again on the day."),
}
HOURS_A_DAY = 24.0
MAX_SHOWN_H = 216.0
POINTS = 145


def describe(plan: Plan) -> str:
    """The plan in words: pause, what is left, restart, and what forbids the needle now."""
    parts = [_pause(plan)]
    if plan.pause_h:
        parts.append(
            _("If the needle came now, {now} % of the effect would be left; at the planned time {then} %.").format(
                now=f"{100 * plan.effect_fraction:.0f}", then=f"{100 * plan.effect_at_needle_fraction:.0f}"
            )
        )
        parts.append(
            _("It is taken again {first} to {last} hours after, if nothing bleeds.").format(
                first=f"{plan.restart_h[0]:.0f}", last=f"{plan.restart_h[1]:.0f}"
            )
        )
    return join(*parts, *(sentence for _key, sentence in advice(plan)))


def advice(plan: Plan) -> list[list[str]]:
    """Return what forbids the needle now and what has to be known.

    Parameters
    ----------
    plan : Plan

    Returns
    -------
    list of [key, sentence]
        The blockers first.
    """
    sentences = [[key, _(BLOCKER_TEXTS[key])] for key in plan.blockers] + [
        [key, _(CAUTION_TEXTS[key])] for key in plan.cautions
    ]
    return sentences or [["ready", _("No reason of this kind against the needle now.")]]


def _pause(plan: Plan) -> str:
    drug = _(DRUG_LABELS[plan.patient.drug])
    if not plan.pause_h:
        return _("{drug}: no pause is needed.").format(drug=drug[:1].upper() + drug[1:])
    return _("{drug}: {hours} hours from the last dose to the needle, {wait} of them still to wait.").format(
        drug=drug[:1].upper() + drug[1:], hours=f"{plan.pause_h:.0f}", wait=f"{plan.wait_h:.0f}"
    )


def meter_values(plan: Plan) -> list[dict[str, Any]]:
    """Return effect, waiting time, INR and platelets for a panel of meters.

    Parameters
    ----------
    plan : Plan

    Returns
    -------
    list of dict
        Rows of `meters.meter`; `grave` where the needle has to wait.
    """
    inr, platelets = tables.value("augmentation_max_inr_ratio"), tables.value("augmentation_min_platelets")
    high = plan.patient.bleeding_risk == "high"
    rows: tuple[tuple[str, str, float, str, float, list[dict[str, Any]], str], ...] = (
        (
            "effect",
            _("Effect left now"),
            100 * plan.effect_fraction,
            f"{100 * plan.effect_fraction:.0f} %",
            100.0,
            [],
            "drug",
        ),
        ("wait", _("Hours to wait"), plan.wait_h, _("{hours} h").format(hours=f"{plan.wait_h:.0f}"), 168.0, [], "drug"),
        ("inr", "INR", plan.patient.inr, f"{plan.patient.inr:.1f}", 5.0, _limit(inr) if high else [], "inr"),
        (
            "platelets",
            _("Platelets"),
            plan.patient.platelets,
            f"{plan.patient.platelets:.0f} × 10⁹/L",
            400.0,
            _limit(platelets) if high else [],
            "platelets",
        ),
    )
    return [
        meter(
            key,
            name,
            value,
            text,
            0,
            top,
            limits=limits,
            verdict=_("wait") if blocker in plan.blockers else _("in order"),
            grave=blocker in plan.blockers,
        )
        for key, name, value, text, top, limits, blocker in rows
    ]


def _limit(at: float) -> list[dict[str, Any]]:
    return [{"at": at, "text": f"{at:g}"}]


def effect_curve(plan: Plan) -> tuple[list[float], list[float]]:
    """Return the drug's effect after the last dose.

    Parameters
    ----------
    plan : Plan

    Returns
    -------
    tuple of two lists of float
        Hours since the last dose, 0 to 216, and the fraction of the effect that is left, 0 to 1.
    """
    hours = np.linspace(0, MAX_SHOWN_H, POINTS)
    return hours.tolist(), effect_fraction(plan.rule, hours).tolist()


def static_figure(plan: Plan) -> Figure:
    """The drug's effect from the last dose to the needle, and when it is taken again."""
    from matplotlib.figure import Figure

    hours, left = effect_curve(plan)
    with style.matplotlib_style():
        figure = Figure(figsize=(9.0, 3.2), layout="constrained")
        axes = figure.subplots()
        days = np.array(hours) / HOURS_A_DAY
        axes.fill_between(days, 0, 100 * np.array(left), color=style.SKY, alpha=0.4)
        axes.plot(days, 100 * np.array(left), color=style.BLUE, linewidth=2)
        now, needle = plan.patient.last_dose_h / HOURS_A_DAY, (plan.patient.last_dose_h + plan.wait_h) / HOURS_A_DAY
        axes.axvline(now, color=style.INK, linewidth=1.5, linestyle="--")
        axes.text(now, 103, _("now"), ha="center", fontsize=9)
        axes.axvline(needle, color=style.VERMILLION, linewidth=2.5)
        axes.text(needle, 110, _("needle"), ha="center", fontsize=9, color=style.VERMILLION)
        if plan.pause_h:
            first, last = (needle + hour / HOURS_A_DAY for hour in plan.restart_h)
            axes.axvspan(first, last + 0.02, color=style.GREEN, alpha=0.35)
            axes.text((first + last) / 2, 40, _("taken again"), ha="center", fontsize=9)
        axes.set(xlabel=_("Days since the last dose"), ylabel=_("Effect left, %"), ylim=(0, 118), xlim=(0, max(days)))
    return figure
