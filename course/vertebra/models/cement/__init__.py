"""Bone cement: how it thickens, what pushes it through a cannula, where it goes in bone and where it gets out."""

from vertebra.models.cement.delivery import LIMITS, Cannula, Device, cannula, cannula_pressure_mpa
from vertebra.models.cement.field import CementField, Injector
from vertebra.models.cement.fill_to_volume import inject_to_volume
from vertebra.models.cement.flow import STEP_S, begin, inject, move_needle, replace_syringe, wait
from vertebra.models.cement.leak_paths import COMPARTMENTS, LeakPaths, wall_defect_fraction, wall_patches
from vertebra.models.cement.leaks import LeakEllipsoid
from vertebra.models.cement.porous_medium import PorousMedium, porous_medium
from vertebra.models.cement.results import FlowError, Pressures
from vertebra.models.cement.rheology import (
    Cement,
    cement_by_name,
    cements,
    minutes_left,
    newtonian_cement,
    set_fraction,
    viscosity_at_age_pa_s,
    viscosity_pa_s,
)

__all__ = [
    "COMPARTMENTS",
    "LIMITS",
    "STEP_S",
    "Cannula",
    "Cement",
    "CementField",
    "Device",
    "FlowError",
    "Injector",
    "LeakEllipsoid",
    "LeakPaths",
    "PorousMedium",
    "Pressures",
    "begin",
    "cannula",
    "cannula_pressure_mpa",
    "cement_by_name",
    "cements",
    "inject",
    "inject_to_volume",
    "minutes_left",
    "move_needle",
    "newtonian_cement",
    "porous_medium",
    "replace_syringe",
    "set_fraction",
    "viscosity_at_age_pa_s",
    "viscosity_pa_s",
    "wait",
    "wall_defect_fraction",
    "wall_patches",
]


def warm() -> None:
    """Compile the flow's kernels, or load what was compiled before."""
    import numpy as np

    from vertebra.patient import Part, Vertebra

    labels = np.full((14, 14, 14), Part.TRABECULAR, np.uint8)
    nothing = np.zeros(labels.shape, np.float32)
    body = Vertebra(labels, nothing + 90, nothing, nothing, (1, 1, 1), (-6.5, -6.5, -6.5), "L1")
    inject(begin(body), 0.25, 0.1)
