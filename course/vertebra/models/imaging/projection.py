"""Line integrals of a volume from a point source to every pixel of a C-arm's detector."""

import numpy as np
from numpy.typing import ArrayLike, NDArray

from vertebra.errors import InputError, check_range
from vertebra.models.imaging import kernels
from vertebra.models.imaging.geometry import CArm


def line_integrals(
    volume: NDArray[np.float32],
    origin_mm: ArrayLike,
    spacing_mm: ArrayLike,
    arm: CArm,
    step_mm: float | None = None,
) -> NDArray[np.float32]:
    """The integral of `volume` along every ray, in the volume's unit times mm; shape (pixels, pixels), row 0 at the top.

    `volume` (nx, ny, nz) is interpolated linearly between voxel centres and is nothing outside them: leave a layer of zeros
    round what must not be cut. `step_mm` (0.01 to 10) is the distance of samples along a ray, by default the smallest voxel edge.
    """
    if volume.ndim != 3 or min(volume.shape) < 2:
        raise InputError(f"The volume has the shape {volume.shape}; give three axes of two voxels or more.")
    edges = np.asarray(spacing_mm, float)
    step = check_range("The step along a ray", edges.min() if step_mm is None else step_mm, 0.01, 10, "mm")
    corner, across, down = arm.corner_and_steps_mm()
    low = np.asarray(origin_mm, float)
    found = np.empty((arm.pixels, arm.pixels), np.float32)
    values = np.ascontiguousarray(volume, np.float32)
    if not values.flags.writeable:
        values = (
            values.copy()
        )  # A read-only array is another type to the compiler, which would compile everything again.
    kernels.integrate(
        values, (arm.source_mm - low) / edges, (corner - low) / edges, across / edges, down / edges, step, edges, found
    )
    return found
