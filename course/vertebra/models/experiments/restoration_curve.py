"""Stiffness and strength given back by cement, by volume and placement, and what it does to the vertebra above."""

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from vertebra import cache
from vertebra.models import anatomy, fracture, spine
from vertebra.models.mechanics import adjacent_vertebra, augmentation
from vertebra.models.mechanics.adjacent_vertebra import MotionSegment
from vertebra.models.mechanics.crushed_bone import with_fracture_damage
from vertebra.patient import Patient, Vertebra

PLACEMENTS = ("both sides", "one side", "middle")
VOLUMES_ML = (1.0, 2.0, 3.0, 4.0, 6.0, 8.0)
ADJACENT_VOLUMES_ML = (4.0, 8.0)
"""Volumes at which the vertebra above is computed; between them its endplate hardly changes."""
VOXEL_MM = 2.0
MIN_CEMENT_ML = 0.2
"""Less cement is none."""
MAX_SHORTFALL_ML = 0.3
"""A body that takes this much less than was asked for is full."""


@dataclass(frozen=True)
class AdjacentVertebraEffect:
    """What a fracture and its cement do to the vertebra above.

    Parameters
    ----------
    level
        The vertebra above.
    strain_ratio
        Strain of its endplate over that before the fracture, at the same load, by volume.
    wedge_deg
        The wedge that the fracture left.
    load_ratio
        Force over that before, with the trunk brought back and without.
    """

    level: str
    strain_ratio: tuple[float, ...]
    wedge_deg: float
    load_ratio: tuple[float, float]


@dataclass(frozen=True)
class RestorationCurve:
    """Stiffness and strength as fractions of those before the fracture, by volume (mL; 0 is the broken body).

    `intact` is stiffness (N/mm) and strength (N) before the fracture.
    """

    volumes_ml: tuple[float, ...]
    stiffness: tuple[float, ...]
    strength: tuple[float, ...]
    intact: tuple[float, float]
    adjacent: AdjacentVertebraEffect

    def at(self, volume_ml: float) -> tuple[float, float]:
        """Return stiffness and strength at a volume, interpolated."""
        return (
            float(np.interp(volume_ml, self.volumes_ml, self.stiffness)),
            float(np.interp(volume_ml, self.volumes_ml, self.strength)),
        )

    def strain_ratio_at(self, volume_ml: float) -> float:
        """Return the strain ratio of the endplate above at a volume, interpolated."""
        return float(np.interp(volume_ml, self.volumes_ml, self.adjacent.strain_ratio))


@cache.EXPERIMENTS.memoize
def restoration_curve(patient: Patient, level: str = "L1", placement: str = "both sides") -> RestorationCurve:
    """Fill the patient's broken vertebra with one volume after another and load each, on voxels of 2 mm.

    The intact and the broken body are solved once for all volumes and placements. The curve ends where the body is full.
    """
    case = fracture.load_case(patient, level, VOXEL_MM)
    intact = augmentation.stiffness_and_strength(case.intact)
    volumes, solved = [0.0], [augmentation.stiffness_and_strength(case.fractured)]
    for wanted in VOLUMES_ML:
        share = augmentation.ellipsoid_cement(case.fractured, wanted, placement)
        if augmentation.cement_ml(case.fractured, share) < wanted - MAX_SHORTFALL_ML:
            break
        volumes.append(wanted)
        solved.append(augmentation.stiffness_and_strength(augmentation.with_cement(case.fractured, share)))
    return RestorationCurve(
        tuple(volumes),
        tuple(stiffness / intact[0] for stiffness, _ in solved),
        tuple(strength / intact[1] for _, strength in solved),
        intact,
        _adjacent_effect(patient, level, placement, tuple(volumes)),
    )


def fractured_body(patient: Patient, level: str = "L1") -> Vertebra:
    """Return the patient's collapsed vertebra on the grid of these curves."""
    return fracture.of_patient(patient, level, VOXEL_MM)


@cache.EXPERIMENTS.memoize
def cement_fraction(patient: Patient, level: str, placement: str, volume_ml: float) -> NDArray[np.float32]:
    """Return the fraction of each voxel that is cement, as ellipsoids; nothing below `MIN_CEMENT_ML`."""
    collapsed = fractured_body(patient, level)
    if volume_ml < MIN_CEMENT_ML:
        return np.zeros(collapsed.shape, np.float32)
    return augmentation.ellipsoid_cement(collapsed, volume_ml, placement)


@dataclass(frozen=True, eq=False)
class _AdjacentSegment:
    """The broken body and the vertebra above, stacked; strain of the endplate above before the fracture and after.

    The broken body has the shape from before the fracture, so that stiffness alone tells.
    """

    damaged_body: Vertebra
    upper: Vertebra
    stack: MotionSegment
    strain_before: float
    strain_broken: float


@cache.EXPERIMENTS.memoize
def _segment(patient: Patient, level: str) -> _AdjacentSegment:
    case = fracture.load_case(patient, level, VOXEL_MM)
    intact = case.intact
    upper = anatomy.build(replace(patient, fractures=()), adjacent_vertebra.level_above(level), VOXEL_MM)
    before = MotionSegment(intact, upper)
    assert case.fractured.history is not None  # It collapsed in the model.
    damaged = with_fracture_damage(intact, case.fractured.history.failure_height_mm)
    after = MotionSegment(damaged, upper, start=before)
    return _AdjacentSegment(damaged, upper, after, before.compress().tensile_strain, after.compress().tensile_strain)


def _adjacent_effect(
    patient: Patient, level: str, placement: str, volumes_ml: tuple[float, ...]
) -> AdjacentVertebraEffect:
    segment = _segment(patient, level)
    stack, volumes, strains = segment.stack, [0.0], [segment.strain_broken / segment.strain_before]
    for volume in (ml for ml in ADJACENT_VOLUMES_ML if ml <= volumes_ml[-1]):
        cemented = augmentation.with_cement(
            segment.damaged_body, augmentation.ellipsoid_cement(segment.damaged_body, volume, placement)
        )
        stack = MotionSegment(cemented, segment.upper, start=stack)
        volumes.append(volume)
        strains.append(stack.compress().tensile_strain / segment.strain_before)
    case = fracture.load_case(patient, level, VOXEL_MM)
    heights = map(fracture.morphometry_heights, (case.fractured, case.intact))
    after, before = (one.wedge_deg for one in heights)
    wedge = after - before
    angle = float(np.clip(wedge, 0, spine.MAX_WEDGE_DEG))
    ratios = tuple(float(one) for one in np.interp(volumes_ml, volumes, strains))
    return AdjacentVertebraEffect(
        adjacent_vertebra.level_above(level),
        ratios,
        angle,
        adjacent_vertebra.adjacent_load_ratio(patient, level, angle),
    )
