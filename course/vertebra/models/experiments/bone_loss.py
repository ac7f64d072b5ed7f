"""A patient's vertebra through life, as she is and as somebody of the other sex in the same place among people of that
age."""

from dataclasses import replace

from vertebra import cache
from vertebra.models import bone
from vertebra.models.bone import VertebraOverLife
from vertebra.patient import Patient, Sex


@cache.BONES.memoize
def vertebra_over_life(patient: Patient) -> VertebraOverLife:
    """Prepare the patient's L1 for every age and treatment."""
    return VertebraOverLife(patient)


def as_sex(patient: Patient, sex: Sex) -> Patient:
    """Return the patient, or somebody of the other sex with the same Z-score."""
    if sex == patient.sex or patient.t_score is None:
        return replace(patient, sex=sex)
    z = bone.z_score(bone.areal_density_g_cm2(patient.t_score), patient.age_years, patient.sex)
    reference = bone.areal_reference(patient.age_years, sex)
    return replace(patient, sex=sex, t_score=bone.t_score(reference.mean + z * reference.sd))
