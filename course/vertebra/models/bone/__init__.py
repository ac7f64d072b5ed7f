"""How dense the bone is: over a life, and as HU, QCT and DXA measured from the volume."""

from vertebra.models.bone.calibration import matched
from vertebra.models.bone.density_over_life import Lifetime, Moment, Plan
from vertebra.models.bone.measure import (
    Densitometry,
    areal_density_of_rays,
    density_map,
    hounsfield_hu,
    measure_dxa,
    measure_hu,
    measure_qct,
    reading,
)
from vertebra.models.bone.reference_curves import (
    Reference,
    Trajectory,
    areal_density_g_cm2,
    areal_reference,
    marrow_fat_fraction,
    t_score,
    trabecular_mean_mg_cm3,
    trabecular_reference,
    trajectory,
    who_category,
    z_score,
)

__all__ = [
    "Densitometry",
    "Lifetime",
    "Moment",
    "Plan",
    "Reference",
    "Trajectory",
    "areal_density_g_cm2",
    "areal_density_of_rays",
    "areal_reference",
    "density_map",
    "hounsfield_hu",
    "marrow_fat_fraction",
    "matched",
    "measure_dxa",
    "measure_hu",
    "measure_qct",
    "reading",
    "t_score",
    "trabecular_mean_mg_cm3",
    "trabecular_reference",
    "trajectory",
    "who_category",
    "z_score",
]
