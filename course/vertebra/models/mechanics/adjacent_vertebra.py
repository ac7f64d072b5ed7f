"""Effect of cement and of a wedge on the vertebra above: two bodies with a disc, and weight that has moved forward.

Bodies stand one on the other, so a stiffer one bears the same force; it only supports the disc in another way, and the
disc presses in another way on the endplate beyond. A wedge that stays does change the force. Both are hypotheses of why
neighbours break.

See decision 0127.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from vertebra import tables
from vertebra.arguments import checked
from vertebra.errors import InputError, check_range
from vertebra.models import spine
from vertebra.models.mechanics import CompressionTest
from vertebra.models.mechanics.crushed_bone import as_loaded
from vertebra.models.mechanics.specimen import Specimen, prepare
from vertebra.patient import LEVELS, Part, Patient, Vertebra, check_level
from vertebra.texts import _, pgettext

HIGH_PERCENTILE = 95.0
"""Percentile that stands for high strain in the endplate."""
TOLERANCE = 3e-4
FIELDS = ("shell_mpa", "core_mpa", "end_mpa", "yield_strain", "elastic_limit", "labels")
Volume = NDArray[np.float32]


@checked
def level_above(level: str) -> str:
    """Return the level above one from T8 to L5.

    Raises
    ------
    InputError
        For an unknown level, and for T7.
    """
    at = LEVELS.index(check_level(level))
    if at == 0:
        raise InputError(
            _("No level above {level} is modelled; give one from {highest_level} to {lowest_level}.").format(
                level=level, highest_level=LEVELS[1], lowest_level=LEVELS[-1]
            )
        )
    return LEVELS[at - 1]


class MotionSegment(CompressionTest):
    """Two bodies with a disc between them and half a disc beyond either, loaded as one.

    Facets, muscles and ligaments are left out. A body that has collapsed bears load with its struts broken, as in
    `compress`.

    Parameters
    ----------
    below : Vertebra
        The lower body, which may be treated.
    upper : Vertebra
        The body above it, in voxels of the same size.
    tolerance : float
        Residual over load at which the solver stops.
    start : MotionSegment, optional
        A segment of nearly the same bodies. Only the movement straight down is then solved again, so that the segment
        must not be tilted.

    Raises
    ------
    InputError
        For voxels that differ, and for a body that cannot be loaded.
    ConvergenceError
        If the solver does not reach `tolerance`.
    """

    def __init__(
        self, below: Vertebra, upper: Vertebra, tolerance: float = TOLERANCE, start: "MotionSegment | None" = None
    ) -> None:
        if below.spacing_mm != upper.spacing_mm:
            raise InputError(
                pgettext(
                    "voxels-differ",
                    "The bodies' voxels are {lower_spacing_mm} and {upper_spacing_mm} mm; build both alike.",
                ).format(lower_spacing_mm=below.spacing_mm, upper_spacing_mm=upper.spacing_mm)
            )
        self.vertebra = upper
        lower, higher = (prepare(as_loaded(one), ends="discs") for one in (below, upper))
        self.specimen = _joined(lower, higher)
        self.seam = lower.material_mask.shape[2]
        self.steps = []
        self._solve(self.specimen.moduli, tolerance, start, (0,))

    def endplate(self) -> NDArray[np.bool_]:
        """Return the mask (nx, ny, nz) of the upper body's lower endplate, on the specimen's grid."""
        found = np.asarray(self.specimen.labels == Part.INFERIOR_ENDPLATE) & self.specimen.bone
        found[:, :, : self.seam] = False
        return found

    def compress(self, load_n: float = 1000.0) -> "EndplateStrain":
        """Press straight down with the upper face level, and read the endplate above the disc.

        Parameters
        ----------
        load_n : float
            1 to 10 000 N.

        Returns
        -------
        EndplateStrain

        Raises
        ------
        InputError
            For a load out of range, and for an upper body without a lower endplate.
        """
        load = check_range(pgettext("load", "The load"), load_n, 1, 10_000, "N")
        found = self.apply_motion(load / float(self.reactions[0, 0]), 0.0)
        inside = self.endplate()[self.specimen.material_mask]
        if not inside.any():
            raise InputError(_("The vertebra above has no lower endplate that could be looked at."))
        tension = _max_tension(found.strain[inside])
        return EndplateStrain(float(np.percentile(tension, HIGH_PERCENTILE)), found.stiffness_n_per_mm)


def _joined(lower: Specimen, higher: Specimen) -> Specimen:
    """Put one specimen on the other; where one is broader the other has nothing."""
    parts = (lower, higher)
    start = [[round(one.origin_mm[axis] / one.spacing_mm[axis]) for axis in (0, 1)] for one in parts]
    low = np.min(start, axis=0)
    ends = [np.add(begun, one.material_mask.shape[:2]) for begun, one in zip(start, parts, strict=True)]
    size = np.max(ends, axis=0) - low

    def laid(name: str) -> Any:
        layers = []
        for begun, one in zip(start, parts, strict=True):
            values = getattr(one, name)
            i, j = np.subtract(begun, low)
            room = np.zeros((*size, values.shape[2]), values.dtype)
            room[i : i + values.shape[0], j : j + values.shape[1]] = values
            layers.append(room)
        return np.ascontiguousarray(np.concatenate(layers, axis=2))

    step = lower.spacing_mm
    origin = (float(low[0] * step[0]), float(low[1] * step[1]), lower.origin_mm[2])
    joined: dict[str, Any] = {name: laid(name) for name in FIELDS}
    return replace(lower, **joined, origin_mm=origin)


@dataclass(frozen=True)
class EndplateStrain:
    """Strain in the lower endplate of the vertebra above, at one load.

    Parameters
    ----------
    tensile_strain : float
        95th percentile of the largest principal strain.
    stiffness_n_per_mm : float
        Of both bodies and the discs together.
    """

    tensile_strain: float
    stiffness_n_per_mm: float


@checked
def adjacent_endplate_strain(
    treated: Sequence[Vertebra], upper: Vertebra, load_n: float = 1000.0
) -> list[EndplateStrain]:
    """Press one segment after another, each with the same upper body.

    Parameters
    ----------
    treated : sequence of Vertebra
        Lower bodies of one shape that differ in their bone.
    upper : Vertebra
    load_n : float
        1 to 10 000 N.

    Returns
    -------
    list of EndplateStrain
        One for each of `treated`.

    Raises
    ------
    InputError
        As `MotionSegment` and its `compress`.
    ConvergenceError
        If the solver does not converge.
    """
    found: list[EndplateStrain] = []
    stack: MotionSegment | None = None
    for body in treated:
        stack = MotionSegment(body, upper, start=stack)
        found.append(stack.compress(load_n))
    return found


def _max_tension(strain: Volume) -> NDArray[np.float64]:
    """The largest principal strain of each (n, 6), engineering shears."""
    xx, yy, zz, xy, yz, zx = strain.astype(float).T
    whole = np.stack([xx, xy / 2, zx / 2, xy / 2, yy, yz / 2, zx / 2, yz / 2, zz], axis=1).reshape(-1, 3, 3)
    return np.asarray(np.linalg.eigvalsh(whole)[:, -1])


@checked
def adjacent_load_ratio(patient: Patient, level: str, wedge_deg: float) -> tuple[float, float]:
    """Force on the vertebra above with a wedge over that without.

    A part of the rise is left when the trunk is brought back upright, as in a model of the lumbar spine.

    Parameters
    ----------
    patient : Patient
    level : str
        T8 to L5: the level of the wedge.
    wedge_deg : float
        0 to 40 degrees.

    Returns
    -------
    compensated, uncompensated : float
        After the trunk is straightened up, and without that.

    Raises
    ------
    InputError
        For an unknown level, one without a level above, and a wedge out of range.

    Source
    ------
    Rohlmann2006.
    """
    whole = spine.level_compression(patient, {level: wedge_deg}, level_above(level)).ratio
    return 1 + (whole - 1) * tables.value("compensated_fraction"), whole
