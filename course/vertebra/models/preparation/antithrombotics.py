"""When an antithrombotic drug is stopped before a needle, whether heparin bridges the pause, and when it is taken
again."""

from dataclasses import dataclass, replace
from functools import partial

import numpy as np
from numpy.typing import NDArray

from vertebra import cache, tables
from vertebra.errors import InputError, check_range
from vertebra.story import fact, number
from vertebra.texts import _, pgettext

BLEEDING_RISKS = ("high", "low")
"""`high`: vertebral augmentation and whatever can bleed into the spinal canal. `low`: an injection of a facet joint."""
MAX_CLEARANCE_ML_MIN = 150.0
MAX_HOURS = 240.0
MAX_INR = 8.0
MAX_PLATELETS = 1000.0
HALF = 0.5


@dataclass(frozen=True)
class DrugRule:
    """One row of `antithrombotics.csv`: what holds for a drug between two creatinine clearances (mL/min)."""

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
    """Why a drug is taken: `risk` of a clot without it, whether heparin is considered, whether a specialist must be
    asked."""

    name: str
    risk: str
    bridge: bool
    ask: bool


@dataclass(frozen=True)
class PatientOnDrug:
    """A patient before a procedure. Clearance in mL/min, hours since the last dose, INR, platelets in 10⁹/L."""

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
        check_range(_("The creatinine clearance"), self.clearance_ml_min, 5, MAX_CLEARANCE_ML_MIN, "mL/min")
        check_range(_("The time since the last dose"), self.last_dose_h, 0, MAX_HOURS, "h")
        check_range("INR", self.inr, 0.8, MAX_INR)
        check_range(_("The platelet count"), self.platelets, 5, MAX_PLATELETS)


def mrs_a(last_dose_h: float = 10.0) -> PatientOnDrug:
    """Mrs A. as her facts have her, so many hours after her last tablet."""
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
    """What is done with the drug.

    `pause_h` is the time from the last dose to the needle, `wait_h` what of it is left; `effect_fraction` the share of
    the effect that would be left if the needle came now, and `effect_at_needle_fraction` at the planned time.
    `restart_h` counts from the procedure. `blockers` are keys of what forbids the needle now: `drug`, `inr`,
    `platelets`, `ask`; `cautions` of what has to be known: `few data`, `bridge`, `no bridge`, `check inr`.
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
        """Whether nothing speaks against the needle now."""
        return not self.blockers


@cache.CONSTANTS.memoize
def rules() -> tuple[DrugRule, ...]:
    """Every row of the table, in its order."""
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
    """The reasons for taking a drug, by name."""
    table = tables.table("thrombotic_reasons")
    columns = (table.texts(name) for name in ("reason", "risk", "bridge", "ask"))
    return {
        name: Reason(name, risk, bridge == "1", ask == "1") for name, risk, bridge, ask in zip(*columns, strict=True)
    }


def rule_for(drug: str, clearance_ml_min: float) -> DrugRule:
    """The rule that holds for `drug` at this clearance. Raises InputError for an unknown drug."""
    found = [
        rule
        for rule in rules()
        if rule.drug == drug and rule.clearance_ml_min[0] <= clearance_ml_min < rule.clearance_ml_min[1]
    ]
    if not found:
        raise InputError(_unknown(_("drug"), drug, drugs()))
    return found[0]


def plan(patient: PatientOnDrug) -> Plan:
    """What is done with the drug before and after the procedure, and what forbids the needle now.

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


def effect_fraction(rule: DrugRule, hours: float | NDArray[np.float64]) -> NDArray[np.float64]:
    """The share of a drug's effect that is left so many hours after its last dose, 0 to 1.

    A direct anticoagulant or heparin goes by its half-life, warfarin by that of what the INR is above 1; of platelets
    that are blocked for good, as many are left as have not been replaced by new ones.
    """
    after = np.asarray(hours, dtype=np.float64)
    if rule.effect == "none":
        return np.zeros_like(after)
    if rule.effect == "platelets":
        return np.clip(1 - after / rule.effect_h, 0, 1)
    return HALF ** (after / rule.effect_h)


def delayed(patient: PatientOnDrug, hours: float) -> PatientOnDrug:
    """The same patient so many hours later, without another dose."""
    return replace(patient, last_dose_h=min(MAX_HOURS, patient.last_dose_h + hours))


def _unknown(what: str, given: object, known: tuple[str, ...]) -> str:
    return _("The {what} {given} is not known. Give one of {known}.").format(
        what=what, given=repr(given), known=", ".join(known)
    )
