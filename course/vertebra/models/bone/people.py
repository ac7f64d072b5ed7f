"""People drawn at random, who differ as people of one age and sex do. See decision 0453."""

import numpy as np

from vertebra import tables
from vertebra.arguments import checked
from vertebra.errors import check_count
from vertebra.models.bone.reference_curves import (
    MIN_DENSITY_MG_CM3,
    areal_density_g_cm2,
    areal_reference,
    t_score,
    trabecular_reference,
    z_score,
)
from vertebra.patient import MAX_SEED, Patient, Sex
from vertebra.texts import _

T_SCORES = (-6.0, 4.0)
HEIGHTS_CM = (120.0, 210.0)
DENSITIES_MG_CM3 = (MIN_DENSITY_MG_CM3, 400.0)


@checked
def drawn_person(age_years: float, sex: Sex, seed: int) -> Patient:
    """Draw a person of an age and sex: stature, T-score, density at that T-score, sizes at that stature, and texture.

    Parameters
    ----------
    age_years : float
        20 to 100 years.
    sex : {"female", "male"}
    seed : int
        The same seed draws the same person; 0 or more.

    Returns
    -------
    Patient
        With height, T-score, trabecular density, `seed` and `body_seed`.

    Raises
    ------
    InputError
        For an age or a seed out of range.

    Source
    ------
    The reference curves of this package, `stature_sd_cm` and `dxa_qct_correlation`.
    """
    check_count(_("The seed"), seed, 0, MAX_SEED - 1)
    draw = np.random.default_rng([seed, 453])
    height, areal, trabecular = draw.standard_normal(3)
    stature = tables.value(f"mean_height_{sex}_cm") + tables.value("stature_sd_cm") * height
    reference = areal_reference(age_years, sex)
    score = float(np.clip(t_score(max(0.0, reference.mean + reference.sd * areal)), *T_SCORES))
    together = tables.value("dxa_qct_correlation")
    z = z_score(areal_density_g_cm2(score), age_years, sex)
    usual = trabecular_reference(age_years, sex)
    density = usual.mean + usual.sd * (together * z + np.sqrt(1 - together**2) * trabecular)
    return Patient(
        age_years=age_years,
        sex=sex,
        height_cm=float(np.clip(stature, *HEIGHTS_CM)),
        t_score=score,
        vbmd_mg_cm3=float(np.clip(density, *DENSITIES_MG_CM3)),
        seed=seed,
        body_seed=seed + 1,
    )
