"""The findings of the last lesson's patients in words: history, examination, images, blood and preparation."""

from __future__ import annotations

from vertebra.models import case as patient_case
from vertebra.models.case import Case
from vertebra.models.preparation import antithrombotics
from vertebra.texts import _
from vertebra.views.antithrombotics import DRUG_LABELS


def finding_text(case: Case, kind: str, what: str) -> str:
    """Return what a question, an examination or an order finds.

    Parameters
    ----------
    case : Case
    kind : str
        Of the action: "ask", "examine", "image" or "prepare".
    what : str
        Its option.

    Returns
    -------
    str
        Empty where there is nothing to find.
    """
    texts = {("prepare", key): text for key, text in _preparation_text(case).items()}
    texts |= {("ask", key): text for key, text in _history_text(case).items()} | {
        (kind, key): text for kind, key, text in _image_text(case)
    }
    return texts.get((kind, what), "")


def _preparation_text(case: Case) -> dict[str, str]:
    """What is heard or measured when the procedure is prepared."""
    on_drug = case.on_drug
    blood = _("INR {inr}, platelets {platelets} × 10⁹/L.").format(
        inr=f"{on_drug.inr:.1f}", platelets=f"{on_drug.platelets:.0f}"
    )
    if not case.blood_thinner:
        none = _("No drug of this kind.")
        return {"drug": none, "last dose": none, "coagulation": blood, "pause": none, "allergy": _("None is known.")}
    plan = antithrombotics.plan(on_drug)
    return {
        "drug": _("{drug}, for an irregular heartbeat. Never a stroke.").format(
            drug=_(DRUG_LABELS[on_drug.drug]).capitalize()
        ),
        "last dose": _("This morning, {hours} hours ago.").format(hours=f"{on_drug.last_dose_h:.0f}"),
        "coagulation": blood,
        "pause": _("{pause} hours without it, by drug and kidneys; taken again after {first} to {last} hours.").format(
            pause=f"{plan.pause_h:.0f}", first=f"{plan.restart_h[0]:.0f}", last=f"{plan.restart_h[1]:.0f}"
        ),
        "allergy": _("None is known."),
    }


def _history_text(case: Case) -> dict[str, str]:
    slow = case.kind in ("metastasis", "infection")
    return {
        "onset": _("It crept in, day by day.")
        if slow
        else _("Years ago there was a fall. This time nothing happened.")
        if case.kind == "old"
        else _("While lifting a flowerpot. Something gave way."),
        "course": _("A little better each day.")
        if case.kind in ("mild", "old")
        else _("No. It is worse at night.")
        if slow
        else _("No. I can hardly walk to the bathroom."),
        "cancer": _("I was operated on for cancer, four years ago. And I have lost seven kilos.")
        if case.kind == "metastasis"
        else _("No cancer. My weight is the same."),
        "fever": _("I was shivering last night. I had an abscess lanced last month.")
        if case.kind == "infection"
        else _("No fever, nothing of that kind."),
        "legs": _("My right leg gives way since yesterday.")
        if case.kind == "weak legs"
        else _("My legs are fine, the bladder too."),
        "medicines": _("Something for the blood pressure, and a blood thinner for my heartbeat.")
        if case.blood_thinner
        else _("Something for the blood pressure."),
        "fractures": _("My wrist, at sixty. I am four centimetres shorter than in my passport."),
        "illnesses": (_("I had a heart attack last winter.") if case.infarction else _("My heart is good."))
        + " "
        + (
            _("My kidneys are weak, they say.")
            if "zoledronate" in patient_case.contraindicated_drugs(case)
            else _("The kidneys are in order.")
        ),
    }


def _image_text(case: Case) -> list[tuple[str, str, str]]:
    """The answers of examination, images and blood, as (kind, name, text)."""
    shape = (
        _("keeps its height")
        if not case.patient.fractures
        else _("has lost a third of its height in front; how long ago, it doesn't say")
    )
    t_score = _("T-score {t_score} at the hip.").format(t_score=f"{case.patient.t_score:.1f}")
    return [
        *_examination_text(case),
        ("image", "radiograph", f"{case.level} {shape}."),
        ("image", "CT", f"{case.level} {shape}. {_destroyed_text(case)}"),
        ("image", "bloods", _blood_text(case)),
        ("image", "DXA", t_score.replace("-", "−")),
    ]


def _examination_text(case: Case) -> list[tuple[str, str, str]]:
    painless = case.kind == "old"
    cry = _("Nothing particular anywhere.") if painless else _("A cry at {level}.").format(level=case.level)
    legs = (
        _("The right foot can't be lifted against your hand.")
        if case.kind == "weak legs"
        else _("Strength, feeling and reflexes are normal.")
    )
    return [("examine", "percussion", cry), ("examine", "legs", legs)]


def _destroyed_text(case: Case) -> str:
    """The sign on a CT that tells a tumour and an infection from a fracture by osteoporosis."""
    if case.kind == "infection":
        return _("Bone is missing at both endplates.")
    return _("The pedicle is eaten.") if case.kind == "metastasis" else _("The back wall stands.")


def _blood_text(case: Case) -> str:
    crp = {"infection": "CRP 148 mg/L", "metastasis": _("CRP 22 mg/L, calcium at its upper limit")}.get(
        case.kind, "CRP 4 mg/L"
    )
    return _("{crp}; creatinine clearance {clearance_ml_min} mL/min; electrophoresis normal.").format(
        crp=crp, clearance_ml_min=f"{case.clearance_ml_min:.0f}"
    )
