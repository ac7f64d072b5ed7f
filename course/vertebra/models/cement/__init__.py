"""Bone cement: how it thickens, what pushes it through a cannula, where it goes in bone and where it gets out."""

from vertebra.models.cement.delivery import LIMITS, Cannula, Device, cannula, cannula_pressure_mpa
from vertebra.models.cement.filling import fill
from vertebra.models.cement.injection import Injection
from vertebra.models.cement.leaks import Leak
from vertebra.models.cement.outlets import COMPARTMENTS, Outlets, broken_share
from vertebra.models.cement.pores import Ground, ground
from vertebra.models.cement.rheology import (
    Cement,
    cement_named,
    cements,
    minutes_left,
    newtonian,
    set_fraction,
    viscosity_at_age_pa_s,
    viscosity_pa_s,
)
from vertebra.models.cement.state import FlowError, Pressures, Progress, Snapshot

__all__ = [
    "COMPARTMENTS",
    "LIMITS",
    "Cannula",
    "Cement",
    "Device",
    "FlowError",
    "Ground",
    "Injection",
    "Leak",
    "Outlets",
    "Pressures",
    "Progress",
    "Snapshot",
    "broken_share",
    "cannula",
    "cannula_pressure_mpa",
    "cement_named",
    "cements",
    "fill",
    "ground",
    "minutes_left",
    "newtonian",
    "set_fraction",
    "viscosity_at_age_pa_s",
    "viscosity_pa_s",
]


def warm() -> None:
    """Compile the flow's kernels, or load what was compiled before."""
    import numpy as np

    from vertebra.patient import Part, Vertebra

    labels = np.full((14, 14, 14), Part.TRABECULAR, np.uint8)
    nothing = np.zeros(labels.shape, np.float32)
    body = Vertebra(labels, nothing + 90, nothing, nothing, (1, 1, 1), (-6.5, -6.5, -6.5), "L1")
    Injection(body).advance(0.25, 0.1)
