"""A volume with its place in the scanner, for reading without a file."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, eq=False)
class ScanImage:
    """A volume in memory that `read_ct` takes in place of a NIfTI file.

    Parameters
    ----------
    dataobj : array
        Shape (i, j, k); densities, Hounsfield units, or the numbers of a mask.
    affine : array
        Shape (4, 4); voxel indices to millimetres, x to the right, y forward, z up, as in NIfTI.
    """

    dataobj: NDArray[Any]
    affine: NDArray[np.float64]

    @property
    def shape(self) -> tuple[int, ...]:
        """Voxels along each axis."""
        return self.dataobj.shape

    @property
    def ndim(self) -> int:
        """Number of axes."""
        return self.dataobj.ndim
