"""Density and its three scans."""

import numpy as np

from vertebra import tables
from vertebra.models import anatomy, bone
from vertebra.models.imaging import ct
from vertebra.patient import Patient
from vertebra.validation.run import computes

_SLAB_G_CM2, _MINERAL_G_CM3 = 1.0, 3.16
_PEOPLE = 20_000


@computes("V2.1-slope")
def hounsfield_of_mineral() -> dict[str, float]:
    """HU for each mg/cm3 of mineral at 70 keV, the steepest step of four rods."""
    rods = np.array([bone.hounsfield_hu(density, 0.0, 70) for density in (0, 50, 100, 200)])
    return {"V2.1-slope": float((np.diff(rods) / np.diff([0, 50, 100, 200])).max())}


@computes("V2.2-osteoporosis", "V2.2-low", "V2.2-normal", "V2.2-auc")
def opportunistic_ct() -> dict[str, float]:
    """CT numbers of women of 50 to 85 by the category of their DXA, and how well they tell osteoporosis."""
    draw = np.random.default_rng(1)
    ages = draw.uniform(50, 85, _PEOPLE)
    z, other = draw.standard_normal((2, _PEOPLE))
    areal = np.array([bone.areal_reference(age, "female") for age in ages], dtype=object)
    t_score = np.array(
        [bone.t_score(one.mean + one_z * one.sd) for one, one_z in zip(areal, z, strict=True)], dtype=float
    )
    shared = tables.value("dxa_qct_correlation")
    trabecular_z = shared * z + np.sqrt(1 - shared**2) * other
    hu = np.array(
        [
            bone.hounsfield_hu(
                max(0.0, (mean := bone.trabecular_reference(age, "female")).mean + one_z * mean.sd),
                bone.marrow_fat_fraction(age, "female"),
                tables.value("ct_effective_energy_kev"),
            )
            for age, one_z in zip(ages, trabecular_z, strict=True)
        ]
    )
    groups = {"osteoporosis": t_score <= -2.5, "low": (t_score > -2.5) & (t_score < -1), "normal": t_score >= -1}
    found = {f"V2.2-{name}": float(hu[where].mean()) for name, where in groups.items()}
    ill, well = np.sort(hu[groups["osteoporosis"]]), hu[~groups["osteoporosis"]]
    lower = np.searchsorted(ill, well) / len(ill)
    return found | {"V2.2-auc": float(lower.mean())}


@computes("V2.4-noise", "V2.4-cupping")
def ct_noise() -> dict[str, float]:
    """Ratio of noise at a quarter of the photons, and the edge's difference from the middle with one energy (HU)."""
    plain = ct.phantom(seed=None)
    spread = []
    for dose in (0.25, 1.0):
        scan = ct.phantom(dose_ratio=dose, seed=3)
        spread.append(float((scan.hounsfield_hu - plain.hounsfield_hu)[scan.disc(0, 0, 35)].std()))
    centre, edge = (float(plain.hounsfield_hu[plain.disc(*place, 8)].mean()) for place in ((0, 0), (0, 92)))
    return {"V2.4-noise": spread[0] / spread[1], "V2.4-cupping": abs(edge - centre)}


def _slab(fat_cm: float) -> float:
    args = np.array([_SLAB_G_CM2]), np.array([_SLAB_G_CM2 / _MINERAL_G_CM3])
    return float(bone.areal_density_of_rays(*args, 0.5, fat_cm)[0])


@computes("V3.1-slab", "V3.1-fat")
def dxa_of_a_slab() -> dict[str, float]:
    """What DXA reads of 1 g/cm2 (g/cm2), and the largest shift (%) by five more centimetres of fat."""
    shifts = [100 * abs(_slab(fat + 5) / _slab(fat) - 1) for fat in (0.0, 5.0, 20.0)]
    return {"V3.1-slab": _slab(0.0), "V3.1-fat": max(shifts)}


@computes("V3.2-decades", slow=True)
def women_by_decade() -> dict[str, float]:
    """Largest deviation (g/cm2) of the DXA of women from the survey's means, L1 and L4."""
    survey = tables.table("lumbar_dxa_women")
    worst = 0.0
    for age, mean in zip(survey.numbers("age_years"), survey.numbers("mean_g_cm2"), strict=True):
        measured = np.mean([bone.measure_dxa(anatomy.build(Patient(age), level, 2.0)) for level in ("L1", "L4")])
        worst = max(worst, abs(float(measured) - mean))
    return {"V3.2-decades": worst}


@computes("V3.4-spine")
def t_scores() -> dict[str, float]:
    """Lumbar areal density (g/cm2) at a T-score of -2.5."""
    return {"V3.4-spine": bone.areal_density_g_cm2(-2.5)}
