"""When an antithrombotic drug is stopped before a needle, whether heparin bridges the pause, and when it is taken
again.

Long because a plan follows the guideline's rules in their order.
"""

from dataclasses import dataclass, replace
from functools import partial

import numpy as np
from numpy.typing import NDArray

from vertebra import cache, tables
from vertebra.arguments import checked, checked_fields
from vertebra.errors import InputError, check_range
from vertebra.story import fact, number
from vertebra.texts import _, pgettext

BLEEDING_RISKS = ("high", "low")
"""`high`: vertebral augmentation and whatever can bleed into the spinal canal. `low`: an injection of a facet joint."""
MIN_CLEARANCE_ML_MIN, MAX_CLEARANCE_ML_MIN = 5.0, 150.0
MAX_HOURS = 240.0
MAX_INR = 8.0
MAX_PLATELETS = 1000.0
HALF = 0.5


@dataclass(frozen=True)
class DrugRule:
    """The rule for a drug between two creatinine clearances: one row of `antithrombotics.csv`.

    Parameters
    ----------
    drug, family : str
    clearance_ml_min : (float, float)
        Range in mL/min, the upper end excluded.
    pause_h : dict
        Hours from the last dose to the needle, by bleeding risk ("low", "high").
    restart_h : (float, float)
        Earliest and latest restart, in hours after the procedure.
    effect : {"none", "platelets", "factors", "half-life"}
        How the effect falls: by replaced platelets at a constant rate, otherwise by a half-life.
    effect_h : float
        That half-life, or the time to replace all platelets, in hours.
    few_data : bool
        Whether the rule rests on few data.
    source, status : str
    """

    drug: str
    family: str
    clearance_ml_min: tuple[float, float]
    pause_h: dict[str, float]
    restart_h: tuple[float, float]
    effect: str
    effect_h: float
    few_data: bool
    source: str
    status: str


@dataclass(frozen=True)
class Reason:
    """An indication for a drug.

    Parameters
    ----------
    name : str
    risk : str
        Risk of a clot without the drug.
    bridge : bool
        Whether heparin is considered for the pause.
    ask : bool
        Whether a specialist must be asked.
    """

    name: str
    risk: str
    bridge: bool
    ask: bool


@checked_fields
@dataclass(frozen=True)
class PatientOnDrug:
    """A patient on an antithrombotic drug before a procedure.

    Parameters
    ----------
    drug : str
        One of `drugs()`.
    reason : str
        One of `reasons()`.
    clearance_ml_min : float
        Creatinine clearance, 5 to 150 mL/min.
    last_dose_h : float
        Hours since the last dose, 0 to 240.
    inr : float
        0.8 to 8.
    platelets : float
        5 to 1000 x 10⁹/L.
    bleeding_risk : {"high", "low"}
        Of the procedure.

    Raises
    ------
    InputError
        For an unknown name or a value outside its range.
    """

    drug: str = "none"
    reason: str = "prevention without disease"
    clearance_ml_min: float = 80.0
    last_dose_h: float = 12.0
    inr: float = 1.0
    platelets: float = 250.0
    bleeding_risk: str = "high"

    def __post_init__(self) -> None:
        if self.drug not in drugs():
            raise InputError(_unknown(_("drug"), self.drug, drugs()))
        if self.reason not in reasons():
            raise InputError(_unknown(pgettext("why-a-drug", "reason"), self.reason, tuple(reasons())))
        if self.bleeding_risk not in BLEEDING_RISKS:
            raise InputError(_unknown(_("bleeding risk"), self.bleeding_risk, BLEEDING_RISKS))
        check_range(
            _("The creatinine clearance"), self.clearance_ml_min, MIN_CLEARANCE_ML_MIN, MAX_CLEARANCE_ML_MIN, "mL/min"
        )
        check_range(_("The time since the last dose"), self.last_dose_h, 0, MAX_HOURS, "h")
        check_range("INR", self.inr, 0.8, MAX_INR)
        check_range(_("The platelet count"), self.platelets, 5, MAX_PLATELETS)


@checked
def mrs_a_on_drug(last_dose_h: float = 10.0) -> PatientOnDrug:
    """Mrs A. on her anticoagulant, `last_dose_h` (0 to 240) hours after her last tablet.

    Raises
    ------
    InputError
        For a time outside its range.

    Source
    ------
    `assets/tables/mrs_a.toml`.
    """
    return PatientOnDrug(
        str(fact("anticoagulant").value),
        "atrial fibrillation",
        number("clearance_ml_min"),
        last_dose_h,
        number("inr"),
        number("platelets_10_9_l"),
    )


@dataclass(frozen=True)
class Plan:
    """The plan for a drug around a procedure.

    Parameters
    ----------
    patient : PatientOnDrug
    rule : DrugRule
    pause_h : float
        Hours from the last dose to the needle.
    wait_h : float
        Hours of the pause still to come.
    effect_fraction, effect_at_needle_fraction : float
        Share of the effect left now, and at the planned time, 0 to 1.
    restart_h : (float, float)
        Earliest and latest restart, in hours after the procedure.
    bridge : bool
        Whether heparin is considered for the pause.
    blockers : tuple of str
        Keys of the reasons that forbid the needle now: `drug`, `inr`, `platelets`, `ask`.
    cautions : tuple of str
        Keys of the notes: `few data`, `bridge`, `no bridge`, `check inr`.
    """

    patient: PatientOnDrug
    rule: DrugRule
    pause_h: float
    wait_h: float
    effect_fraction: float
    effect_at_needle_fraction: float
    restart_h: tuple[float, float]
    bridge: bool
    blockers: tuple[str, ...]
    cautions: tuple[str, ...]

    @property
    def ready(self) -> bool:
        """Whether no blocker forbids the needle now."""
        return not self.blockers


@cache.CONSTANTS.memoize
def rules() -> tuple[DrugRule, ...]:
    """Return every row of `antithrombotics.csv`, in its order."""
    table = tables.table("antithrombotics")
    text = {name: table.texts(name) for name in ("drug", "family", "effect", "source", "status")}
    number = {name: table.numbers(name) for name in table.columns if name not in text}
    return tuple(
        DrugRule(
            text["drug"][at],
            text["family"][at],
            (float(number["clearance_from_ml_min"][at]), float(number["clearance_below_ml_min"][at])),
            {"low": float(number["low_risk_h"][at]), "high": float(number["high_risk_h"][at])},
            (float(number["restart_h"][at]), float(number["restart_late_h"][at])),
            text["effect"][at],
            float(number["effect_h"][at]),
            bool(number["few_data"][at]),
            text["source"][at],
            text["status"][at],
        )
        for at in range(len(table))
    )


@cache.CONSTANTS.memoize
def drugs() -> tuple[str, ...]:
    """The drugs' names, each once."""
    return tuple(dict.fromkeys(rule.drug for rule in rules()))


@cache.CONSTANTS.memoize
def reasons() -> dict[str, Reason]:
    """Return the indications for a drug by name, from `thrombotic_reasons.csv`."""
    table = tables.table("thrombotic_reasons")
    columns = (table.texts(name) for name in ("reason", "risk", "bridge", "ask"))
    return {
        name: Reason(name, risk, bridge == "1", ask == "1") for name, risk, bridge, ask in zip(*columns, strict=True)
    }


@checked
def rule_for(drug: str, clearance_ml_min: float) -> DrugRule:
    """Return the rule for a drug at a creatinine clearance.

    Parameters
    ----------
    drug : str
        One of `drugs()`.
    clearance_ml_min : float
        5 to 150 mL/min.

    Raises
    ------
    InputError
        For an unknown drug, or a clearance outside its range.
    """
    if drug not in drugs():
        raise InputError(_unknown(_("drug"), drug, drugs()))
    check_range(_("The creatinine clearance"), clearance_ml_min, MIN_CLEARANCE_ML_MIN, MAX_CLEARANCE_ML_MIN, "mL/min")
    return next(
        rule
        for rule in rules()
        if rule.drug == drug and rule.clearance_ml_min[0] <= clearance_ml_min < rule.clearance_ml_min[1]
    )


@checked
def plan(patient: PatientOnDrug) -> Plan:
    """Plan a drug's pause and restart around a procedure, and find the reasons that forbid the needle now.

    Source
    ------
    Pauses, restarts and limits: `antithrombotics.csv` and `preparation.toml`. Reasons: `thrombotic_reasons.csv`.
    """
    rule, reason = rule_for(patient.drug, patient.clearance_ml_min), reasons()[patient.reason]
    pause_h = rule.pause_h[patient.bleeding_risk]
    wait_h = max(0.0, pause_h - patient.last_dose_h)
    pausing = pause_h > 0
    blockers = [
        key
        for key, found in (
            ("drug", wait_h > 0),
            ("inr", patient.bleeding_risk == "high" and patient.inr > tables.value("augmentation_max_inr_ratio")),
            (
                "platelets",
                patient.bleeding_risk == "high" and patient.platelets < tables.value("augmentation_min_platelets"),
            ),
            ("ask", pausing and reason.ask),
        )
        if found
    ]
    bridge = pausing and reason.bridge and rule.family == "vitamin K antagonist"
    cautions = [
        key
        for key, found in (
            ("few data", rule.few_data and pausing),
            ("bridge", bridge),
            ("no bridge", pausing and not bridge and rule.family in ("vitamin K antagonist", "direct anticoagulant")),
            ("check inr", pausing and rule.family == "vitamin K antagonist"),
        )
        if found
    ]
    left = partial(effect_fraction, rule)
    return Plan(
        patient,
        rule,
        pause_h,
        wait_h,
        float(left(patient.last_dose_h)),
        float(left(patient.last_dose_h + wait_h)),
        rule.restart_h if pausing else (0.0, 0.0),
        bridge,
        tuple(blockers),
        tuple(cautions),
    )


@checked
def effect_fraction(rule: DrugRule, hours: float | NDArray[np.float64]) -> NDArray[np.float64]:
    """Share of a drug's effect (0 to 1) that is left some hours after its last dose.

    The effect of a direct anticoagulant or heparin falls by its half-life, that of warfarin by the half-life of the
    INR's excess over 1; irreversibly blocked platelets are replaced at a constant rate.

    Parameters
    ----------
    rule : DrugRule
    hours : float or array
        Since the last dose, 0 or more.

    Returns
    -------
    array of the shape of `hours`

    Raises
    ------
    InputError
        For a time before the dose.
    """
    after = np.asarray(hours, dtype=np.float64)
    if after.size:
        check_range(_("The time since the last dose"), float(after.min()), 0, np.inf, "h")
    if rule.effect == "none":
        return np.zeros_like(after)
    if rule.effect == "platelets":
        return np.clip(1 - after / rule.effect_h, 0, 1)
    return HALF ** (after / rule.effect_h)


@checked
def delayed(patient: PatientOnDrug, hours: float) -> PatientOnDrug:
    """Return the patient `hours` (0 to 240) later, without another dose.

    The time since the last dose stops at 240 hours.

    Raises
    ------
    InputError
        For a time outside its range.
    """
    check_range(_("The time that passes"), hours, 0, MAX_HOURS, "h")
    return replace(patient, last_dose_h=min(MAX_HOURS, patient.last_dose_h + hours))


def _unknown(what: str, given: object, known: tuple[str, ...]) -> str:
    return _("The {what} {given} is not known. Give one of {known}.").format(
        what=what, given=repr(given), known=", ".join(known)
    )
