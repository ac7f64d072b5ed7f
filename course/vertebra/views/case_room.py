"""The patients of the last lesson in words: what can be done, what was done, and what it was worth."""

from __future__ import annotations

from collections.abc import Sequence
from textwrap import shorten
from typing import TYPE_CHECKING, Any

import numpy as np

from vertebra.models import case as patient_case
from vertebra.models.case import Case, StageScore, is_procedural, kind_of, option_of
from vertebra.models.experiments.drug_comparison import NO_DRUG, DrugComparison
from vertebra.models.procedure import Action, Assessment
from vertebra.texts import _, join, ngettext, npgettext, pgettext
from vertebra.views import assessment, style
from vertebra.views.case_texts import ACTION_LABELS, DIAGNOSIS_TEXTS, DUE_MESSAGES, ERROR_MESSAGES, NAMES, STAGES

if TYPE_CHECKING:
    from matplotlib.figure import Figure

LINE = 56
"""Characters of a line on file."""


def patient_line(case: Case) -> str:
    """The patient in a line."""
    sentence = (
        ngettext(
            "Woman of {age}, back pain at {level} for {n} week, {pain} of 10 with paracetamol and a small dose of "
            "opioid",
            "Woman of {age}, back pain at {level} for {n} weeks, {pain} of 10 with paracetamol and a small dose of "
            "opioid",
            round(case.weeks),
        )
        if case.patient.sex == "female"
        else ngettext(
            "Man of {age}, back pain at {level} for {n} week, {pain} of 10 with paracetamol and a small dose of opioid",
            "Man of {age}, back pain at {level} for {n} weeks, {pain} of 10 with paracetamol and a small dose of "
            "opioid",
            round(case.weeks),
        )
    )
    return sentence.format(age=f"{case.patient.age_years:.0f}", level=case.level, n=f"{case.weeks:.0f}", pain=case.pain)


def options(case: Case, kind: str, consequences: bool = False) -> list[tuple[str, str]]:
    """Return what can be done of a kind, with its words.

    Parameters
    ----------
    case : Case
        Sentences and steps stand in an order of the case's own.
    kind : str
        A key of `models.case.ACTIONS`.
    consequences : bool
        Whether those are among them that are there only where emergencies follow from what was done.

    Returns
    -------
    list of (option, label)
        As the room shows them.
    """
    hidden = () if consequences else patient_case.CONSEQUENCES.get(kind, ())
    whats = tuple(what for what in patient_case.ACTIONS[kind] if what not in hidden)
    if kind in ("tell", "act", "follow"):
        mixed = np.random.default_rng([case.number, len(whats)]).permutation(len(whats))
        whats = tuple(whats[int(at)] for at in mixed)
    return [(what, ACTION_LABELS[kind][what]) for what in whats if what in ACTION_LABELS[kind]]


def log(actions: Sequence[Action]) -> list[str]:
    """What was done, a line each; a procedure is one line."""
    procedural = sum(map(is_procedural, actions))
    lines: list[str] = []
    for at, action in enumerate(actions):
        if not is_procedural(action):
            lines.append(shorten(ACTION_LABELS[kind_of(action)][option_of(action)], LINE, placeholder=" …"))
        elif at == 0 or not is_procedural(actions[at - 1]):
            lines.append(
                npgettext("steps-on-file", "{kind}: {n} step on file", "{kind}: {n} steps on file", procedural).format(
                    kind=_(kind_of(action)).capitalize(), n=procedural
                )
            )
    return lines


def stage_feedback(case: Case, part: StageScore) -> list[str]:
    """The reasons for a stage's mark, in words."""
    lines = [_criterion_text(criterion) for criterion in part.assessments]
    if part.name == "trouble" and not part.weight:
        lines.append(pgettext("nothing-happened", "Nothing happened: what you did led to no emergency."))
    lines += [f"{ERROR_MESSAGES[key].capitalize()}." for key in part.wrong if key in ERROR_MESSAGES]
    lines += [_contraindication_text(case, key) for key in part.wrong if key not in ERROR_MESSAGES]
    missed = [DUE_MESSAGES[key] for key in part.missed if key in DUE_MESSAGES]
    missed += [_event_text(part.name, key) for key in part.missed if key not in DUE_MESSAGES]
    lines += [_("Missing: {missed}.").format(missed="; ".join(missed))] if missed else []
    lines += _order_text(part)
    if part.surplus:
        also = "; ".join(_event_text(part.name, key) for key in part.surplus)
        lines.append(pgettext("done-for-nothing", "Also done, for no points: {also}.").format(also=also))
    if not part.weight and part.name != "trouble":
        lines.append(
            pgettext("stage-without-points", "No points here: nothing of this was called for in this patient.")
        )
    return lines or [pgettext("nothing-lost", "Nothing was missing.")]


def _criterion_text(criterion: Assessment) -> str:
    if criterion.criterion == "emergency":
        said = pgettext("emergency-came-from", "Where it came from: {reason}.")
        return said.format(reason=assessment.reason(criterion))
    return (_("Right: {criterion}, {reason}.") if criterion.passed else _("Not so: {criterion}, {reason}.")).format(
        criterion=assessment.name(criterion).lower(), reason=assessment.reason(criterion)
    )


def _order_text(part: StageScore) -> list[str]:
    """Where steps were taken in another order than they should be: theirs, and the right one."""
    if part.done == tuple(what for what in part.order if what in part.done):
        return []
    labels = ACTION_LABELS["act"]
    order = pgettext("order-of-steps", "Your order: {done}. Better: {right}.")
    return [
        order.format(
            done="; ".join(labels[what].lower() for what in part.done),
            right="; ".join(labels[what].lower() for what in part.order),
        )
    ]


def _event_text(stage: str, key: str) -> str:
    kind, _unused, what = key.partition(" ")
    if kind in ACTION_LABELS and what in ACTION_LABELS[kind]:
        return ACTION_LABELS[kind][what]
    return ACTION_LABELS["tell" if stage == "consent" else "act"][key]


def _contraindication_text(case: Case, key: str) -> str:
    if key.startswith("give "):
        drug = key.removeprefix("give ")
        if drug == "nothing":
            return _("After a fracture like this the bone needs a drug.")
        if drug == "romosozumab":
            return _("{drug} does not suit: a heart attack in the past.").format(drug=_(drug).capitalize())
        return _("{drug} does not suit: a creatinine clearance of {clearance} mL/min.").format(
            drug=_(drug).capitalize(), clearance=f"{case.clearance_ml_min:.0f}"
        )
    if key in ACTION_LABELS["call"]:
        return _("You said: {call}. It is: {verdict}.").format(
            call=ACTION_LABELS["call"][key].lower(), verdict=ACTION_LABELS["call"][case.verdict].lower()
        )
    return (
        _("“{decide}” can't be defended here.").format(decide=ACTION_LABELS["decide"][key])
        if key in ACTION_LABELS["decide"]
        else ""
    )


def debrief(case: Case, parts: Sequence[StageScore]) -> list[dict[str, Any]]:
    """Return the marks of each stage for the page, which shows them as bars with words.

    Parameters
    ----------
    case : Case
    parts : sequence of StageScore
        Of one run.

    Returns
    -------
    list of dict
        With `name`, `share` (0 to 1), `weight` and `words`.
    """
    return [
        {
            "stage": stage.name,
            "name": NAMES[stage.name],
            "share": round(stage.fraction, 3),
            "weight": stage.weight,
            "words": stage_feedback(case, stage),
        }
        for stage in parts
    ]


def drug_comparison_figure(comparison: DrugComparison) -> Figure:
    """Of 100 people like one patient: how many break another vertebra, by drug; what does not suit is hatched."""
    from matplotlib.figure import Figure

    with style.matplotlib_style():
        figure = Figure(figsize=(8.5, 3.2), layout="constrained")
        axes = figure.subplots()
        for row, (drug, percent) in enumerate(comparison.percent_by_drug.items()):
            out = drug in comparison.contraindicated
            axes.barh(
                row, percent, color="none" if out else style.BLUE, edgecolor=style.BLUE, hatch="////" if out else ""
            )
            axes.text(
                percent + 0.4,
                row,
                f"{percent:.0f}" + (_(" (must not have it)") if out else ""),
                va="center",
                fontsize=9,
            )
        axes.set(
            yticks=range(len(comparison.percent_by_drug)),
            yticklabels=[ACTION_LABELS["give"][drug].split(",")[0] for drug in comparison.percent_by_drug],
            xlim=(0, 1.25 * max(comparison.percent_by_drug.values())),
        )
        axes.set_xlabel(
            _("Of 100 people like this one, with a new vertebral fracture within {years} years").format(
                years=comparison.years
            )
        )
        axes.invert_yaxis()
    return figure


def describe_drug_comparison(comparison: DrugComparison) -> str:
    """The same in words."""
    unsuitable, suitable = (
        pgettext("drug-contraindicated", "{drug} {percent} (must not have it)"),
        pgettext("drug-suitable", "{drug} {percent}"),
    )
    outcomes = join(
        *(
            (unsuitable if drug in comparison.contraindicated else suitable).format(
                drug=ACTION_LABELS["give"][drug].split(",")[0].lower(), percent=f"{percent:.0f}"
            )
            for drug, percent in comparison.percent_by_drug.items()
        ),
        between="; ",
    )
    return _("Of 100 people like this one, with a new vertebral fracture within {years} years: {told}.").format(
        years=comparison.years, told=outcomes
    )


def drug_effect_text(comparison: DrugComparison, drug: str) -> str:
    """Return the effect of a drug on a hundred people like this patient.

    Parameters
    ----------
    comparison : DrugComparison
    drug : str
        One of the comparison's; empty for none.
    """
    plain = _(
        "Of 100 people like this one, about {percent_untreated} break another vertebra within {years} years "
        "without a drug"
    ).format(percent_untreated=f"{comparison.percent_untreated:.0f}", years=comparison.years)
    if drug in ("", NO_DRUG):
        return f"{plain}."
    return _("{plain}, and about {people} with {drug}.").format(
        plain=plain, people=f"{comparison.percent_by_drug[drug]:.0f}", drug=_(drug)
    )


def describe(case: Case, actions: Sequence[Action], points: int | None = None) -> str:
    """Describe in a sentence or two where the case stands.

    Parameters
    ----------
    case : Case
    actions : sequence of Action
        Done so far.
    points : int, optional
        0 to 100 once the case is closed.
    """
    if points is None:
        done = log(actions)
        now = ngettext(
            "Patient {number}: {who}. {n} thing done.", "Patient {number}: {who}. {n} things done.", len(done)
        )
        last = _("Last: {done}.").format(done=done[-1]) if done else ""
        return join(now.format(number=case.number, who=patient_line(case), n=len(done)), last)
    return _("Closed with {points} of 100. {truth}").format(points=points, truth=DIAGNOSIS_TEXTS[case.kind])


def static_figure(case: Case) -> Figure:
    """The seven stages as a path, for pages where nothing runs."""
    from matplotlib.figure import Figure

    with style.matplotlib_style():
        figure = Figure(figsize=(9, 2.1), layout="constrained")
        axes = figure.subplots()
        axes.plot(range(len(STAGES)), [0] * len(STAGES), color=style.BLUE, linewidth=2, zorder=1)
        axes.scatter(range(len(STAGES)), [0] * len(STAGES), s=300, color=style.BLUE, zorder=2)
        for at, (name, *_unused) in enumerate(STAGES):
            axes.text(at, 0, str(at + 1), color="white", ha="center", va="center", fontsize=10, fontweight="bold")
            axes.text(at, -0.55, name, ha="center", va="top", fontsize=10)
        axes.set(xlim=(-0.6, len(STAGES) - 0.4), ylim=(-1.4, 0.9), title=patient_line(case))
        axes.title.set_fontsize(10)
        axes.set_axis_off()
    return figure
