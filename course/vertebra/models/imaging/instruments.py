"""Objects in the beam besides the patient: needles, balloons and drops as exact shapes, and cement as it spreads."""

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from vertebra.arguments import checked, checked_fields
from vertebra.errors import InputError, check_range
from vertebra.models.imaging import kernels
from vertebra.models.imaging.geometry import CArm
from vertebra.models.imaging.projection import Volume, line_integrals
from vertebra.patient import Part, Vertebra
from vertebra.texts import _, pgettext

Point = tuple[float, float, float]
Material = Literal["steel", "contrast medium", "cement"]
MIN_LENGTH_MM = 1e-3


@checked_fields
@dataclass(frozen=True)
class Cylinder:
    """A straight needle or cannula.

    Parameters
    ----------
    start_mm, end_mm : (float, float, float)
        Ends of its axis, not the same place.
    radius_mm : float
        0.05 to 20 mm.
    bore_mm : float
        Inner radius, 0 (stylet in) to `radius_mm`.
    material : {"steel", "contrast medium", "cement"}

    Raises
    ------
    InputError
        For a value outside its range, or two equal ends.
    """

    start_mm: Point
    end_mm: Point
    radius_mm: float
    bore_mm: float = 0.0
    material: Material = "steel"

    def __post_init__(self) -> None:
        check_range(_("The radius of a rod"), self.radius_mm, 0.05, 20, "mm")
        check_range(_("The bore of a rod"), self.bore_mm, 0, self.radius_mm, "mm")
        if np.linalg.norm(np.subtract(self.end_mm, self.start_mm)) < MIN_LENGTH_MM:
            raise InputError(
                pgettext(
                    "rod-without-length", "The rod starts and ends at {start_mm}; give two places that differ."
                ).format(start_mm=self.start_mm)
            )

    def numbers(self) -> NDArray[np.float64]:
        """Start, unit axis, length, radius, bore."""
        along = np.subtract(self.end_mm, self.start_mm)
        length = float(np.linalg.norm(along))
        return np.array([*self.start_mm, *(along / length), length, self.radius_mm, self.bore_mm])

    def reach(self) -> tuple[NDArray[np.float64], float]:
        """Points (n, 3) and a distance from them within which the rod lies."""
        return np.array([self.start_mm, self.end_mm], float), self.radius_mm


@checked_fields
@dataclass(frozen=True)
class Ellipsoid:
    """An ellipsoid: a balloon, or a drop of cement.

    Parameters
    ----------
    centre_mm : (float, float, float)
    axis : (float, float, float)
        Direction of its length, of any length but zero.
    half_length_mm : float
        0.1 to 50 mm.
    radius_mm : float
        Half the width across the axis, 0.1 to 50 mm.
    material : {"steel", "contrast medium", "cement"}
    height_mm : float, optional
        Half the height, upwards across the axis, 0.1 to 50 mm; by default `radius_mm`.

    Raises
    ------
    InputError
        For a value outside its range, or an axis of length zero.
    """

    centre_mm: Point
    axis: Point
    half_length_mm: float
    radius_mm: float
    material: Material = "contrast medium"
    height_mm: float | None = None

    def __post_init__(self) -> None:
        check_range(_("Half the length of a spindle"), self.half_length_mm, 0.1, 50, "mm")
        check_range(_("The radius of a spindle"), self.radius_mm, 0.1, 50, "mm")
        check_range(_("Half the height of a spindle"), self._height_mm, 0.1, 50, "mm")
        if np.linalg.norm(self.axis) < MIN_LENGTH_MM:
            raise InputError(
                pgettext("axis-without-direction", "The axis of the spindle is {axis}; give a direction.").format(
                    axis=self.axis
                )
            )

    @property
    def _height_mm(self) -> float:
        return self.radius_mm if self.height_mm is None else self.height_mm

    def numbers(self) -> NDArray[np.float64]:
        """Centre, unit axis, half length, radius, half height."""
        along = np.asarray(self.axis, float) / np.linalg.norm(self.axis)
        return np.array([*self.centre_mm, *along, self.half_length_mm, self.radius_mm, self._height_mm])

    def reach(self) -> tuple[NDArray[np.float64], float]:
        """Points (n, 3) and a distance from them within which the spindle lies."""
        return np.array([self.centre_mm], float), max(self.half_length_mm, self.radius_mm, self._height_mm)


@checked_fields
@dataclass(frozen=True, eq=False)
class VolumeObject:
    """Any shape, as the fraction (0 to 1) of each voxel that it fills: cement as it spreads, at the price of a small
    volume."""

    fraction: Volume
    material: Material = "cement"


RadiopaqueObject = Cylinder | Ellipsoid | VolumeObject


@checked
def cement_in(vertebra: Vertebra) -> VolumeObject:
    """The cement of a treated vertebra that lies upright at zero, cut out with a rim of empty voxels.

    Raises
    ------
    InputError
        If the vertebra holds no cement.
    """
    filled = vertebra.is_part(Part.CEMENT)
    if not filled.any():
        raise InputError(
            pgettext(
                "no-cement-in-vertebra",
                "There is no cement in this vertebra, so it throws no shadow. Inject some, or leave it out.",
            )
        )
    low, high = (np.array(ends) for ends in zip(*((at.min(), at.max() + 1) for at in np.nonzero(filled)), strict=True))
    inside = filled[tuple(slice(a, b) for a, b in zip(low, high, strict=True))]
    start = [float(o + (a - 1) * s) for o, a, s in zip(vertebra.origin_mm, low, vertebra.spacing_mm, strict=True)]
    return VolumeObject(
        Volume(np.pad(inside, 1).astype(np.float32), vertebra.spacing_mm, (start[0], start[1], start[2]))
    )


@checked
def path_mm(tool: RadiopaqueObject, arm: CArm) -> NDArray[np.float32]:
    """Length (mm) of each ray within an object.

    Parameters
    ----------
    tool : Cylinder, Ellipsoid or VolumeObject
        Between source and detector.
    arm : CArm

    Returns
    -------
    array (pixels, pixels) of float32

    Raises
    ------
    InputError
        For a cylinder or an ellipsoid behind the source or the detector.
    """
    if isinstance(tool, VolumeObject):
        return line_integrals(tool.fraction, arm)
    found = np.zeros((arm.pixels, arm.pixels), np.float32)
    points, around = tool.reach()
    depth = (points - arm.source_mm) @ arm.axes[0]
    if depth.min() <= around or depth.max() >= arm.source_detector_mm - around:
        raise InputError(
            pgettext(
                "tool-behind-source",
                "A tool lies behind the source or the detector. Move it, or the isocentre, to the patient.",
            )
        )
    corner, across, down = arm.corner_and_steps_mm()
    # The shadow of a ball is a little wider than its projected radius where the beam is oblique: 1.2 covers any
    # detector.
    margin = 2 + 1.2 * around * arm.source_detector_mm / (float(depth.min()) - around) / arm.pixel_mm
    places = arm.project(points)
    low, high = np.floor(places.min(axis=0) - margin), np.ceil(places.max(axis=0) + margin)
    (left, top), (right, bottom) = (np.clip(edge, 0, arm.pixels).astype(int) for edge in (low, high + 1))
    kernels.tool_path(
        arm.source_mm, corner, across, down, tool.numbers(), isinstance(tool, Cylinder), top, bottom, left, right, found
    )
    return found
