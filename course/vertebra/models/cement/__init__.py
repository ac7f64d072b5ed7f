"""Bone cement: how it thickens, what pushes it through a cannula, where it goes in bone and where it gets out."""

from vertebra.models.cement.delivery import LIMITS, Cannula, Device, cannula, cannula_pressure_mpa
from vertebra.models.cement.ground import COMPARTMENTS, Ground, ground
from vertebra.models.cement.injection import FlowError, Injection, Pressures, Progress, Snapshot
from vertebra.models.cement.rheology import Cement, cement_named, cements, minutes_left, newtonian, viscosity_pa_s

__all__ = [
    "COMPARTMENTS",
    "LIMITS",
    "Cannula",
    "Cement",
    "Device",
    "FlowError",
    "Ground",
    "Injection",
    "Pressures",
    "Progress",
    "Snapshot",
    "cannula",
    "cannula_pressure_mpa",
    "cement_named",
    "cements",
    "ground",
    "minutes_left",
    "newtonian",
    "viscosity_pa_s",
]


def warm() -> None:
    """Compile the flow's kernels, or load what was compiled before."""
    import numpy as np

    from vertebra.patient import Part, Vertebra

    labels = np.full((14, 14, 14), Part.TRABECULAR, np.uint8)
    nothing = np.zeros(labels.shape, np.float32)
    body = Vertebra(labels, nothing + 90, nothing, nothing, (1, 1, 1), (-6.5, -6.5, -6.5), "L1")
    Injection(body, (0, 0, 0)).advance(0.25, 0.1)
