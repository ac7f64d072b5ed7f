"""What the lessons say about the course's own patients is what the models find."""

from dataclasses import replace

import pytest

from vertebra import tables
from vertebra.lab import mrs_a
from vertebra.models import anatomy, bone
from vertebra.models.epidemiology import risk
from vertebra.patient import Patient


def test_mrs_a_has_the_t_score_of_her_letter_and_severe_osteoporosis():
    found = bone.scan_bone(anatomy.build(mrs_a()))
    assert round(found.t_score, 1) == -2.8
    assert found.category == "severe osteoporosis"


def test_the_neighbours_dxa_is_normal_and_his_ct_is_not():
    found = bone.scan_bone(anatomy.build(Patient(age_years=79, sex="male", t_score=-0.9, seed=2)))
    assert found.category == "normal"
    assert tables.value("qct_osteoporosis_mg_cm3") < found.qct_mg_cm3 < tables.value("qct_low_mg_cm3")
    assert found.hounsfield_hu <= tables.value("hu_high_specificity_hu")


def test_the_curve_is_steepest_around_the_menopause_and_never_stops():
    life = bone.density_curve(mrs_a())
    loss = [life.at(age) - life.at(age + 5) for age in (35, 50, 65, 85)]
    assert max(loss) == loss[1]
    assert min(loss) > 0


def test_a_treatment_gives_a_twentieth_to_a_fifth_and_not_the_bone_of_a_woman_of_thirty():
    young = bone.density_curve(mrs_a()).at(30)
    for treatment in ("alendronate", "zoledronate", "denosumab", "teriparatide", "romosozumab"):
        life = bone.density_curve(mrs_a(), treatment=treatment, start_age_years=74)
        gain = max(life.at(age) for age in range(74, 90)) / life.at(74) - 1
        assert life.at(74) * (1 + gain) < young
        assert 0.05 <= gain <= 0.20, "a twentieth to a fifth"


def test_stopping_denosumab_loses_most():
    lives = {
        name: bone.density_curve(mrs_a(), treatment=name, start_age_years=74) for name in ("denosumab", "zoledronate")
    }
    lost = {name: max(life.at(age) for age in range(74, 95)) - life.at(95) for name, life in lives.items()}
    assert lost["denosumab"] > lost["zoledronate"]


@pytest.mark.parametrize(("early", "late"), [(44, 54)])
def test_an_early_menopause_shows_at_51(early, late):
    woman = Patient(age_years=51, sex="female")
    at_51 = [bone.density_curve(woman, menopause_age_years=age).at(51) for age in (early, late)]
    assert at_51[0] < 0.93 * at_51[1]


def test_density_and_fractures_move_the_risk_as_the_text_says():
    woman = risk.risk_profile(mrs_a())
    now = risk.one_year_risk(woman).value
    per_sd = (
        risk.incidence(risk.RiskProfile(74, z_score=-1)).value / risk.incidence(risk.RiskProfile(74, z_score=0)).value
    )
    assert per_sd == pytest.approx(tables.value("vertebral_rr_per_sd"))
    assert now < tables.value("refracture_one_year_percent") / 100, (
        "the first fracture carries less than the study's mean"
    )
    assert risk.one_year_risk(risk.RiskProfile(74, "female", woman.z_score, 3, woman.years_since)).value > (
        tables.value("refracture_one_year_percent") / 100
    )


def test_a_second_fracture_more_than_doubles_the_risk_of_next_year():
    one = risk.risk_profile(mrs_a())
    assert one.fractures_n == 1
    ratio = risk.one_year_risk(replace(one, fractures_n=2)).value / risk.one_year_risk(one).value
    assert 2 < ratio < 3
