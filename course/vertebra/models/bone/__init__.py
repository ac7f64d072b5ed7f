"""How dense the bone is: over a life, and as HU, QCT and DXA measured from the volume."""

from vertebra.models.bone.calibration import calibrate_density
from vertebra.models.bone.density_over_life import ScanAtAge, TreatmentPlan, VertebraOverLife
from vertebra.models.bone.measure import (
    ScanResult,
    areal_density_of_rays,
    hounsfield_hu,
    measure_dxa,
    measure_hu,
    measure_qct,
    scan_bone,
    with_trabecular_density,
)
from vertebra.models.bone.people import drawn_person
from vertebra.models.bone.reference_curves import (
    DensityCurve,
    ReferenceValue,
    areal_density_g_cm2,
    areal_reference,
    density_curve,
    marrow_fat_fraction,
    t_score,
    trabecular_mean_mg_cm3,
    trabecular_reference,
    who_category,
    z_score,
)

__all__ = [
    "DensityCurve",
    "ReferenceValue",
    "ScanAtAge",
    "ScanResult",
    "TreatmentPlan",
    "VertebraOverLife",
    "areal_density_g_cm2",
    "areal_density_of_rays",
    "areal_reference",
    "calibrate_density",
    "density_curve",
    "drawn_person",
    "hounsfield_hu",
    "marrow_fat_fraction",
    "measure_dxa",
    "measure_hu",
    "measure_qct",
    "scan_bone",
    "t_score",
    "trabecular_mean_mg_cm3",
    "trabecular_reference",
    "who_category",
    "with_trabecular_density",
    "z_score",
]
