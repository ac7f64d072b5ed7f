"""Loading a body beyond yield, until it crushes: stiffness is lost where bone is strained beyond its elastic limit.

Each voxel follows its modulus up to the elastic limit; then its stress falls in a straight line to a residual, over a
strain that lets a square millimetre of bone take up the same energy whatever the voxel's size. Without that the peak
would depend on the grid. Lost stiffness doesn't come back.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from vertebra import tables
from vertebra.arguments import checked
from vertebra.errors import check_count, check_range
from vertebra.models.mechanics.compression import CompressionTest
from vertebra.models.mechanics.crushed_bone import as_loaded
from vertebra.models.mechanics.materials import OFFSET_STRAIN
from vertebra.models.mechanics.specimen import Ends, Specimen
from vertebra.patient import Vertebra
from vertebra.texts import _

Doubles = NDArray[np.float64]
Singles = NDArray[np.float32]

MAX_ITERATIONS = 6
DAMAGE_TOLERANCE = 0.005
MIN_STIFFNESS_FRACTION = 1e-3


@dataclass(frozen=True, eq=False)
class CrushTest:
    """A crushed body.

    Parameters
    ----------
    displacement_mm, force_n : array (steps + 1,)
        Shortening and force, from nothing on.
    stiffness_fraction : array (nx, ny, nz)
        Share of the first stiffness that is left in each voxel of the specimen's grid; 0 where there is no material.
    specimen : Specimen
    """

    displacement_mm: Doubles
    force_n: Doubles
    stiffness_fraction: Singles
    specimen: Specimen

    @property
    def peak_n(self) -> float:
        """Largest force (N) that it bore."""
        return float(self.force_n.max())

    @property
    def offset_strength_n(self) -> float:
        """Force (N) at the offset of 0.2 % of the height.

        That is where the curve meets the first stiffness shifted by the offset; the peak if it never does.
        """
        first = self.force_n[1] / self.displacement_mm[1]
        shifted = first * (self.displacement_mm - OFFSET_STRAIN * self.specimen.height_mm)
        below = np.flatnonzero(self.force_n < shifted)
        if below.size == 0:
            return self.peak_n
        at = int(below[0])
        gap = self.force_n - shifted
        share = gap[at - 1] / (gap[at - 1] - gap[at])
        return float(self.force_n[at - 1] + share * (self.force_n[at] - self.force_n[at - 1]))


@checked
def crush_test(
    vertebra: Vertebra,
    strain: float = 0.02,
    steps: int = 12,
    law: str = "kopperdahl-power",
    ends: Ends = "pads",
    forward_tilt_mrad_per_mm: float = 0.0,
    report: Callable[[float], None] = lambda share: None,
) -> CrushTest:
    """Shorten a body step by step while bone beyond its elastic limit softens.

    A vertebra that has collapsed bears load with its struts broken, as in `compress`.

    Parameters
    ----------
    vertebra : Vertebra
    strain : float
        Shortening at the end over the height, 0.002 to 0.1.
    steps : int
        3 to 100.
    law : str
        A key of `materials.LAWS`.
    ends : str
        A member of `specimen.ENDS`.
    forward_tilt_mrad_per_mm : float
        Forward tilt of the upper face for each millimetre of shortening, as in bending, -50 to 50 mrad/mm.
    report : callable
        Called after each step with the share that is done, 0 to 1.

    Returns
    -------
    CrushTest

    Raises
    ------
    InputError
        For a value out of range, and for a body that cannot be loaded.
    ConvergenceError
        If the solver does not converge.

    Source
    ------
    `assets/tables/mechanics.toml`.
    """
    check_range(_("The forward tilt"), forward_tilt_mrad_per_mm, -50, 50, "mrad/mm")
    check_range(_("The strain"), strain, 0.002, 0.1)
    steps = check_count(_("The number of steps"), steps, 3, 100)
    press = CompressionTest(as_loaded(vertebra), law, ends, tolerance=1e-4)
    height = press.specimen.height_mm
    left = np.ones(int(press.specimen.material_mask.sum()), np.float32)
    travel, force = [0.0], [0.0]
    for step in range(1, steps + 1):
        down = strain * height * step / steps
        left, push = _iterate_damage(press, left, down, down * forward_tilt_mrad_per_mm)
        travel.append(down)
        force.append(push)
        report(step / steps)
    volume = np.zeros(press.specimen.material_mask.shape, np.float32)
    volume[press.specimen.material_mask] = left
    return CrushTest(np.array(travel), np.array(force), volume, press.specimen)


def _iterate_damage(press: CompressionTest, left: Singles, down_mm: float, tilt_mrad: float) -> tuple[Singles, float]:
    """Lose stiffness and load again, until the force hardly changes."""
    push = float("inf")
    for _unused in range(MAX_ITERATIONS):
        state = press.apply_motion(down_mm, tilt_mrad)
        before, push = push, state.force_n
        excess = state.elastic_limit_ratio()
        fresh = np.minimum(left, _secant(press.specimen, excess))
        changed = bool((fresh < left - 1e-4).any())
        if not changed:
            break
        left = fresh
        press.reduce_stiffness(left, level=tilt_mrad == 0)
        if abs(push - before) < DAMAGE_TOLERANCE * abs(push):
            break
    return left, press.apply_motion(down_mm, tilt_mrad).force_n


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
