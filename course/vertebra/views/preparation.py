"""The preparation of a patient in words: steps, what they find, and why each part holds or not."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from vertebra.models.case.preparation import PreparationCase
from vertebra.models.preparation.checklist import EXERCISE_STEPS
from vertebra.models.preparation.exercise import Orders
from vertebra.models.procedure.outcome import Assessment
from vertebra.texts import N_, _, join
from vertebra.views import style
from vertebra.views.antithrombotics import DRUG_LABELS, REASON_LABELS

if TYPE_CHECKING:
    from matplotlib.figure import Figure

Values = Mapping[str, Any]

STEP_LABELS = {
    "drug": N_("Ask for a drug against clotting, and why it is taken"),
    "last dose": N_("Ask for the hour of the last dose"),
    "kidneys": N_("Creatinine clearance"),
    "coagulation": N_("INR and platelets"),
    "allergy": N_("Ask for allergies"),
    "consent": N_("Consent, in 100 people"),
    "pause": N_("Write pause and restart into the letter"),
    "heparin": N_("Heparin in between"),
    "position": N_("Prone on cushions, padded; four to turn her"),
    "sedation": N_("Light sedation, somebody only to watch"),
    "alone": N_("Sedate and operate alone"),
    "antibiotic": N_("Antibiotic within the hour before"),
    "protection": N_("Apron, collar, glasses, shield, dosemeter"),
    "lipid": N_("Monitor, oxygen, lipid, antidotes in reach"),
    "time-out": N_("Time-out: everybody stops"),
}
VERDICT_LABELS = {
    "": N_("choose"),
    "go": N_("as planned, after the pause"),
    "ask": N_("ask the specialist first; it can wait"),
    "not now": N_("not before the blood is corrected"),
}
ANTIBIOTIC_LABELS = {
    "": N_("choose"),
    "cefazolin": N_("cefazolin"),
    "clindamycin": N_("clindamycin"),
    "none": N_("none"),
}
CRITERIA = {
    "questions": N_("Questions"),
    "verdict": N_("Go or wait"),
    "nothing begun": N_("Nothing begun"),
    "no pause": N_("No drug"),
    "anticoagulant": N_("Order of the pause"),
    "pause": N_("Pause"),
    "restart": N_("Restart"),
    "antibiotic": N_("Antibiotic"),
    "lidocaine": N_("Lidocaine"),
    "sedation": N_("Sedation"),
    "ready": N_("Made ready"),
    "time-out": N_("Time-out"),
}


def patient_line(case: PreparationCase) -> str:
    """Who comes, for what; nothing that has to be asked for."""
    who = "" if case.number else _("Mrs A.") + " "
    sentence = (
        _("{who}Woman of {age}, {kg} kg: fracture of {level} for {weeks} weeks, pain {pain} of 10, seen on MRI.")
        if case.patient.sex == "female"
        else _("{who}Man of {age}, {kg} kg: fracture of {level} for {weeks} weeks, pain {pain} of 10, seen on MRI.")
    )
    return sentence.format(
        who=who,
        age=f"{case.patient.age_years:.0f}",
        kg=f"{case.to_prepare.weight_kg:.0f}",
        level=case.level,
        weeks=f"{case.weeks:.0f}",
        pain=case.pain,
    )


def finding_text(case: PreparationCase, step: str) -> str:
    """What a step finds; empty for what is done and not asked."""
    on_drug = case.to_prepare.on_drug
    none = on_drug.drug == "none"
    findings = {
        "drug": _("None.")
        if none
        else _("{drug}: {reason}.").format(
            drug=_(DRUG_LABELS[on_drug.drug]).capitalize(), reason=_(REASON_LABELS[on_drug.reason])
        ),
        "last dose": _("There is none to ask for.")
        if none
        else _("{hours} hours ago.").format(hours=f"{on_drug.last_dose_h:.0f}"),
        "kidneys": _("{clearance} mL/min.").format(clearance=f"{on_drug.clearance_ml_min:.0f}"),
        "coagulation": _("INR {inr}, platelets {platelets} × 10⁹/L.").format(
            inr=f"{on_drug.inr:.1f}", platelets=f"{on_drug.platelets:.0f}"
        ),
        "allergy": _("A cephalosporin: the throat swelled within minutes.")
        if case.to_prepare.cephalosporin_allergy
        else _("None is known."),
    }
    return findings.get(step, "")


def reason(assessment: Assessment) -> str:
    """Why a criterion is met or not."""
    return REASONS[assessment.criterion](assessment.passed, assessment.values)


def _steps(joined: str) -> str:
    return join(*(_(STEP_LABELS[step]) for step in str(joined).split(",") if step), between="; ")


def _questions(passed: bool, values: Values) -> str:
    if passed:
        return _("Everything was asked for that decides here.")
    return _("Nobody asked: {missed}.").format(missed=_steps(values["missed"]))


def _verdict(passed: bool, values: Values) -> str:
    return {
        "go": _("Once the pause is over there is no reason of this kind against the needle."),
        "ask": _("With a stent of the last months nobody stops this drug without the cardiologist; cement can wait."),
        "not now": _(
            "Platelets below 50 × 10⁹/L are corrected, and their cause is found, before any needle near the canal."
        ),
    }[values["right"]]


def _begun(passed: bool, values: Values) -> str:
    if passed:
        return _("Nothing was given to somebody whose needle has to wait.")
    return _("This was done though the needle has to wait: {begun}.").format(begun=_steps(values["begun"]))


def _no_pause(passed: bool, values: Values) -> str:
    if passed:
        return _("There is no such drug, so nothing is paused.")
    return _("There is no such drug; this does nothing but harm: {needless}.").format(
        needless=_steps(values["needless"])
    )


def _anticoagulant(passed: bool, values: Values) -> str:
    if passed:
        return _("Drug, last dose, blood and kidneys were known before the pause was written down.")
    if values["heparin"]:
        return _("Heparin in between adds bleeding and prevents no stroke in this patient.")
    return _("The pause has to be written down after drug, last dose, blood and kidneys are known: they decide it.")


def _pause(passed: bool, values: Values) -> str:
    right = f"{values['right']:.0f}"
    if passed:
        return _("{right} hours from the last dose, by drug and kidneys.").format(right=right)
    if values["given"] < 0:
        return _("No pause was chosen; it is {right} hours.").format(right=right)
    if values["given"] < values["right"]:
        return _("{given} hours are too few: the drug still acts. It is {right}, by drug and kidneys.").format(
            given=f"{values['given']:.0f}", right=right
        )
    return _("{given} hours are longer than needed: each day without the drug is a risk. It is {right}.").format(
        given=f"{values['given']:.0f}", right=right
    )


def _restart(passed: bool, values: Values) -> str:
    sentence = (
        _("It is taken again {first} to {last} hours after the needle, if nothing bleeds.")
        if passed
        else _("It should be taken again {first} to {last} hours after the needle, if nothing bleeds.")
    )
    return sentence.format(first=f"{values['first']:.0f}", last=f"{values['last']:.0f}")


def _antibiotic(passed: bool, values: Values) -> str:
    if passed:
        return _("One dose within the hour before; asked for allergies first.")
    if not values["asked"]:
        return _("An antibiotic is chosen after allergies are known, and given within the hour before.")
    return _("Here it is {right}.").format(right=_(ANTIBIOTIC_LABELS[values["right"]]))


def _lidocaine(passed: bool, values: Values) -> str:
    sum_ = _("{kg} kg × {mg_kg} mg, at most {max_mg} mg: {most} mL of 1%.").format(
        kg=f"{values['weight_kg']:.0f}",
        mg_kg=f"{values['mg_kg']:g}",
        max_mg=f"{values['max_mg']:.0f}",
        most=f"{values['most']:.0f}",
    )
    if passed:
        return sum_
    if values["given"] > values["most"]:
        return _("Too much: {sum}").format(sum=sum_)
    return _("The most was asked for: {sum}").format(sum=sum_)


def _sedation(passed: bool, values: Values) -> str:
    if values["alone"]:
        return _("Whoever holds the needle can't watch an airway that lies face down.")
    if passed:
        return _("Consent came before the sedation, and somebody only watches.")
    return _("Consent comes before the sedation, and somebody only watches: both, in this order.")


def _ready(passed: bool, values: Values) -> str:
    if passed:
        return _("Everything lies ready.")
    return _("This is missing: {missed}.").format(missed=_steps(values["missed"]))


def _time_out(passed: bool, values: Values) -> str:
    return (
        _("It was the last thing before the needle.") if passed else _("It has to be the last thing before the needle.")
    )


REASONS: dict[str, Callable[[bool, Values], str]] = {
    "questions": _questions,
    "verdict": _verdict,
    "nothing begun": _begun,
    "no pause": _no_pause,
    "anticoagulant": _anticoagulant,
    "pause": _pause,
    "restart": _restart,
    "antibiotic": _antibiotic,
    "lidocaine": _lidocaine,
    "sedation": _sedation,
    "ready": _ready,
    "time-out": _time_out,
}


def describe(case: PreparationCase, steps: Sequence[str], orders: Orders, assessed: Sequence[Assessment]) -> str:
    """Who it is, what was done in which order and, once closed, what holds."""
    parts = [patient_line(case)]
    if steps:
        parts.append(_("Done: {steps}.").format(steps=_steps(",".join(steps))))
    parts += [
        f"{_(CRITERIA[assessment.criterion])}: {_('in order') if assessment.passed else _('not in order')}. "
        f"{reason(assessment)}"
        for assessment in assessed
    ]
    return join(*parts)


def static_figure(case: PreparationCase) -> Figure:
    """The steps as a sheet with boxes to tick."""
    from matplotlib.figure import Figure

    with style.matplotlib_style():
        figure = Figure(figsize=(9.0, 3.4), layout="constrained")
        axes = figure.subplots()
        axes.set_axis_off()
        axes.set(xlim=(0, 2), ylim=(8.4, -1.2))
        axes.text(0, -0.7, patient_line(case), fontsize=10, weight="bold")
        for at, step in enumerate(EXERCISE_STEPS):
            axes.text(at // 8, 0.3 + at % 8, f"☐ {_(STEP_LABELS[step])}", fontsize=9, va="center")
    return figure
