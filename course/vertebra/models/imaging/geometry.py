"""The geometry of a C-arm: a point source, a flat square detector, and the lines between.

World axes are the vertebra's: x to the patient's right, y to her front, z up. She lies prone with the tube below the
table, so the beam enters in front; the picture is seen from the detector's side, from behind her: her right is on its
right.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property, partial

import numpy as np
from numpy.typing import ArrayLike, NDArray

from vertebra import tables
from vertebra.arguments import checked, checked_fields
from vertebra.errors import InputError, check_count, check_range
from vertebra.texts import _, pgettext

Floats = NDArray[np.float64]
PARALLEL_SINE = 0.02


@checked_fields
@dataclass(frozen=True)
class CArm:
    """A C-arm: a point source and a flat square detector.

    Parameters
    ----------
    rotation_deg : float
        -180 to 180: 0 is the view from behind (AP), 90 the lateral with the patient's front on the left.
    tilt_deg : float
        -60 to 60: positive where the detector leans towards the head.
    isocentre_mm : (float, float, float)
        The point of the patient that the arm turns about and that the central ray crosses.
    pixels : int
        Pixels along one side of the detector, 16 to 2048.
    source_detector_mm : float
        100 mm or more.
    source_isocentre_mm : float
        From 50 mm to `source_detector_mm`.
    detector_mm : float
        Side of the detector, 10 to 1000 mm.

    Raises
    ------
    InputError
        For a value outside its range.
    """

    rotation_deg: float = 0.0
    tilt_deg: float = 0.0
    isocentre_mm: tuple[float, float, float] = (0.0, 0.0, 0.0)
    pixels: int = 384
    source_detector_mm: float = field(default_factory=partial(tables.value, "carm_source_detector_mm"))
    source_isocentre_mm: float = field(default_factory=partial(tables.value, "carm_source_isocentre_mm"))
    detector_mm: float = field(default_factory=partial(tables.value, "carm_detector_mm"))

    def __post_init__(self) -> None:
        check_range(_("The rotation of the C-arm"), self.rotation_deg, -180, 180, "degrees")
        check_range(_("The tilt of the C-arm"), self.tilt_deg, -60, 60, "degrees")
        pixels = check_count(_("The number of pixels along a side"), self.pixels, 16, 2048)
        object.__setattr__(self, "pixels", pixels)
        check_range(_("The side of the detector"), self.detector_mm, 10, 1000, "mm")
        check_range(_("The distance from source to detector"), self.source_detector_mm, 100, 1e6, "mm")
        check_range(
            _("The distance from source to isocentre"), self.source_isocentre_mm, 50, self.source_detector_mm, "mm"
        )

    @property
    def magnification(self) -> float:
        """How many times larger the detector shows what lies at the isocentre."""
        return self.source_detector_mm / self.source_isocentre_mm

    @property
    def pixel_mm(self) -> float:
        """Side of a pixel on the detector."""
        return self.detector_mm / self.pixels

    @cached_property
    def axes(self) -> tuple[Floats, Floats, Floats]:
        """Unit vectors, read-only: along the central ray, to the right of the picture, and up in it."""
        turn, lean = np.radians(self.rotation_deg), np.radians(self.tilt_deg)
        beam = np.array([-np.sin(turn) * np.cos(lean), -np.cos(turn) * np.cos(lean), np.sin(lean)])
        up = np.array([np.sin(turn) * np.sin(lean), np.cos(turn) * np.sin(lean), np.cos(lean)])
        found = beam, np.cross(-beam, up), up
        for one in found:
            one.flags.writeable = False
        return found

    @property
    def source_mm(self) -> Floats:
        """The focal spot."""
        return np.asarray(self.isocentre_mm) - self.source_isocentre_mm * self.axes[0]

    @property
    def detector_centre_mm(self) -> Floats:
        """The middle of the detector."""
        return self.source_mm + self.source_detector_mm * self.axes[0]

    def corner_and_steps_mm(self) -> tuple[Floats, Floats, Floats]:
        """Centre of the first pixel (upper left), and the steps to the next column and to the next row."""
        _unused, right, up = self.axes
        across, down = self.pixel_mm * right, -self.pixel_mm * up
        return self.detector_centre_mm - (self.pixels - 1) / 2 * (across + down), across, down

    def project(self, points_mm: ArrayLike) -> Floats:
        """Project points onto the picture.

        Parameters
        ----------
        points_mm : array (n, 3) or (3,)
            World coordinates in mm.

        Returns
        -------
        array (n, 2)
            Column and row in pixels, NaN for points behind the source.
        """
        beam, right, up = self.axes
        away = np.atleast_2d(np.asarray(points_mm, float)) - self.source_mm
        depth = away @ beam
        scale = np.full_like(depth, np.nan)
        np.divide(self.source_detector_mm / self.pixel_mm, depth, out=scale, where=depth > 0)
        middle = (self.pixels - 1) / 2
        return np.stack([middle + away @ right * scale, middle - away @ up * scale], axis=-1)

    def ray(self, column: float, row: float) -> tuple[Floats, Floats]:
        """The line to a place in the picture (pixels, fractions allowed): the source (mm) and a unit vector from it."""
        corner, across, down = self.corner_and_steps_mm()
        along = corner + column * across + row * down - self.source_mm
        return self.source_mm, along / np.linalg.norm(along)


@checked
def triangulate(views: Sequence[tuple[CArm, float, float]]) -> tuple[Floats, float]:
    """The point seen in two or more views: the sum of its squared distances from all lines of sight is smallest.

    Parameters
    ----------
    views : sequence of (CArm, float, float)
        The arm, and the column and row (pixels) of the point in its picture.

    Returns
    -------
    array (3,)
        The point in mm.
    float
        Root mean square of its distances from the lines, in mm.

    Raises
    ------
    InputError
        For fewer than two views, or views along nearly the same line.
    """
    if len(views) < 2:
        raise InputError(
            pgettext(
                "too-few-views", "A point in space is found from two views or more; {n_views} was given. Add a view."
            ).format(n_views=len(views))
        )
    lines = [arm.ray(column, row) for arm, column, row in views]
    across = [np.eye(3) - np.outer(along, along) for _unused, along in lines]
    total = sum(across, np.zeros((3, 3)))
    if np.linalg.eigvalsh(total)[0] < PARALLEL_SINE**2:
        raise InputError(
            pgettext(
                "views-nearly-parallel",
                "The views look along nearly the same line, so depth can't be told. Turn the C-arm by more.",
            )
        )
    point = np.linalg.solve(
        total, sum((flat @ start for flat, (start, _unused) in zip(across, lines, strict=True)), np.zeros(3))
    )
    misses = [np.linalg.norm(flat @ (point - start)) for flat, (start, _unused) in zip(across, lines, strict=True)]
    return np.asarray(point, float), float(np.sqrt(np.mean(np.square(misses))))
