"""The densities and scans against published figures and exact results. What is fitted to a figure is not tested on it
alone."""

import numpy as np
import pytest
from rows import each_row

from vertebra import tables
from vertebra.models import anatomy, bone
from vertebra.models.imaging.attenuation import attenuation_per_cm, mass_attenuation_cm2_g
from vertebra.patient import Patient

LUMBAR = ("L1", "L2", "L3", "L4")
SLAB_G_CM2 = 1.0


def _slab(mineral_g_cm2: float, thickness_cm: float, marrow_fat: float, fat_cm: float = 0.0) -> float:
    return float(bone.areal_density_of_rays(np.array([mineral_g_cm2]), np.array([thickness_cm]), marrow_fat, fat_cm)[0])


@each_row(
    ("material", "energy_kev", "published_cm2_g"),
    [
        ("cortical bone", 60, 0.3148),
        ("cortical bone", 80, 0.2229),
        ("water", 70, 0.1929),
        ("hydroxyapatite", 70, 0.3131),
    ],
)
def test_attenuation_is_that_of_the_standard_tables(material: str, energy_kev: float, published_cm2_g: float) -> None:
    assert mass_attenuation_cm2_g(material, energy_kev) == pytest.approx(published_cm2_g, rel=0.01)


def test_water_and_air_calibrate_the_ct_number() -> None:
    water = attenuation_per_cm("water", 70)
    assert 1000 * (water - water) / water == 0
    assert 1000 * (0 - water) / water == -1000


def test_ten_points_more_fat_cost_about_six_units() -> None:
    assert bone.hounsfield_hu(100, 0.5, 70) - bone.hounsfield_hu(100, 0.6, 70) == pytest.approx(6, abs=1)


@each_row("over_cm", [0.0, 5.0, 20.0])
def test_five_centimetres_of_fat_over_everything_shift_dxa_by_less_than_3_percent(over_cm: float) -> None:
    """Five more on a thin or a thick patient, or as many less: there is no layer below 0 cm to start from."""
    before, after = (_slab(SLAB_G_CM2, SLAB_G_CM2 / 3.16, 0.5, fat) for fat in (over_cm, over_cm + 5))
    assert after == pytest.approx(before, rel=0.03)
    assert before == pytest.approx(after, rel=0.03)


def test_fat_in_the_marrow_makes_dxa_read_too_low() -> None:
    lean, fatty = (_slab(SLAB_G_CM2, 3.5, fat) for fat in (0.3, 0.6))
    assert fatty < lean < SLAB_G_CM2


@each_row(("t", "areal_g_cm2"), [(-2.5, 0.772), (0, 1.047), (-1, 0.937)])
def test_t_scores_are_exact(t: float, areal_g_cm2: float) -> None:
    assert bone.areal_density_g_cm2(t) == pytest.approx(areal_g_cm2, abs=0.002)
    assert bone.t_score(bone.areal_density_g_cm2(t)) == pytest.approx(t)


@each_row("level", LUMBAR)
def test_a_patient_with_a_t_score_has_it_when_her_bone_is_measured(level: str) -> None:
    scans = bone.scan_bone(anatomy.build(Patient(74, "female", 158, 58, -2.8), level, 2.0))
    assert scans.t_score == pytest.approx(-2.8, abs=0.02)


def test_trabecular_density_falls_over_life_as_measured() -> None:
    """Riggs 2004: 55 % in women and 46 % in men; the rates were computed from it, the sum must come out."""
    for sex, lost in (("female", 0.55), ("male", 0.46)):
        young, old = (bone.trabecular_reference(age, sex).mean for age in (25, 90))  # type: ignore[arg-type]
        assert 1 - old / young == pytest.approx(lost, abs=0.02)


@each_row("sex", ["female", "male"])
def test_ct_numbers_of_the_young_are_those_of_another_cohort(sex: str) -> None:
    """Jang 2019, adults under 30: 226 HU, SD 44. Not used in building the model."""
    assert _mean_hu(25, sex) == pytest.approx(226, abs=22)


@each_row("age", [60, 70, 80])
def test_ct_numbers_fall_with_age_as_in_another_cohort(age: float) -> None:
    """Jang 2019: linear with age, from 226 HU under 30 to 89 HU over 90; half of its SD (20 HU) is allowed."""
    both = np.mean([_mean_hu(age, sex) for sex in ("female", "male")])
    assert both == pytest.approx(np.interp(age, (25, 92), (226, 89)), abs=20)


def _mean_hu(age: float, sex: str) -> float:
    density = bone.trabecular_reference(age, sex).mean  # type: ignore[arg-type]
    return bone.hounsfield_hu(density, bone.marrow_fat_fraction(age, sex), 70)  # type: ignore[arg-type]


@each_row("drug", ["zoledronate", "denosumab", "teriparatide"])
def test_treatments_raise_spine_dxa_as_their_trials_saw(drug: str) -> None:
    """The trabecular gains are fitted to these; the test holds the whole chain from gain to scan."""
    row = tables.table("treatments").row("treatment", drug)
    years, seen = float(row["dxa_gain_years"]), float(row["dxa_gain_percent"])
    lifetime = bone.VertebraOverLife(Patient(70, t_score=-2.6), "L2", 2.0)
    treated, untreated = (lifetime.at(70 + years, bone.TreatmentPlan(treatment=name)).scans for name in (drug, "none"))
    assert 100 * (treated.areal_g_cm2 / untreated.areal_g_cm2 - 1) == pytest.approx(seen, abs=1.5)


def test_dxa_falls_far_less_over_life_than_trabecular_density() -> None:
    lifetime = bone.VertebraOverLife(Patient(50), "L2", 2.0)
    young, old = lifetime.at(25).scans, lifetime.at(80).scans
    assert 1 - old.areal_g_cm2 / young.areal_g_cm2 < 0.5 * (1 - old.qct_mg_cm3 / young.qct_mg_cm3)
