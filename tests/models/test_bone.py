"""Density over a life, and how it is read from a volume."""

import dataclasses
import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from refusals import refused
from rows import each_row

from vertebra import tables
from vertebra.errors import InputError
from vertebra.models import anatomy, bone
from vertebra.models.imaging.attenuation import attenuation_per_cm, mass_attenuation_cm2_g
from vertebra.patient import Fracture, Part, Patient, Vertebra

MRS_A = Patient(74, "female", 158, 58, -2.8, fractures=(Fracture("L1", 2, 3),), seed=1)


@pytest.fixture(scope="module")
def l1() -> Vertebra:
    return anatomy.build(MRS_A, "L1", 2.0)


@pytest.fixture(scope="module")
def lifetime() -> bone.VertebraOverLife:
    return bone.VertebraOverLife(MRS_A, "L1", 2.0)


def test_density_is_taken_from_qct_first_then_from_the_t_score_then_from_age() -> None:
    plain = Patient(74)
    assert bone.trabecular_mean_mg_cm3(plain) == bone.trabecular_reference(74, "female").mean
    assert bone.trabecular_mean_mg_cm3(dataclasses.replace(plain, t_score=-2.8)) < bone.trabecular_mean_mg_cm3(plain)
    assert bone.trabecular_mean_mg_cm3(dataclasses.replace(plain, t_score=-2.8, vbmd_mg_cm3=123.0)) == 123.0


def test_a_t_score_tells_only_a_part_of_the_trabecular_density() -> None:
    reference = bone.areal_reference(60, "female")
    one_sd_below = Patient(60, t_score=bone.t_score(reference.mean - reference.sd))
    fall = bone.trabecular_reference(60, "female").mean - bone.trabecular_mean_mg_cm3(one_sd_below)
    spread = bone.trabecular_reference(60, "female").sd
    assert fall == pytest.approx(tables.value("dxa_qct_correlation") * spread)
    assert fall < spread


@given(st.floats(20, 100), st.sampled_from(["female", "male"]), st.floats(-6, 4))
@settings(max_examples=60, deadline=None)
def test_density_stays_within_what_a_vertebra_can_be_built_from(age: float, sex: str, t: float) -> None:
    assert 10 <= bone.trabecular_mean_mg_cm3(Patient(age, sex, t_score=t)) <= 400  # type: ignore[arg-type]


def test_women_lose_fastest_round_the_menopause_and_men_have_none() -> None:
    def yearly_loss(age: float, sex: str) -> float:
        here, later = (bone.trabecular_reference(years, sex).mean for years in (age, age + 1))  # type: ignore[arg-type]
        return 1 - later / here

    assert yearly_loss(52, "female") > 2 * yearly_loss(42, "female")
    assert yearly_loss(52, "female") > 2 * yearly_loss(70, "female")
    assert yearly_loss(52, "male") == pytest.approx(yearly_loss(70, "male"))


def test_an_early_menopause_costs_bone_for_good() -> None:
    early = bone.density_curve(MRS_A, menopause_age_years=42)
    usual = bone.density_curve(MRS_A)
    assert early.at(80) < usual.at(80)
    assert early.at(40) == pytest.approx(usual.at(40))


def test_the_untreated_life_passes_through_today() -> None:
    life = bone.density_curve(MRS_A)
    assert life.at(74) == pytest.approx(bone.trabecular_mean_mg_cm3(MRS_A))
    assert np.all(np.diff(life.density_mg_cm3[life.ages_years >= 30]) < 0)
    assert np.array_equal(life.density_mg_cm3, life.untreated_mg_cm3)


@each_row("drug", ["alendronate", "zoledronate", "denosumab", "teriparatide", "romosozumab"])
def test_a_treatment_raises_density_from_its_start_and_never_below_untreated(drug: str) -> None:
    life = bone.density_curve(MRS_A, treatment=drug, start_age_years=74, years_treated=2)
    before = life.ages_years < 74
    assert np.array_equal(life.density_mg_cm3[before], life.untreated_mg_cm3[before])
    assert life.at(76) > 1.02 * bone.density_curve(MRS_A).at(76)
    assert np.all(life.density_mg_cm3 >= life.untreated_mg_cm3 - 1e-9)


def test_a_drug_that_slows_loss_holds_density_while_it_is_taken() -> None:
    life = bone.density_curve(MRS_A, np.arange(74, 85), treatment="zoledronate", years_treated=8)
    assert life.at(82) == pytest.approx(life.at(76))
    assert life.at(84) < life.at(82)


def test_what_denosumab_gave_is_lost_soon_after_it_is_stopped() -> None:
    stopped = bone.density_curve(MRS_A, treatment="denosumab", start_age_years=74, years_treated=3)
    kept = bone.density_curve(MRS_A, treatment="zoledronate", start_age_years=74, years_treated=3)
    untreated = bone.density_curve(MRS_A)
    assert stopped.at(77) / untreated.at(77) > 1.1
    assert stopped.at(79) / untreated.at(79) < 1.01 < kept.at(79) / untreated.at(79)


@each_row(
    ("t", "fragile", "category"),
    [
        (-1.0, False, "normal"),
        (-1.01, False, "low bone mass"),
        (-2.49, True, "low bone mass"),
        (-2.5, False, "osteoporosis"),
        (-2.5, True, "severe osteoporosis"),
    ],
)
def test_who_categories_at_their_limits(t: float, fragile: bool, category: str) -> None:
    assert bone.who_category(t, fragile) == category


def test_t_and_z_ask_different_questions() -> None:
    assert bone.t_score(1.047) == pytest.approx(0)
    assert bone.t_score(0.772) == pytest.approx(-2.5)
    assert bone.z_score(0.902, 75.5, "female") == pytest.approx(0)
    assert bone.z_score(0.772, 75.5, "female") > bone.t_score(0.772)


def test_fat_lowers_ct_numbers_at_the_same_mineral() -> None:
    assert bone.hounsfield_hu(80, 0.6, 70) < bone.hounsfield_hu(80, 0.3, 70) - 10


def test_denser_bone_reads_higher_by_every_method(l1: Vertebra) -> None:
    thin, thick = (bone.scan_bone(bone.with_trabecular_density(l1, density)) for density in (60, 140))
    assert thin.qct_mg_cm3 == pytest.approx(60, rel=1e-4)
    assert thick.qct_mg_cm3 == pytest.approx(140, rel=1e-4)
    assert thin.hounsfield_hu < thick.hounsfield_hu
    assert thin.t_score < thick.t_score


def test_loss_spares_the_bone_beside_the_endplates(l1: Vertebra) -> None:
    thinner = bone.with_trabecular_density(l1, 0.6 * bone.measure_qct(l1))
    share = np.divide(thinner.density_mg_cm3, l1.density_mg_cm3, where=l1.density_mg_cm3 > 0, out=np.ones(l1.shape))
    body = l1.is_part(Part.TRABECULAR) & (l1.surface_mm < -2)
    _, y, z = np.meshgrid(*l1.axes_mm(), indexing="ij")
    centre, ends = body & (np.abs(z) < 4), body & (np.abs(z) > 6)
    front, back = body & (y > 5), body & (y < -5)
    assert share[centre].mean() < share[ends].mean()
    assert share[front].mean() < share[back].mean()


def test_a_changed_density_is_a_new_vertebra(l1: Vertebra) -> None:
    before = l1.density_mg_cm3.copy()
    changed = bone.with_trabecular_density(l1, 50)
    assert changed is not l1
    assert np.array_equal(l1.density_mg_cm3, before)
    with pytest.raises(ValueError, match="read-only"):
        changed.density_mg_cm3[0, 0, 0] = 1


def test_the_lifetime_agrees_with_scans_of_the_whole_volume(lifetime: bone.VertebraOverLife) -> None:
    for age, plan in (
        (30, bone.TreatmentPlan()),
        (74, bone.TreatmentPlan()),
        (77, bone.TreatmentPlan(treatment="teriparatide")),
    ):
        moment = lifetime.at(age, plan)
        scanned = bone.scan_bone(lifetime.whole(moment))
        assert scanned.qct_mg_cm3 == pytest.approx(moment.scans.qct_mg_cm3, rel=1e-3)
        assert scanned.hounsfield_hu == pytest.approx(moment.scans.hounsfield_hu, abs=0.5)
        assert scanned.t_score == pytest.approx(moment.scans.t_score, abs=0.02)


def test_the_lifetime_is_mrs_a_today(lifetime: bone.VertebraOverLife) -> None:
    today = lifetime.at(74).scans
    assert today.t_score == pytest.approx(-2.8, abs=0.01)
    assert today.category == "severe osteoporosis"
    assert lifetime.at(70).scans.category != "severe osteoporosis"


def test_planes_thin_with_age(lifetime: bone.VertebraOverLife) -> None:
    young, old = (lifetime.planes(lifetime.at(age)) for age in (30, 85))
    _, ny, nz = lifetime.vertebra.shape
    assert young[0].shape == (ny, nz)
    assert all(before.sum() > after.sum() for before, after in zip(young, old, strict=True))


@each_row("age", [19, 101, math.nan])
def test_an_impossible_age_is_named(age: float, lifetime: bone.VertebraOverLife) -> None:
    with refused(InputError, "20", "100"):
        lifetime.at(age)


def test_bad_values_are_named(l1: Vertebra) -> None:
    with refused(InputError, "35", "60"):
        bone.density_curve(MRS_A, menopause_age_years=20)
    with refused(InputError, "aspirin"):
        bone.density_curve(MRS_A, treatment="aspirin")
    with refused(InputError, "5", "400"):
        bone.with_trabecular_density(l1, 0)
    with refused(InputError, "10", "150"):
        mass_attenuation_cm2_g("water", 5)
    with refused(InputError, "cheese"):
        attenuation_per_cm("cheese", 60)
    nobody = dataclasses.replace(l1, patient=None)
    with refused(InputError, "no-patient-age-and-sex"):
        bone.measure_hu(nobody)
    empty = dataclasses.replace(l1, labels=np.zeros_like(l1.labels))
    with refused(InputError, "no-body-to-measure"):
        bone.measure_qct(empty)
