"""A vertebra before and after its fracture, by radiograph, CT and DXA: what each of them makes of the same bone."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from vertebra import cache
from vertebra.arguments import checked
from vertebra.models import fracture
from vertebra.models.bone.measure import dxa_projection
from vertebra.models.experiments.radiographs import LATERAL, Radiograph, lateral_view
from vertebra.models.fracture import VertebralHeights
from vertebra.models.imaging import ct, densitometry, spine_assembly
from vertebra.models.imaging.densitometry import DxaReading
from vertebra.models.imaging.xray_scene import merge_volume, trunk_ellipse
from vertebra.patient import LEVELS, Patient, Vertebra

OLD_LEVEL = "T11"
"""A level that was low a year ago already."""
NEIGHBOURS = 2


@checked
def before_and_after(patient: Patient, level: str = "L1") -> tuple[Vertebra, Vertebra]:
    """Return the vertebra before and after its fracture."""
    case = fracture.load_case(patient, level)
    return case.intact, case.fractured


@dataclass(frozen=True, eq=False)
class LateralRadiograph:
    """A lateral view, where the centre of each level falls in it (pixels: across, down),
    and the heights of the body."""

    radiograph: Radiograph
    centres_px: Mapping[str, tuple[float, float]]
    heights: VertebralHeights


@dataclass(frozen=True, eq=False)
class FollowUpRadiographs:
    """Lateral views of a year ago and of today: `old_level` was low already, `level` has become so."""

    level: str
    old_level: str
    before: LateralRadiograph
    after: LateralRadiograph


@checked
@cache.EXPERIMENTS.memoize
def follow_up_radiographs(patient: Patient, level: str = "L1") -> FollowUpRadiographs:
    """Expose the patient's spine about `level` before and after its fracture."""
    before, after = (_lateral(patient, body) for body in before_and_after(patient, level))
    return FollowUpRadiographs(level, OLD_LEVEL, before, after)


def _lateral(patient: Patient, body: Vertebra) -> LateralRadiograph:
    at = LEVELS.index(body.level)
    ready = {body.level: body, OLD_LEVEL: fracture.of_patient(patient, OLD_LEVEL)}
    placed = spine_assembly.assemble_spine(patient, LEVELS[at - NEIGHBOURS : at + NEIGHBOURS + 1], body.level, ready)
    centres = {}
    for one in placed:
        y, z = one.to_column(np.zeros(2))
        across, down = LATERAL.project([0.0, y, z])[0]
        centres[one.level] = (float(across), float(down))
    view = lateral_view(merge_volume(placed, trunk_ellipse(patient), patient))
    return LateralRadiograph(view, centres, fracture.morphometry_heights(body))


@dataclass(frozen=True, eq=False)
class BodyScan:
    """A vertebra by CT and by DXA.

    Parameters
    ----------
    axes_mm
        Voxel centres along x, y and z.
    ct_hu
        The median sagittal plane (y, z) in Hounsfield units.
    areal_g_cm2
        The shadow from the front (x, z) that DXA counts.
    reading
        What both read from it.
    """

    level: str
    axes_mm: tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]]
    ct_hu: NDArray[np.floating]
    areal_g_cm2: NDArray[np.floating]
    reading: DxaReading


@checked
@cache.EXPERIMENTS.memoize
def body_scans(patient: Patient, level: str = "L1") -> tuple[BodyScan, BodyScan]:
    """Scan the vertebra before and after its fracture."""
    before, after = (_scan(body) for body in before_and_after(patient, level))
    return before, after


def _scan(body: Vertebra) -> BodyScan:
    x, y, z = body.axes_mm()
    plane = ct.voxel_hounsfield_hu(body)[int(np.argmin(np.abs(x)))]
    return BodyScan(body.level, (x, y, z), plane, dxa_projection(body)[0], densitometry.dxa_scan(body))
