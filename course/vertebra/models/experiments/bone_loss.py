"""A patient's vertebra through life, in the patient's own sex and in the other at the same Z-score."""

from dataclasses import replace

from vertebra import cache
from vertebra.arguments import checked
from vertebra.models import bone
from vertebra.models.bone import VertebraOverLife
from vertebra.patient import Patient, Sex


@checked
@cache.BONES.memoize
def vertebra_over_life(patient: Patient) -> VertebraOverLife:
    """Prepare the patient's L1 for every age and treatment."""
    return VertebraOverLife(patient)


@checked
def as_sex(patient: Patient, sex: Sex) -> Patient:
    """Return the patient with `sex`; a change of sex keeps the Z-score where a T-score is known."""
    if sex == patient.sex or patient.t_score is None:
        return replace(patient, sex=sex)
    z = bone.z_score(bone.areal_density_g_cm2(patient.t_score), patient.age_years, patient.sex)
    reference = bone.areal_reference(patient.age_years, sex)
    return replace(patient, sex=sex, t_score=bone.t_score(reference.mean + z * reference.sd))
