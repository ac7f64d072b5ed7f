"""A vertebra's density brought to what its patient's scans say. See decision 0031."""

from dataclasses import replace

import numpy as np

from vertebra import tables
from vertebra.arguments import checked
from vertebra.errors import InputError
from vertebra.models.bone.measure import measure_dxa, qct_roi
from vertebra.models.bone.reference_curves import areal_density_g_cm2, areal_reference, trabecular_mean_mg_cm3
from vertebra.patient import Part, Patient, Vertebra
from vertebra.texts import pgettext


@checked
def calibrate_density(vertebra: Vertebra, patient: Patient) -> Vertebra:
    """Return the vertebra with the densities that its patient's scans find; its shape and texture stay.

    The core is scaled until QCT's region reads the patient's trabecular density. Any remaining difference in DXA lies
    in the arch, which DXA sees and QCT does not: facet joints thicken and harden with age. The arch is scaled within
    stated limits; beyond them DXA disagrees with the T-score. Every lumbar level is brought to the same areal density;
    above them, where DXA is not measured, the arch stays as built.

    Parameters
    ----------
    vertebra : Vertebra
    patient : Patient
        Becomes the vertebra's patient.

    Raises
    ------
    InputError
        If the middle of the body has no trabecular bone, or no mineral.

    Source
    ------
    `arch_scale_low_ratio` and `arch_scale_high_ratio` of the tables.
    """
    shell = vertebra.shell_fraction * np.float32(tables.value("cortical_density_mg_cm3"))
    core = np.maximum(vertebra.density_mg_cm3 - shell, 0)
    mean = float(core[qct_roi(vertebra)].mean(dtype=np.float64))
    if mean <= 0:
        raise InputError(
            pgettext("no-mineral-to-scale", "The middle of this body holds no mineral, so that it can't be scaled.")
        )
    core *= np.float32(trabecular_mean_mg_cm3(patient) / mean)
    cored = replace(vertebra, density_mg_cm3=shell + core, patient=patient)
    if not vertebra.level.startswith("L"):
        return cored
    arch = vertebra.is_part(Part.PEDICLE, Part.POSTERIOR_ELEMENTS)
    scale = np.where(arch, np.float32(_arch_scale(cored, arch, _areal_target_g_cm2(patient))), np.float32(1))
    return replace(cored, density_mg_cm3=cored.density_mg_cm3 * scale)


def _areal_target_g_cm2(patient: Patient) -> float:
    if patient.t_score is not None:
        return areal_density_g_cm2(patient.t_score)
    return areal_reference(patient.age_years, patient.sex).mean


def _arch_scale(vertebra: Vertebra, arch: np.ndarray, target_g_cm2: float) -> float:
    """By what the arch's density must be multiplied for DXA to read the target: DXA is linear in the mineral."""
    archless = replace(vertebra, density_mg_cm3=np.where(arch, np.float32(0), vertebra.density_mg_cm3))
    without = measure_dxa(archless)
    share = measure_dxa(vertebra) - without
    limits = tables.value("arch_scale_low_ratio"), tables.value("arch_scale_high_ratio")
    return float(np.clip((target_g_cm2 - without) / share, *limits)) if share > 0 else 1.0
