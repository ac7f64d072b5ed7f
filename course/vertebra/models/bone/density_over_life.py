"""One vertebra through a life, fast enough to follow a finger: density map, QCT,
HU and DXA at any age and treatment."""

from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from vertebra import tables
from vertebra.errors import check_range
from vertebra.models.bone.measure import (
    ScanResult,
    areal_density_of_rays,
    dxa_projection,
    dxa_roi,
    hounsfield_hu,
    local_loss_factor,
    qct_roi,
)
from vertebra.models.bone.reference_curves import (
    MAX_AGE_YEARS,
    MIN_AGE_YEARS,
    DensityCurve,
    areal_density_g_cm2,
    areal_reference,
    density_curve,
    marrow_fat_fraction,
    t_score,
    who_category,
    z_score,
)
from vertebra.patient import Part, Patient, Vertebra
from vertebra.texts import pgettext

Floats = NDArray[np.float32]

DENSITY_GRID_MG_CM3 = (10.0, 25.0, 50.0, 75.0, 100.0, 130.0, 160.0, 200.0, 260.0, 330.0, 400.0)
"""Densities at which the mineral of the body is summed once; between them it is interpolated (error below 0.1 %)."""


@dataclass(frozen=True)
class TreatmentPlan:
    """What the learner varies: age at menopause, and a treatment with its start and length. None means as usual."""

    menopause_age_years: float | None = None
    treatment: str = "none"
    start_age_years: float | None = None
    years_treated: float | None = None


@dataclass(frozen=True)
class ScanAtAge:
    """One moment of the life: the trabecular density of QCT's region, the factor of the arch,
    and what the scans read."""

    age_years: float
    trabecular_mg_cm3: float
    arch_factor: float
    scans: ScanResult


class VertebraOverLife:
    """A patient's vertebra at any age and treatment, with all else computed once.

    Building takes a fraction of a second; `at` and `planes` take about a millisecond. DXA is linear in the mineral of
    its rays, so the mean over the rays follows from the mean mineral; QCT's region reads the trabecular density by
    construction.

    Parameters
    ----------
    patient : Patient
    level : str
        T7 to L5.
    voxel_mm : float
        0.5 to 3 mm.
    """

    def __init__(self, patient: Patient, level: str = "L1", voxel_mm: float = 1.0) -> None:
        from vertebra.models import anatomy

        self.patient = patient
        self.vertebra = anatomy.build(patient, level, voxel_mm)
        self._shell = self.vertebra.shell_fraction * np.float32(tables.value("cortical_density_mg_cm3"))
        self._arch = self.vertebra.is_part(Part.PEDICLE, Part.POSTERIOR_ELEMENTS)
        self._core = np.maximum(self.vertebra.density_mg_cm3 - self._shell, 0)
        self._core[self._arch] = 0
        self._power = 1 + local_loss_factor(self.vertebra)
        self._in_region = qct_roi(self.vertebra)
        self._now = float(self._core[self._in_region].mean(dtype=np.float64))
        self._sum_mineral()
        self._last: tuple[TreatmentPlan, DensityCurve] | None = None

    def trajectory(self, plan: TreatmentPlan | None = None) -> DensityCurve:
        """The trabecular density under `plan` from 20 to 100 years, in steps of a quarter of a year.

        Raises
        ------
        InputError
            For a plan with a value outside its range.
        """
        if plan is None or plan == TreatmentPlan():
            return self._usual
        last = self._last
        if last is None or last[0] != plan:
            last = self._last = plan, _density_curve(self.patient, plan)
        return last[1]

    @cached_property
    def _usual(self) -> DensityCurve:
        return _density_curve(self.patient, TreatmentPlan())

    def at(self, age_years: float, plan: TreatmentPlan | None = None) -> ScanAtAge:
        """The scans at an age under a plan.

        Parameters
        ----------
        age_years : float
            20 to 100 years.
        plan : TreatmentPlan, optional
            By default menopause at the usual age and no treatment.

        Raises
        ------
        InputError
            For an age or a plan outside its range.
        """
        age = check_range(pgettext("age", "Age"), age_years, MIN_AGE_YEARS, MAX_AGE_YEARS, "years")
        life = self.trajectory(plan)
        density = life.at(age)
        untreated = float(np.interp(age, life.ages_years, life.untreated_mg_cm3))
        gained = 1 + tables.value("arch_trabecular_fraction") * (density / untreated - 1)
        factor = self._arch_factor(age) * gained
        return ScanAtAge(age, density, factor, self._scans(age, density, factor))

    def planes(self, moment: ScanAtAge) -> tuple[Floats, Floats]:
        """Density (mg/cm3) in the median sagittal plane (ny, nz) and the middle coronal plane (nx, nz)."""
        x, y, _unused = self.vertebra.axes_mm()
        middle_x, middle_y = int(np.argmin(np.abs(x))), int(np.argmin(np.abs(y)))
        return (
            self._densities(moment, (middle_x, slice(None), slice(None))),
            self._densities(moment, (slice(None), middle_y, slice(None))),
        )

    def whole(self, moment: ScanAtAge) -> Vertebra:
        """The whole vertebra at a moment, with its patient at that age."""
        patient = replace(
            self.patient, age_years=moment.age_years, vbmd_mg_cm3=moment.trabecular_mg_cm3, t_score=moment.scans.t_score
        )
        return replace(self.vertebra, density_mg_cm3=self._densities(moment, ...), patient=patient)

    def _densities(self, moment: ScanAtAge, where: Any) -> Floats:
        core = self._scaled_core(moment.trabecular_mg_cm3, where)
        as_built = self.vertebra.density_mg_cm3[where]
        return np.where(self._arch[where], as_built * np.float32(moment.arch_factor), self._shell[where] + core)

    def _scaled_core(self, trabecular_mg_cm3: float, where: Any) -> Floats:
        """The trabecular part of the body when QCT's region reads `trabecular_mg_cm3`; more of a loss in front and
        centre."""
        ratio = trabecular_mg_cm3 / self._now
        inside = self._core[self._in_region] * np.float32(ratio) ** self._power[self._in_region]
        level = np.float32(trabecular_mg_cm3 / inside.mean(dtype=np.float64))
        return level * self._core[where] * np.float32(ratio) ** self._power[where]

    def _sum_mineral(self) -> None:
        """Mean mineral of DXA's rays (g/cm2): of the body at each rung of the ladder, and of the arch as built."""
        _unused, bone_cm = dxa_projection(self.vertebra)
        counted = bone_cm > 0
        self._bone_cm = float(bone_cm[counted].mean())
        self._arch_mineral = self._mean_mineral(np.where(self._arch, self.vertebra.density_mg_cm3, 0), counted)
        self._body_mineral = [
            self._mean_mineral(np.where(self._arch, 0, self._shell + self._scaled_core(rung, ...)), counted)
            for rung in DENSITY_GRID_MG_CM3
        ]

    def _mean_mineral(self, density: Floats, counted: NDArray[np.bool_]) -> float:
        along = density.sum(axis=1, dtype=np.float64)[dxa_roi(self.vertebra)]
        return float(along[counted].mean()) * self.vertebra.spacing_mm[1] / 10 / 1000

    def _areal_g_cm2(self, age: float, density: float, arch_factor: float) -> float:
        body = float(np.interp(density, DENSITY_GRID_MG_CM3, self._body_mineral))
        mineral = np.array([body + arch_factor * self._arch_mineral])
        fat = marrow_fat_fraction(age, self.patient.sex)
        return float(areal_density_of_rays(mineral, np.array([self._bone_cm]), fat)[0])

    def _arch_factor(self, age: float) -> float:
        """The factor with which an untreated patient keeps her Z-score of areal density at every age."""
        usual = self.trajectory()
        untreated = float(np.interp(age, usual.ages_years, usual.untreated_mg_cm3))
        reference = areal_reference(age, self.patient.sex)
        target = reference.mean + self._areal_z() * reference.sd
        without, with_arch = (self._areal_g_cm2(age, untreated, factor) for factor in (0.0, 1.0))
        return max(0.1, (target - without) / (with_arch - without))

    def _areal_z(self) -> float:
        if self.patient.t_score is None:
            return 0.0
        return z_score(areal_density_g_cm2(self.patient.t_score), self.patient.age_years, self.patient.sex)

    def _scans(self, age: float, density: float, arch_factor: float) -> ScanResult:
        areal = self._areal_g_cm2(age, density, arch_factor)
        t = t_score(areal)
        return ScanResult(
            qct_mg_cm3=density,
            hounsfield_hu=hounsfield_hu(
                density, marrow_fat_fraction(age, self.patient.sex), tables.value("ct_effective_energy_kev")
            ),
            areal_g_cm2=areal,
            t_score=t,
            z_score=z_score(areal, age, self.patient.sex),
            category=who_category(t, bool(self.patient.fractures) and age >= self.patient.age_years),
        )


def _density_curve(patient: Patient, plan: TreatmentPlan) -> DensityCurve:
    ages = np.linspace(MIN_AGE_YEARS, MAX_AGE_YEARS, 321)
    return density_curve(
        patient, ages, plan.menopause_age_years, plan.treatment, plan.start_age_years, plan.years_treated
    )
