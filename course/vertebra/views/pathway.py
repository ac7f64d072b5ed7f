"""The patients of the last lesson in words: what can be done, what is found, and what it was worth."""

from __future__ import annotations

from collections.abc import Sequence
from textwrap import shorten
from typing import TYPE_CHECKING, Any

import numpy as np

from vertebra.models import pathway
from vertebra.models.experiments.drug_comparison import NO_DRUG, DrugComparison
from vertebra.models.pathway import Case, StageScore, is_procedural, kind_of, option_of
from vertebra.models.procedure import Action
from vertebra.views import assessment, style
from vertebra.views.case_words import DUE, NAMES, STAGES, TRUTHS, WORDS, WRONG

if TYPE_CHECKING:
    from matplotlib.figure import Figure

LINE = 56
"""Characters of a line on file."""


def who(case: Case) -> str:
    """The patient in a line."""
    sex = "Woman" if case.patient.sex == "female" else "Man"
    return f"{sex} of {case.patient.age_years:.0f}, back pain at {case.level} for {case.weeks:.0f} {'week' if case.weeks == 1 else 'weeks'}, {case.pain} of 10 with paracetamol and a small dose of opioid"


def answer(case: Case, kind: str, what: str) -> str:
    """What is found when this is asked, examined or ordered; empty where there is nothing to be told."""
    found = {("ask", key): text for key, text in _told(case).items()} | {
        (kind, key): text for kind, key, text in _seen(case)
    }
    return found.get((kind, what), "")


def _told(case: Case) -> dict[str, str]:
    slow = case.kind in ("metastasis", "infection")
    return {
        "onset": "It crept in, day by day." if slow else "Years ago there was a fall. This time nothing happened." if case.kind == "old" else "While lifting a flowerpot. Something gave way.",
        "course": "A little better each day." if case.kind in ("mild", "old") else "No. It is worse at night." if slow else "No. I can hardly walk to the bathroom.",
        "cancer": "I was operated on for cancer, four years ago. And I have lost seven kilos." if case.kind == "metastasis" else "No cancer. My weight is the same.",
        "fever": "I was shivering last night. I had an abscess lanced last month." if case.kind == "infection" else "No fever, nothing of that kind.",
        "legs": "My right leg gives way since yesterday." if case.kind == "weak legs" else "My legs are fine, the bladder too.",
        "medicines": "Something for the blood pressure" + (", and a blood thinner for my heartbeat." if case.blood_thinner else "."),
        "fractures": "My wrist, at sixty. I am four centimetres shorter than in my passport.",
        "illnesses": ("I had a heart attack last winter. " if case.infarction else "My heart is good. ")
        + ("My kidneys are weak, they say." if "zoledronate" in pathway.contraindicated_drugs(case) else "The kidneys are in order."),
    }  # fmt: skip


def _seen(case: Case) -> list[tuple[str, str, str]]:
    dull = case.kind == "old"
    crp = {"infection": "CRP 148 mg/L", "metastasis": "CRP 22 mg/L, calcium at its upper limit"}.get(
        case.kind, "CRP 4 mg/L"
    )
    shape = (
        "keeps its height"
        if not case.patient.fractures
        else "has lost a third of its height in front; how long ago, it doesn't say"
    )
    return [
        ("examine", "percussion", "Nothing particular anywhere." if dull else f"A cry at {case.level}."),
        ("examine", "legs", "The right foot can't be lifted against your hand." if case.kind == "weak legs" else "Strength, feeling and reflexes are normal."),
        ("image", "radiograph", f"{case.level} {shape}."),
        ("image", "CT", f"{case.level} {shape}. " + ("Bone is missing at both endplates." if case.kind == "infection" else "The pedicle is eaten." if case.kind == "metastasis" else "The back wall stands.")),
        ("image", "bloods", f"{crp}; creatinine clearance {case.clearance_ml_min:.0f} mL/min; electrophoresis normal."),
        ("image", "DXA", f"T-score {case.patient.t_score:.1f} at the hip.".replace("-", "−")),
    ]  # fmt: skip


def options(case: Case, kind: str) -> list[tuple[str, str]]:
    """What can be done of a kind, with its words; sentences and steps stand in an order of the case's own."""
    whats = pathway.ACTIONS[kind]
    if kind in ("tell", "act", "follow"):
        mixed = np.random.default_rng([case.number, len(whats)]).permutation(len(whats))
        whats = tuple(whats[int(at)] for at in mixed)
    return [(what, WORDS[kind][what]) for what in whats if what in WORDS[kind]]


def log(actions: Sequence[Action]) -> list[str]:
    """What was done, a line each; a procedure is one line."""
    procedural = sum(map(is_procedural, actions))
    lines: list[str] = []
    for at, one in enumerate(actions):
        if not is_procedural(one):
            lines.append(shorten(WORDS[kind_of(one)][option_of(one)], LINE, placeholder=" …"))
        elif at == 0 or not is_procedural(actions[at - 1]):
            lines.append(f"{kind_of(one).capitalize()}: {procedural} step{'s' if procedural > 1 else ''} on file")
    return lines


def told(case: Case, part: StageScore) -> list[str]:
    """The reasons for a stage's mark, in words."""
    lines = [
        f"{'Right' if one.passed else 'Not so'}: {assessment.name(one).lower()}, {assessment.reason(one)}."
        for one in part.assessments
    ]
    lines += [f"{WRONG[key].capitalize()}." for key in part.wrong if key in WRONG]
    lines += [_unfit(case, key) for key in part.wrong if key not in WRONG]
    missed = [DUE[key] for key in part.missed if key in DUE]
    missed += [_called(part.name, key) for key in part.missed if key not in DUE]
    return lines + ([f"Missing: {'; '.join(missed)}."] if missed else [])


def _called(stage: str, key: str) -> str:
    kind, _, what = key.partition(" ")
    if kind in WORDS and what in WORDS[kind]:
        return WORDS[kind][what]
    return WORDS["tell" if stage == "consent" else "act"][key]


def _unfit(case: Case, key: str) -> str:
    if key.startswith("give "):
        drug = key.removeprefix("give ")
        if drug == "nothing":
            return "After a fracture like this the bone needs a drug."
        return f"{drug.capitalize()} does not suit: {'a heart attack in the past' if drug == 'romosozumab' else f'a creatinine clearance of {case.clearance_ml_min:.0f} mL/min'}."
    if key in WORDS["call"]:
        return f"You said: {WORDS['call'][key].lower()}. It is: {WORDS['call'][case.verdict].lower()}."
    return f"“{WORDS['decide'][key]}” can't be defended here." if key in WORDS["decide"] else ""


def debrief(case: Case, parts: Sequence[StageScore]) -> list[dict[str, Any]]:
    """For each stage its name, weight, share and reasons; the page shows them as bars with words."""
    return [
        {"name": NAMES[one.name], "share": round(one.share, 3), "weight": one.weight, "words": told(case, one)}
        for one in parts
    ]


def drugs(found: DrugComparison) -> Figure:
    """Of a hundred people like one patient: how many break another vertebra, by drug; what does not suit is hatched."""
    from matplotlib.figure import Figure

    with style.matplotlib_style():
        figure = Figure(figsize=(8.5, 3.2), layout="constrained")
        axes = figure.subplots()
        for row, (drug, percent) in enumerate(found.percent_by_drug.items()):
            out = drug in found.contraindicated
            axes.barh(
                row, percent, color="none" if out else style.BLUE, edgecolor=style.BLUE, hatch="////" if out else ""
            )
            axes.text(
                percent + 0.4, row, f"{percent:.0f}" + (" (must not have it)" if out else ""), va="center", fontsize=9
            )
        axes.set(
            yticks=range(len(found.percent_by_drug)),
            yticklabels=[WORDS["give"][drug].split(",")[0] for drug in found.percent_by_drug],
            xlim=(0, 1.25 * max(found.percent_by_drug.values())),
        )
        axes.set_xlabel(f"Of 100 people like this one, with a new vertebral fracture within {found.years} years")
        axes.invert_yaxis()
    return figure


def describe_drugs(found: DrugComparison) -> str:
    """The same in words."""
    told = "; ".join(
        f"{WORDS['give'][drug].split(',')[0].lower()} {percent:.0f}{' (must not have it)' if drug in found.contraindicated else ''}"
        for drug, percent in found.percent_by_drug.items()
    )
    return f"Of 100 people like this one, with a new vertebral fracture within {found.years} years: {told}."


def spared(found: DrugComparison, drug: str) -> str:
    """What the drug does to a hundred people like this one."""
    plain = f"Of 100 people like this one, about {found.percent_untreated:.0f} break another vertebra within {found.years} years without a drug"
    if drug in ("", NO_DRUG):
        return f"{plain}."
    return f"{plain}, and about {found.percent_by_drug[drug]:.0f} with {drug}."


def describe(case: Case, actions: Sequence[Action], points: int | None = None) -> str:
    """Where the case stands, in a sentence or two; `points` (0 to 100) once it is closed."""
    if points is None:
        done = log(actions)
        last = f" Last: {done[-1]}." if done else ""
        return f"Patient {case.number}: {who(case)}. {len(done)} things done.{last}"
    return f"Closed with {points} of 100. {TRUTHS[case.kind]}"


def poster(case: Case) -> Figure:
    """The seven stages as a path, for pages where nothing runs."""
    from matplotlib.figure import Figure

    with style.matplotlib_style():
        figure = Figure(figsize=(9, 2.1), layout="constrained")
        axes = figure.subplots()
        axes.plot(range(len(STAGES)), [0] * len(STAGES), color=style.BLUE, linewidth=2, zorder=1)
        axes.scatter(range(len(STAGES)), [0] * len(STAGES), s=300, color=style.BLUE, zorder=2)
        for at, (name, _, _) in enumerate(STAGES):
            axes.text(at, 0, str(at + 1), color="white", ha="center", va="center", fontsize=10, fontweight="bold")
            axes.text(at, -0.55, name, ha="center", va="top", fontsize=10)
        axes.set(xlim=(-0.6, len(STAGES) - 0.4), ylim=(-1.4, 0.9), title=who(case))
        axes.title.set_fontsize(10)
        axes.set_axis_off()
    return figure
