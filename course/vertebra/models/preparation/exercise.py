"""A patient who is prepared for a needle: what is asked, decided and made ready, and whether it would hold.

The steps and their rules are those of `checklist`, by which the case room judges; pauses and restarts those of
`antithrombotics`, doses those of `anaesthesia`. See decision 0372.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from vertebra import tables
from vertebra.arguments import checked
from vertebra.errors import InputError, check_range
from vertebra.models.preparation import anaesthesia, antithrombotics, checklist
from vertebra.models.preparation.antithrombotics import MAX_HOURS, PatientOnDrug, Plan
from vertebra.models.procedure.outcome import Assessment
from vertebra.texts import _, pgettext

VERDICTS = ("go", "ask", "not now")
"""As planned; the specialist who prescribed the drug is asked first; not before something is corrected."""
ANTIBIOTICS = ("cefazolin", "clindamycin", "none")
LIDOCAINE_PERCENT = 1.0
MAX_LIDOCAINE_ML = 100.0
MIN_OF_MAXIMUM = 0.9
"""From here to the maximum the largest dose was found."""
SPARE_PAUSE_H = 24.0
"""So much longer than the rule nobody minds; beyond that the pause is a risk of its own."""
STEADY_INR = 1.2
"""The INR of somebody whose warfarin was paused by the rule, measured again on the day."""


@dataclass(frozen=True)
class PatientToPrepare:
    """A patient with a date for an augmentation.

    Parameters
    ----------
    on_drug : PatientOnDrug
    weight_kg : float
        30 to 180 kg.
    cephalosporin_allergy : bool
        An immediate, severe reaction to one of them, cefazolin perhaps.

    Raises
    ------
    InputError
        For a weight outside its range.
    """

    on_drug: PatientOnDrug
    weight_kg: float
    cephalosporin_allergy: bool = False

    def __post_init__(self) -> None:
        check_range(
            pgettext("body-weight", "The weight"),
            self.weight_kg,
            anaesthesia.MIN_WEIGHT_KG,
            anaesthesia.MAX_WEIGHT_KG,
            "kg",
        )


@dataclass(frozen=True)
class Orders:
    """What was decided; None where nothing was.

    Parameters
    ----------
    verdict : str
        One of `VERDICTS`, or empty.
    pause_h : float, optional
        Hours from the last dose to the needle, 0 to 240.
    restart_h : float, optional
        Hours from the needle to the next dose, 0 to 240.
    antibiotic : str
        One of `ANTIBIOTICS`, or empty.
    lidocaine_ml : float, optional
        The most of a solution of 1% that is drawn up, 0 to 100 mL.

    Raises
    ------
    InputError
        For an unknown name or a value outside its range.
    """

    verdict: str = ""
    pause_h: float | None = None
    restart_h: float | None = None
    antibiotic: str = ""
    lidocaine_ml: float | None = None

    def __post_init__(self) -> None:
        for value, known in ((self.verdict, VERDICTS), (self.antibiotic, ANTIBIOTICS)):
            if value and value not in known:
                raise InputError(
                    pgettext("unknown-order", "{value} is not known here; give one of {known}.").format(
                        value=repr(value), known=", ".join(known)
                    )
                )
        for name, hours in ((_("The pause"), self.pause_h), (_("The restart"), self.restart_h)):
            if hours is not None:
                check_range(name, hours, 0, MAX_HOURS, "h")
        if self.lidocaine_ml is not None:
            check_range(_("The lidocaine"), self.lidocaine_ml, 0, MAX_LIDOCAINE_ML, "mL")


@checked
def plan_of(patient: PatientToPrepare) -> Plan:
    """Return the planner's plan for the patient's drug."""
    return antithrombotics.plan(patient.on_drug)


@checked
def right_verdict(patient: PatientToPrepare) -> str:
    """Return the verdict that the planner's rules give when the pause is over: one of `VERDICTS`."""
    now = plan_of(patient)
    paused = antithrombotics.delayed(patient.on_drug, now.wait_h)
    if now.rule.family == "vitamin K antagonist":
        paused = replace(paused, inr=min(paused.inr, STEADY_INR))
    blockers = antithrombotics.plan(paused).blockers
    if "ask" in blockers:
        return "ask"
    return "not now" if blockers else "go"


@checked
def max_lidocaine_ml(patient: PatientToPrepare) -> float:
    """Return the largest volume (mL) of lidocaine 1% without adrenaline."""
    dose_mg = anaesthesia.max_lidocaine_mg(patient.weight_kg, adrenaline=False)
    return anaesthesia.volume_ml(dose_mg, LIDOCAINE_PERCENT)


@checked
def required_questions(patient: PatientToPrepare) -> tuple[str, ...]:
    """Return the steps that find out what has to be known before anything is decided."""
    always = ("drug", "coagulation", "allergy")
    return always if patient.on_drug.drug == "none" else (*always, "last dose", "kidneys")


@checked
def assess(patient: PatientToPrepare, steps: Sequence[str], orders: Orders) -> tuple[Assessment, ...]:
    """Assess a preparation.

    Where the right verdict is to wait or to ask, only what was found out and what was left undone counts.

    Parameters
    ----------
    patient : PatientToPrepare
    steps : sequence of str
        Of `checklist.EXERCISE_STEPS`, in the order in which they were taken.
    orders : Orders
    """
    verdict = right_verdict(patient)
    missed = [step for step in required_questions(patient) if step not in steps]
    found = [
        Assessment("questions", not missed, {"missed": ",".join(missed)}),
        Assessment("verdict", orders.verdict == verdict, {"right": verdict, "given": orders.verdict}),
    ]
    if verdict != "go":
        begun = [step for step in ("sedation", "antibiotic", "alone", "heparin") if step in steps]
        return (*found, Assessment("nothing begun", not begun, {"begun": ",".join(begun)}))
    found += _bleeding(patient, steps, orders)
    found += [
        _antibiotic(patient, steps, orders),
        _lidocaine(patient, orders),
        _sedation(steps),
        _ready(steps),
        Assessment("time-out", bool(steps) and steps[-1] == "time-out"),
    ]
    return tuple(found)


def _bleeding(patient: PatientToPrepare, steps: Sequence[str], orders: Orders) -> list[Assessment]:
    plan = plan_of(patient)
    if not plan.pause_h:
        needless = [step for step in ("pause", "heparin") if step in steps]
        return [Assessment("no pause", not needless, {"needless": ",".join(needless)})]
    pause_h = -1.0 if orders.pause_h is None else orders.pause_h
    restart_h = -1.0 if orders.restart_h is None else orders.restart_h
    first, last = plan.restart_h
    managed = checklist.anticoagulant_is_managed(steps) and checklist.in_order(steps, "kidneys", "pause")
    return [
        Assessment("anticoagulant", managed, {"heparin": "heparin" if "heparin" in steps else ""}),
        Assessment(
            "pause", plan.pause_h <= pause_h <= plan.pause_h + SPARE_PAUSE_H, {"right": plan.pause_h, "given": pause_h}
        ),
        Assessment("restart", first <= restart_h <= last, {"first": first, "last": last, "given": restart_h}),
    ]


def _antibiotic(patient: PatientToPrepare, steps: Sequence[str], orders: Orders) -> Assessment:
    right = "clindamycin" if patient.cephalosporin_allergy else "cefazolin"
    asked = checklist.in_order(steps, "allergy", "antibiotic")
    values = {"right": right, "given": orders.antibiotic, "asked": "asked" if asked else ""}
    return Assessment("antibiotic", asked and orders.antibiotic == right, values)


def _lidocaine(patient: PatientToPrepare, orders: Orders) -> Assessment:
    most = max_lidocaine_ml(patient)
    given = -1.0 if orders.lidocaine_ml is None else orders.lidocaine_ml
    values = {
        "most": most,
        "given": given,
        "weight_kg": patient.weight_kg,
        "mg_kg": tables.value("lidocaine_plain_max_mg_kg"),
        "max_mg": tables.value("lidocaine_plain_max_mg"),
    }
    return Assessment("lidocaine", MIN_OF_MAXIMUM * most <= given <= most, values)


def _sedation(steps: Sequence[str]) -> Assessment:
    alone = "alone" in steps
    asked = checklist.in_order(steps, "consent", "sedation")
    return Assessment("sedation", asked and not alone, {"alone": "alone" if alone else ""})


def _ready(steps: Sequence[str]) -> Assessment:
    needed = (*checklist.MADE_READY, "consent", "position", "protection")
    missed = [step for step in needed if step not in steps]
    return Assessment("ready", not missed, {"missed": ",".join(missed)})
