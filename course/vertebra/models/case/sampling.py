"""Virtual patients, drawn by a number: back pain with a new fracture, an old one, or another cause."""

from dataclasses import dataclass
from typing import Literal

import numpy as np

from vertebra import tables
from vertebra.arguments import checked
from vertebra.errors import check_choice, check_count
from vertebra.models.imaging.findings import Finding, findings_of
from vertebra.models.imaging.reading_cases import NOT_OSTEOPOROTIC, Verdict
from vertebra.models.preparation.antithrombotics import PatientOnDrug
from vertebra.patient import Fracture, Patient
from vertebra.texts import _, pgettext

CaseKind = Literal["severe", "mild", "old", "metastasis", "infection", "weak legs"]
ComplicationKind = Literal["thread", "breath", "leg"]
KINDS: tuple[CaseKind, ...] = ("severe", "mild", "old", "severe", "metastasis", "infection", "severe", "weak legs")
"""Of eight patients in a row, in an order of their own for each eight."""
COMPLICATIONS: tuple[ComplicationKind, ...] = ("thread", "breath", "leg")
PEOPLE: tuple[tuple[float, Literal["female", "male"], float, int], ...] = (
    (72, "female", -2.9, 31),
    (79, "female", -3.2, 32),
    (67, "male", -2.6, 33),
    (84, "female", -2.7, 34),
    (76, "male", -3.0, 35),
)
"""Age, sex, T-score and texture: few, so that a class does not wait for vertebrae to be loaded until they break."""
LEVELS = ("T12", "L1", "L2")
MAX_CASE_NUMBER = 1_000_000

ANTICOAGULANTS = ("apixaban", "dabigatran", "warfarin")
MIN_DABIGATRAN_CLEARANCE_ML_MIN = 30.0
"""At or below it nobody is given dabigatran."""
LAST_DOSE_H = 3.0


@dataclass(frozen=True)
class Case:
    """One virtual patient.

    Parameters
    ----------
    number : int
        0 to 1,000,000; draws everything.
    kind : str
        One of `KINDS`.
    patient : Patient
    level : str
        The painful level.
    weeks : float
        Duration of the pain.
    pain : int
        0 to 10 points.
    blood_thinner : bool
        Whether the patient takes an anticoagulant.
    clearance_ml_min : float
        Creatinine clearance.
    infarction : bool
        Whether the patient has had a myocardial infarction.
    complication : {"thread", "breath", "leg"}
        The complication that follows if cement is given.
    """

    number: int
    kind: CaseKind
    patient: Patient
    level: str
    weeks: float
    pain: int
    blood_thinner: bool
    clearance_ml_min: float
    infarction: bool
    complication: ComplicationKind

    @property
    def on_drug(self) -> PatientOnDrug:
        """The patient's anticoagulant for the planner, three hours after the last dose; drug "none" without one."""
        if not self.blood_thinner:
            return PatientOnDrug(clearance_ml_min=self.clearance_ml_min)
        drug = ANTICOAGULANTS[self.number % len(ANTICOAGULANTS)]
        if drug == "dabigatran" and self.clearance_ml_min <= MIN_DABIGATRAN_CLEARANCE_ML_MIN:
            drug = "apixaban"
        inr = tables.value("usual_warfarin_inr_ratio") if drug == "warfarin" else 1.1
        return PatientOnDrug(drug, "atrial fibrillation", self.clearance_ml_min, LAST_DOSE_H, inr, 210.0)

    @property
    def verdict(self) -> Verdict:
        """The correct reading of the painful level: "new", "old" or "not osteoporotic"."""
        if self.kind in ("metastasis", "infection"):
            return NOT_OSTEOPOROTIC
        return "old" if self.kind == "old" else "new"

    @property
    def findings(self) -> tuple[Finding, ...]:
        """The findings on a slice through the spine; the first is at the painful level."""
        if self.kind == "metastasis":
            return tuple(Finding(one, "metastasis") for one in (self.level, "T11" if self.level != "T12" else "L2"))
        if self.kind == "infection":
            return (Finding(self.level, "infection"),)
        if self.kind == "old":
            return (Finding(self.level, weeks=self.patient.fractures[0].weeks_ago, grade=2, healing=0.05),)
        return findings_of(self.patient)


@checked
def sample_case(number: int, kind: CaseKind | None = None) -> Case:
    """Draw the patient of a number, always the same one.

    Parameters
    ----------
    number : int
        0 to 1,000,000.
    kind : str, optional
        One of `KINDS`; by default the next one of the series.

    Raises
    ------
    InputError
        For a number outside its range or an unknown kind.
    """
    at = check_count(pgettext("case-number", "The number of the case"), number, 0, MAX_CASE_NUMBER)
    if kind is not None:
        check_choice(_("The kind of case"), kind, dict.fromkeys(KINDS))
    turn = np.random.default_rng([at // len(KINDS), 6]).permutation(len(KINDS))[at % len(KINDS)]
    chosen: CaseKind = kind or KINDS[int(turn)]
    rng = np.random.default_rng([at, 5])
    level = str(rng.choice(LEVELS))
    weeks = float(rng.integers(2, 9)) if chosen != "mild" else 1.0
    severe = round(tables.value("severe_pain_points"))
    pain = int(rng.integers(severe, 10)) if chosen not in ("mild", "old") else int(rng.integers(3, 5))
    return Case(
        at,
        chosen,
        _person(int(rng.integers(len(PEOPLE))), chosen, level, weeks),
        level,
        weeks,
        pain,
        blood_thinner=bool(rng.random() < 0.5),
        clearance_ml_min=float(rng.choice([26, 30, 58, 74])),
        infarction=bool(rng.random() < 0.4),
        complication=COMPLICATIONS[int(rng.integers(len(COMPLICATIONS)))],
    )


def _person(at: int, kind: CaseKind, level: str, weeks: float) -> Patient:
    age, sex, t_score, texture = PEOPLE[at]
    broken = {"metastasis": (), "infection": (), "old": (Fracture(level, grade=2, weeks_ago=300.0),)}
    fractures = broken.get(kind, (Fracture(level, grade=2, weeks_ago=weeks),))
    return Patient(age, sex, t_score=t_score, fractures=fractures, seed=texture)
