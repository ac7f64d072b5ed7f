"""Line integrals of a volume from a point source to every pixel of a C-arm's detector. See decision 0090."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from vertebra.arguments import checked, checked_fields
from vertebra.errors import InputError, check_range
from vertebra.models import parallel
from vertebra.models.imaging import kernels
from vertebra.models.imaging.geometry import CArm
from vertebra.texts import _, pgettext

Floats = NDArray[np.float32]


@checked_fields
@dataclass(frozen=True, eq=False)
class Volume:
    """A volume of values on a regular grid; read-only by convention.

    Parameters
    ----------
    values : array (nx, ny, nz) of float32
        At least two voxels along each axis.
    spacing_mm : (float, float, float)
        Edges of a voxel.
    origin_mm : (float, float, float)
        Centre of voxel (0, 0, 0).

    Raises
    ------
    InputError
        For an array of another dimension or with fewer voxels along an axis.
    """

    values: Floats
    spacing_mm: tuple[float, float, float]
    origin_mm: tuple[float, float, float]

    def __post_init__(self) -> None:
        if self.values.ndim != 3 or min(self.values.shape) < 2:
            raise InputError(
                pgettext(
                    "volume-too-small", "The volume has the shape {shape}; give three axes of two voxels or more."
                ).format(shape=self.values.shape)
            )
        values = np.ascontiguousarray(self.values, np.float32)
        if not values.flags.writeable:
            # A read-only array is another type to the compiler, which would compile everything again.
            values = values.copy()
        object.__setattr__(self, "values", values)

    @cached_property
    def clearance(self) -> NDArray[np.uint8]:
        """Distance (nx, ny, nz) to the nearest non-zero voxel, in voxels along the farthest axis, 0 to 255."""
        from scipy import ndimage

        empty = self.values == 0
        if empty.all():
            return np.full(self.values.shape, 255, np.uint8)
        away = ndimage.distance_transform_cdt(empty, metric="chessboard")
        return np.minimum(away, 255).astype(np.uint8)


@checked_fields
@dataclass(frozen=True)
class VolumePose:
    """The pose of a moved volume: turned in the sagittal plane, then shifted.

    Parameters
    ----------
    centre_mm : (float, float)
        Shift in (y, z).
    lean_deg : float
        Turn, -180 to 180 degrees; positive lifts the front.

    Raises
    ------
    InputError
        For an angle outside its range.
    """

    centre_mm: tuple[float, float] = (0.0, 0.0)
    lean_deg: float = 0.0

    def __post_init__(self) -> None:
        check_range(_("The turn of the volume"), self.lean_deg, -180, 180, "degrees")

    def rotate_back(self, ways: NDArray[np.float64]) -> NDArray[np.float64]:
        """Directions (..., 3) of the patient in the volume's own axes."""
        angle = np.radians(self.lean_deg)
        x, y, z = np.moveaxis(ways, -1, 0)
        return np.stack([x, np.cos(angle) * y + np.sin(angle) * z, np.cos(angle) * z - np.sin(angle) * y], axis=-1)

    def to_own(self, points_mm: NDArray[np.float64]) -> NDArray[np.float64]:
        """Points (..., 3) of the patient in the volume's own axes."""
        return self.rotate_back(points_mm - np.array([0.0, *self.centre_mm]))


AT_REST = VolumePose()


@checked
def line_integrals(volume: Volume, arm: CArm, step_mm: float | None = None, pose: VolumePose = AT_REST) -> Floats:
    """Integrate a volume along every ray of a C-arm.

    Values are interpolated linearly between voxel centres and are zero outside them: leave a layer of zeros around
    anything that must not be cut.

    Parameters
    ----------
    volume : Volume
    arm : CArm
    step_mm : float, optional
        Distance of samples along a ray, 0.01 to 10 mm; by default the smallest edge of a voxel.
    pose : VolumePose

    Returns
    -------
    array (pixels, pixels) of float32
        In the volume's unit times mm, row 0 at the top.

    Raises
    ------
    InputError
        For a step outside its range.
    """
    edges, low = np.asarray(volume.spacing_mm, float), np.asarray(volume.origin_mm, float)
    step = check_range(_("The step along a ray"), edges.min() if step_mm is None else step_mm, 0.01, 10, "mm")
    corner, across, down = arm.corner_and_steps_mm()
    source, corner = pose.to_own(arm.source_mm), pose.to_own(corner)
    across, down = pose.rotate_back(across), pose.rotate_back(down)
    found = np.empty((arm.pixels, arm.pixels), np.float32)
    clearance = volume.clearance
    with parallel.kernel():
        kernels.integrate(
            volume.values,
            clearance,
            (source - low) / edges,
            (corner - low) / edges,
            across / edges,
            down / edges,
            step,
            edges,
            found,
        )
    return found
