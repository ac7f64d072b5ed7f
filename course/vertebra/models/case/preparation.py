"""Patients to prepare, drawn by a number: those of the case room with a severe, recent fracture, and Mrs A. as number
0."""

from dataclasses import dataclass, replace

import numpy as np

from vertebra.arguments import checked
from vertebra.models.case.sampling import Case, sample_case
from vertebra.models.preparation.antithrombotics import PatientOnDrug, mrs_a_on_drug
from vertebra.models.preparation.exercise import PatientToPrepare
from vertebra.patient import Patient, mrs_a
from vertebra.story import number as fact_number

MIN_DRAWN_KG, MAX_DRAWN_KG = 44, 88
CEPHALOSPORIN_ALLERGY_FRACTION = 0.3
"""More than in life, so that a learner meets one."""
LOW_PLATELETS = 38.0
LAST_DOSE_H = 10.0


@dataclass(frozen=True)
class PreparationCase:
    """A patient to prepare, and who that is.

    Parameters
    ----------
    number : int
        0 for Mrs A.
    patient : Patient
    level : str
        Of the fracture.
    weeks : float
        Since the fracture.
    pain : int
        0 to 10 points.
    to_prepare : PatientToPrepare
    """

    number: int
    patient: Patient
    level: str
    weeks: float
    pain: int
    to_prepare: PatientToPrepare


@checked
def sample_preparation(number: int) -> PreparationCase:
    """Return the patient of a number, always the same one; 0 is Mrs A.

    Parameters
    ----------
    number : int
        0 to 1,000,000. Of five in a row one has a coronary stent, and one too few platelets.

    Raises
    ------
    InputError
        For a number outside its range.
    """
    case = sample_case(number, "severe")
    if case.number == 0:
        hers = PatientToPrepare(mrs_a_on_drug(LAST_DOSE_H), fact_number("weight_kg"))
        weeks, pain = fact_number("weeks_at_decision"), int(fact_number("pain_week_6"))
        return PreparationCase(0, mrs_a(lesson=6), mrs_a().fractures[0].level, weeks, pain, hers)
    rng = np.random.default_rng([case.number, 7])
    weight_kg = float(rng.integers(MIN_DRAWN_KG, MAX_DRAWN_KG + 1))
    to_prepare = PatientToPrepare(_drug(case), weight_kg, bool(rng.random() < CEPHALOSPORIN_ALLERGY_FRACTION))
    return PreparationCase(case.number, case.patient, case.level, case.weeks, case.pain, to_prepare)


def _drug(case: Case) -> PatientOnDrug:
    """Of five in a row: no drug, a stent, too few platelets; otherwise an anticoagulant."""
    turn = case.number % 5
    drug = replace(case, blood_thinner=turn != 1).on_drug
    if turn == 2:
        return replace(
            drug, drug="clopidogrel", reason="coronary stent in the last six months", inr=1.0, platelets=230.0
        )
    return replace(drug, platelets=LOW_PLATELETS) if turn == 4 else drug
