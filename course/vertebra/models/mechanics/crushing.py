"""Pressing a body beyond yield: stiffness is lost where bone is strained beyond its elastic limit.

Each voxel follows its modulus up to the elastic limit; then its stress falls in a straight line to a residual, over a
strain that lets a square millimetre of bone take up the same energy whatever the voxel's size. Without that the peak
would depend on the grid. Lost stiffness doesn't come back. See decision 0451.
"""

from collections.abc import Callable
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from vertebra import tables
from vertebra.arguments import checked
from vertebra.models.mechanics.specimen import Specimen

Singles = NDArray[np.float32]

MAX_ITERATIONS = 6
DAMAGE_TOLERANCE = 0.005
MIN_STIFFNESS_FRACTION = 1e-3
STRAIN_STEP = 0.02 / 12
MAX_STRAIN = 0.05
FALLS = 2
"""The force has passed its peak when it has fallen this often in a row."""


class Loaded(Protocol):
    """What a loaded body says of itself."""

    @property
    def force_n(self) -> float:
        """Force on the upper face (N)."""

    def elastic_limit_ratio(self) -> Singles:
        """Equivalent strain over the elastic limit (bricks,)."""


class Press(Protocol):
    """A body in a machine whose stiffness can be taken away."""

    specimen: Specimen

    def reduce_stiffness(self, left: Singles, level: bool, tolerance: float = 1e-4) -> None:
        """Solve again with a part of the first stiffness."""


@checked
def lose_stiffness(press: Press, left: Singles, state: Callable[[], Loaded], level: bool) -> tuple[Singles, float]:
    """Take stiffness away and press again, until the force hardly changes.

    Parameters
    ----------
    press : Press
        It changes.
    left : array (bricks,)
        Share of the first stiffness that is left before.
    state : callable
        Presses the body as far as before, with the stiffness that is left.
    level : bool
        Whether `state` keeps the upper face level.

    Returns
    -------
    left : array (bricks,)
    force_n : float
    """
    push = float("inf")
    for _unused in range(MAX_ITERATIONS):
        pressed = state()
        before, push = push, pressed.force_n
        fresh = np.minimum(left, _secant(press.specimen, pressed.elastic_limit_ratio()))
        if not (fresh < left - 1e-4).any():
            break
        left = fresh
        press.reduce_stiffness(left, level=level)
        if abs(push - before) < DAMAGE_TOLERANCE * abs(push):
            break
    return left, state().force_n


@checked
def peak_force_n(press: Press, state_at: Callable[[float], Loaded], level: bool) -> float:
    """Press further and further until the force falls; return the largest.

    Parameters
    ----------
    press : Press
        It changes.
    state_at : callable
        Presses the body by a shortening in mm.
    level : bool
        Whether the upper face is kept level.
    """
    left = np.ones(int(press.specimen.material_mask.sum()), np.float32)
    peak, before, falls = 0.0, 0.0, 0
    for strain in np.arange(1, round(MAX_STRAIN / STRAIN_STEP) + 1) * STRAIN_STEP:
        travel_mm = float(strain) * press.specimen.height_mm
        left, push = lose_stiffness(press, left, lambda travel_mm=travel_mm: state_at(travel_mm), level)  # type: ignore[misc]
        peak, falls = max(peak, push), falls + 1 if push < before else 0
        if falls == FALLS:
            break
        before = push
    return peak


def _secant(specimen: Specimen, excess: Singles) -> Singles:
    """Share of the first stiffness with which a voxel bears its stress, at `excess` times its elastic limit."""
    active = specimen.material_mask
    limit = np.maximum(specimen.elastic_limit[active], 1e-6)
    modulus = specimen.shell_mpa[active] + specimen.core_mpa[active]
    size_mm = float(np.prod(specimen.spacing_mm)) ** (1 / 3)
    residual = tables.value("softening_residual_fraction")
    energy = tables.value("fracture_energy_n_per_mm")
    span = 2 * energy / (size_mm * (1 - residual) * np.maximum(modulus, 1e-6) * limit) / limit
    stress = np.clip(1 - (1 - residual) * (excess - 1) / span, residual, 1)
    share = np.where((excess > 1) & (modulus > 0), stress / np.maximum(excess, 1), 1)
    return np.maximum(share, MIN_STIFFNESS_FRACTION).astype(np.float32)
