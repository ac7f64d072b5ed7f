"""A vertebra's density brought to what its patient's scans say."""

from dataclasses import replace

import numpy as np

from vertebra import tables
from vertebra.models.bone.life import areal_density_g_cm2, areal_reference, trabecular_mean_mg_cm3
from vertebra.models.bone.measure import dxa_box, region
from vertebra.patient import Part, Patient, Vertebra

ARCH_SCALES = (0.5, 2.0)


def matched(vertebra: Vertebra, patient: Patient) -> Vertebra:
    """The vertebra with the densities that `patient`'s scans would find in it; its shape and texture stay.

    The core is scaled until QCT's region reads the patient's trabecular density. What areal density then lacks or has too much
    lies in the arch, which DXA sees and QCT does not: facet joints thicken and harden with age and raise the areal density of
    the old, by as much as the reference data demand. The arch is scaled by 0.5 to 2 at the most; beyond, DXA disagrees.
    """
    shell = vertebra.shell_fraction * np.float32(tables.value("cortical_density_mg_cm3"))
    core = np.maximum(vertebra.density_mg_cm3 - shell, 0)
    core *= np.float32(trabecular_mean_mg_cm3(patient) / core[region(vertebra)].mean(dtype=np.float64))
    density = shell + core
    arch = vertebra.is_part(Part.PEDICLE, Part.POSTERIOR_ELEMENTS)
    density[arch] *= np.float32(
        _arch_scale(replace(vertebra, density_mg_cm3=density), arch, _areal_target_g_cm2(patient))
    )
    return replace(vertebra, density_mg_cm3=density)


def _areal_target_g_cm2(patient: Patient) -> float:
    if patient.t_score is not None:
        return areal_density_g_cm2(patient.t_score)
    return areal_reference(patient.age_years, patient.sex).mean


def _arch_scale(vertebra: Vertebra, arch: np.ndarray, target_g_cm2: float) -> float:
    """By what the arch's density must be multiplied for the mean over DXA's box to be the target."""
    box = dxa_box(vertebra)
    step = vertebra.spacing_mm[1] / 10 / 1000
    whole = vertebra.density_mg_cm3.sum(axis=1, dtype=np.float64)[box].mean() * step
    of_arch = np.where(arch, vertebra.density_mg_cm3, 0).sum(axis=1, dtype=np.float64)[box].mean() * step
    return float(np.clip((target_g_cm2 - (whole - of_arch)) / of_arch, *ARCH_SCALES)) if of_arch > 0 else 1.0
