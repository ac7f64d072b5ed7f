"""A crush test: a body shortened step by step, beyond yield (see `crushing`)."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

import numpy as np
from numpy.typing import NDArray

from vertebra.arguments import checked
from vertebra.errors import check_count, check_range
from vertebra.models.mechanics.compression import CompressionTest
from vertebra.models.mechanics.crushed_bone import as_loaded
from vertebra.models.mechanics.crushing import lose_stiffness
from vertebra.models.mechanics.materials import OFFSET_STRAIN
from vertebra.models.mechanics.specimen import Ends, Specimen
from vertebra.patient import Vertebra
from vertebra.texts import _

Doubles = NDArray[np.float64]
Singles = NDArray[np.float32]


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
        tilt = down * forward_tilt_mrad_per_mm
        left, push = lose_stiffness(press, left, partial(press.apply_motion, down, tilt), level=tilt == 0)
        travel.append(down)
        force.append(push)
        report(step / steps)
    volume = np.zeros(press.specimen.material_mask.shape, np.float32)
    volume[press.specimen.material_mask] = left
    return CrushTest(np.array(travel), np.array(force), volume, press.specimen)
