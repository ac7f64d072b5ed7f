"""Who is prepared in lesson 06, and what of the preparation holds: by the checklist, the planner and the doses."""

from dataclasses import replace

import pytest
from refusals import refused
from rows import each_row

from vertebra.errors import InputError
from vertebra.models.case.preparation import sample_preparation
from vertebra.models.preparation import exercise
from vertebra.models.preparation.antithrombotics import PatientOnDrug
from vertebra.models.preparation.checklist import EXERCISE_STEPS, STEPS, in_order
from vertebra.models.preparation.exercise import Orders, PatientToPrepare, assess, max_lidocaine_ml, right_verdict

NO_PAUSE, FIBRILLATION = "no pause", "atrial fibrillation"
"""Keys of a fault and of a reason for a drug."""

HERS = sample_preparation(0).to_prepare
GOOD = (
    "drug",
    "last dose",
    "kidneys",
    "coagulation",
    "allergy",
    "consent",
    "pause",
    "position",
    "sedation",
    "antibiotic",
    "protection",
    "lipid",
    "time-out",
)
ORDERS = Orders("go", 72, 48, "cefazolin", 26)


def failed(patient: PatientToPrepare = HERS, steps=GOOD, orders: Orders = ORDERS) -> list[str]:
    return [one.criterion for one in assess(patient, steps, orders) if not one.passed]


def moved(step: str, at: int) -> tuple[str, ...]:
    rest = [one for one in GOOD if one != step]
    rest.insert(at if at >= 0 else len(rest), step)
    return tuple(rest)


def test_a_good_preparation_of_mrs_a_holds_in_every_part():
    assert failed() == []
    assert len(assess(HERS, GOOD, ORDERS)) >= 10


def test_the_exercise_holds_every_step_of_the_case_room():
    assert set(STEPS) <= set(EXERCISE_STEPS)


@each_row(
    ("steps", "fails"),
    [
        (moved("drug", 7), ["anticoagulant"]),
        (moved("kidneys", 7), ["anticoagulant"]),
        (moved("coagulation", 8), ["anticoagulant"]),
        (moved("allergy", -1), ["antibiotic", "time-out"]),
        (moved("consent", 11), ["sedation"]),
        (moved("protection", -1), ["time-out"]),
        ((*GOOD[:6], "heparin", *GOOD[6:]), ["anticoagulant"]),
        ((*GOOD[:-1], "alone", "time-out"), ["sedation"]),
        (tuple(one for one in GOOD if one != "position"), ["ready"]),
        (tuple(one for one in GOOD if one != "last dose"), ["questions", "anticoagulant"]),
        ((), ["questions", "anticoagulant", "antibiotic", "sedation", "ready", "time-out"]),
    ],
)
def test_each_slip_fails_where_it_belongs(steps, fails):
    assert failed(steps=steps) == fails


@each_row(
    ("change", "fails"),
    [
        ({"pause_h": 60}, "pause"),
        ({"pause_h": 168}, "pause"),
        ({"pause_h": None}, "pause"),
        ({"restart_h": 6}, "restart"),
        ({"restart_h": 120}, "restart"),
        ({"antibiotic": "clindamycin"}, "antibiotic"),
        ({"antibiotic": "none"}, "antibiotic"),
        ({"lidocaine_ml": 30}, "lidocaine"),
        ({"lidocaine_ml": 10}, "lidocaine"),
        ({"lidocaine_ml": None}, "lidocaine"),
        ({"verdict": "not now"}, "verdict"),
        ({"verdict": ""}, "verdict"),
    ],
)
def test_each_wrong_order_fails_alone(change, fails):
    assert failed(orders=replace(ORDERS, **change)) == [fails]


def test_the_largest_dose_goes_with_the_weight_up_to_the_limit():
    assert max_lidocaine_ml(HERS) == pytest.approx(26.1)
    assert max_lidocaine_ml(replace(HERS, weight_kg=90.0)) == pytest.approx(30.0)


def test_an_allergy_changes_the_antibiotic():
    allergic = replace(HERS, cephalosporin_allergy=True)
    assert failed(allergic) == ["antibiotic"]
    assert failed(allergic, orders=replace(ORDERS, antibiotic="clindamycin")) == []


def test_a_stent_and_few_platelets_wait_and_nothing_is_begun():
    stent = replace(HERS, on_drug=PatientOnDrug("clopidogrel", "coronary stent in the last six months", 60))
    few = replace(HERS, on_drug=replace(HERS.on_drug, platelets=38))
    assert (right_verdict(stent), right_verdict(few)) == ("ask", "not now")
    asked = GOOD[:5]
    assert failed(stent, asked, Orders("ask")) == []
    assert failed(few, asked, Orders("not now")) == []
    assert failed(stent, GOOD, ORDERS) == ["verdict", "nothing begun"]


def test_warfarin_goes_when_its_pause_is_over_though_its_inr_is_high_today():
    assert right_verdict(replace(HERS, on_drug=PatientOnDrug("warfarin", FIBRILLATION, 60, 10, 2.4))) == "go"


def test_without_a_drug_nothing_is_paused():
    free = replace(HERS, on_drug=PatientOnDrug())
    steps = tuple(one for one in GOOD if one not in ("last dose", "kidneys", "pause"))
    assert failed(free, steps, replace(ORDERS, pause_h=None, restart_h=None)) == []
    assert failed(free, GOOD, ORDERS) == [NO_PAUSE]


def test_patients_are_always_the_same_and_of_every_sort():
    drawn = [sample_preparation(number).to_prepare for number in range(1, 31)]
    assert drawn == [sample_preparation(number).to_prepare for number in range(1, 31)]
    assert {right_verdict(one) for one in drawn} == set(exercise.VERDICTS)
    assert {one.cephalosporin_allergy for one in drawn} == {True, False}
    assert {one.on_drug.drug for one in drawn} >= {"none", "apixaban", "warfarin", "clopidogrel"}


def test_every_patient_can_be_prepared_without_a_fault():
    for number in range(30):
        patient = sample_preparation(number).to_prepare
        plan, verdict = exercise.plan_of(patient), right_verdict(patient)
        steps = GOOD if plan.pause_h else tuple(one for one in GOOD if one != "pause")
        steps = steps if verdict == "go" else GOOD[:5]
        antibiotic = "clindamycin" if patient.cephalosporin_allergy else "cefazolin"
        orders = Orders(verdict, plan.pause_h, plan.restart_h[0], antibiotic, max_lidocaine_ml(patient))
        assert failed(patient, steps, orders) == [], number


def test_order_asks_for_both_steps():
    assert in_order(("a", "b"), "a", "b")
    assert not in_order(("b", "a"), "a", "b")
    assert not in_order(("a",), "a", "b")


@each_row(("field", "value"), [("verdict", "perhaps"), ("antibiotic", "honey"), ("pause_h", 999), ("lidocaine_ml", -1)])
def test_orders_that_nobody_can_give_are_refused(field, value):
    with refused(InputError, str(value)):
        Orders(**{field: value})
