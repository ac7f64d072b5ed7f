"""The region of interest that a CT reader puts into a vertebral body: an ellipse in its trabecular core, above the vein."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from vertebra.errors import CourseError
from vertebra.patient import Part, Vertebra

HALF_WIDTH_SHARE, HALF_DEPTH_SHARE = 0.3, 0.27
FORWARD_SHARE = 0.04
RAISED_SHARE, SLAB_SHARE = 0.2, 0.2


@dataclass(frozen=True)
class CoreRegion:
    """An ellipse in the axial plane, in world millimetres, and the height of the slab that it is averaged over."""

    centre_x_mm: float
    centre_y_mm: float
    half_width_mm: float
    half_depth_mm: float
    plane_z_mm: float
    slab_mm: float


def core_region(vertebra: Vertebra) -> CoreRegion:
    """The ellipse for `vertebra`: clear of the shell all round, in a plane above the basivertebral vein at mid-height."""
    x, y, z = vertebra.axes_mm()
    trabecular = vertebra.is_part(Part.TRABECULAR)
    middle = trabecular[:, :, int(np.argmin(np.abs(z)))]
    if not middle.any():
        raise CourseError(f"There is no trabecular bone at mid-height of this {vertebra.level}; no region can be set.")
    across, deep = x[middle.any(axis=1)], y[middle.any(axis=0)]
    width, depth = float(np.ptp(across)), float(np.ptp(deep))
    height = float(np.ptp(z[trabecular.any(axis=(0, 1))]))
    return CoreRegion(
        centre_x_mm=float(across.min() + across.max()) / 2,
        centre_y_mm=float(deep.min() + deep.max()) / 2 + FORWARD_SHARE * depth,
        half_width_mm=HALF_WIDTH_SHARE * width,
        half_depth_mm=HALF_DEPTH_SHARE * depth,
        plane_z_mm=RAISED_SHARE * height,
        slab_mm=SLAB_SHARE * height,
    )


def core_density_mg_cm3(vertebra: Vertebra) -> float:
    """Mean density in the region, mg/cm3 of hydroxyapatite: what QCT without fat and noise would read."""
    inside = _inside(vertebra, core_region(vertebra))
    return float(vertebra.density_mg_cm3[inside].mean())


def _inside(vertebra: Vertebra, region: CoreRegion) -> NDArray[np.bool_]:
    x, y, z = vertebra.axes_mm()
    across = ((x - region.centre_x_mm) / region.half_width_mm)[:, None, None]
    deep = ((y - region.centre_y_mm) / region.half_depth_mm)[None, :, None]
    slab = (np.abs(z - region.plane_z_mm) <= region.slab_mm / 2)[None, None, :]
    return (across**2 + deep**2 <= 1) & slab & vertebra.is_part(Part.TRABECULAR)
