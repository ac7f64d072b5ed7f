"""Antithrombotic drugs, local anaesthetic: pauses by kidney and reason, limits, and what is left of an effect."""

import numpy as np
import pytest
from refusals import refused

from vertebra import tables
from vertebra.errors import InputError
from vertebra.models.preparation import antithrombotics as model
from vertebra.models.preparation.anaesthesia import lipid_rescue, max_lidocaine_mg, volume_ml
from vertebra.models.preparation.antithrombotics import PatientOnDrug, plan, rule_for


@pytest.mark.parametrize(
    ("drug", "clearance", "low", "high"),
    [
        ("apixaban", 80, 36, 60),
        ("apixaban", 42, 48, 72),
        ("rivaroxaban", 55, 36, 60),
        ("edoxaban", 40, 36, 60),
        ("dabigatran", 60, 36, 60),
        ("dabigatran", 40, 60, 108),
        ("warfarin", 60, 0, 120),
        ("clopidogrel", 60, 0, 120),
        ("none", 60, 0, 0),
        ("enoxaparin treatment dose", 60, 0, 24),
        ("heparin infusion", 60, 0, 6),
        ("prasugrel", 60, 0, 168),
        ("aspirin", 60, 0, 72),
    ],
)
def test_the_pause_goes_by_drug_kidneys_and_the_risk_of_bleeding(drug, clearance, low, high):
    """Guideline on atrial fibrillation (2023), table of interruption, whose days are full days without a dose; PAUSE;
    consensus of the Society of Interventional Radiology (2019)."""
    for risk, hours in (("low", low), ("high", high)):
        found = plan(PatientOnDrug(drug, clearance_ml_min=clearance, last_dose_h=0, bleeding_risk=risk))
        assert found.pause_h == hours == found.wait_h


@pytest.mark.parametrize("drug", model.drugs())
def test_every_drug_has_one_rule_at_every_clearance(drug):
    for clearance in (5, 14.9, 15, 29.9, 30, 49.9, 50, 150):
        rule = rule_for(drug, clearance)
        assert rule.pause_h["low"] <= rule.pause_h["high"]
        assert rule.status in tables.STATUSES
    pauses = [rule_for(drug, clearance).pause_h["high"] for clearance in (10, 20, 40, 60)]
    assert pauses == sorted(pauses, reverse=True), "worse kidneys never shorten a pause"


@pytest.mark.parametrize("rule", [one for one in model.rules() if one.family == "direct anticoagulant"])
def test_at_the_needle_less_than_a_twelfth_of_a_direct_anticoagulant_is_left(rule):
    assert model.effect_fraction(rule, rule.pause_h["high"]) < 1 / 12


@pytest.mark.parametrize("drug", ["apixaban", "rivaroxaban", "edoxaban", "dabigatran"])
@pytest.mark.parametrize(("risk", "full_days"), [("low", 1), ("high", 2)])
def test_a_guideline_s_days_are_full_days_without_a_dose(drug, risk, full_days):
    """Evening dose before the first of them, needle in the morning after the last: half a day more than the days."""
    assert rule_for(drug, 60).pause_h[risk] == 24 * full_days + 12


@pytest.mark.parametrize(
    ("changes", "blockers", "cautions"),
    [
        ({"last_dose_h": 10}, ("drug",), ("no bridge",)),
        ({"last_dose_h": 72}, (), ("no bridge",)),
        ({"last_dose_h": 72, "platelets": 49}, ("platelets",), ("no bridge",)),
        ({"last_dose_h": 72, "inr": 1.9}, ("inr",), ("no bridge",)),
        ({"last_dose_h": 96, "clearance_ml_min": 20}, (), ("few data", "no bridge")),
        (
            {"last_dose_h": 72, "reason": "atrial fibrillation with a stroke in the last three months"},
            ("ask",),
            ("no bridge",),
        ),
        ({"drug": "warfarin", "last_dose_h": 130, "inr": 1.3}, (), ("no bridge", "check inr")),
        (
            {"drug": "warfarin", "last_dose_h": 130, "reason": "mechanical mitral valve"},
            ("ask",),
            ("bridge", "check inr"),
        ),
        (
            {"drug": "clopidogrel", "last_dose_h": 10, "reason": "coronary stent in the last six months"},
            ("drug", "ask"),
            (),
        ),
        ({"drug": "warfarin", "last_dose_h": 10, "inr": 2.6, "bleeding_risk": "low"}, (), ()),
        ({"drug": "none", "platelets": 20}, ("platelets",), ()),
    ],
)
def test_what_forbids_the_needle_now(changes, blockers, cautions):
    patient = PatientOnDrug(**{"drug": "apixaban", "reason": "atrial fibrillation", "clearance_ml_min": 42, **changes})
    found = plan(patient)
    assert (found.blockers, found.cautions) == (blockers, cautions)
    assert found.ready == (not blockers)


def test_waiting_lifts_what_the_drug_forbids_and_nothing_else():
    before = PatientOnDrug("dabigatran", "atrial fibrillation", 40, 3, platelets=40)
    after = plan(model.delayed(before, plan(before).wait_h))
    assert after.blockers == ("platelets",)
    assert after.wait_h == 0


def test_an_effect_halves_or_falls_with_new_platelets():
    apixaban, aspirin = rule_for("apixaban", 80), rule_for("aspirin", 80)
    assert model.effect_fraction(apixaban, 14.6) == pytest.approx(0.5)
    assert model.effect_fraction(aspirin, 108) == pytest.approx(0.5)
    assert model.effect_fraction(aspirin, 300) == 0
    left = model.effect_fraction(apixaban, np.linspace(0, 100, 40))
    assert np.all(np.diff(left) < 0)


@pytest.mark.parametrize(
    ("changes", "named"),
    [
        ({"drug": "vitamin C"}, "'vitamin C'"),
        ({"reason": "fear"}, "'fear'"),
        ({"bleeding_risk": "none"}, "'none'"),
        ({"clearance_ml_min": 1}, "1"),
        ({"inr": 20}, "20"),
        ({"platelets": -1}, "-1"),
        ({"last_dose_h": -2}, "-2"),
    ],
)
def test_a_patient_who_can_not_be_is_refused(changes, named):
    with refused(InputError, named):
        PatientOnDrug(**changes)


@pytest.mark.parametrize(
    ("weight", "adrenaline", "mg"), [(58, False, 261), (58, True, 406), (80, False, 300), (80, True, 500)]
)
def test_the_most_lidocaine_goes_by_weight_up_to_a_limit(weight, adrenaline, mg):
    assert max_lidocaine_mg(weight, adrenaline=adrenaline) == pytest.approx(mg)
    assert volume_ml(mg, 1) == pytest.approx(mg / 10)


def test_lipid_emulsion_goes_by_weight():
    rescue = lipid_rescue(70)
    assert (rescue.bolus_ml, rescue.infusion_ml_h, rescue.max_ml) == (105, 1050, 840)
    with refused(InputError, "500"):
        lipid_rescue(500)
