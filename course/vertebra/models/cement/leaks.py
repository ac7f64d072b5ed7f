"""Cement that has left the bone, as a few spindles: enough to draw on fluoroscopy, no flow in veins or discs."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from vertebra.arguments import checked
from vertebra.models.cement.leak_paths import COMPARTMENTS, Point
from vertebra.patient import Vertebra
from vertebra.units import MM3_PER_ML

MERGE_DISTANCE_MM = 6.0
"""Outlets of one compartment this near to each other make one leak."""
SLENDERNESS = {"disc above": 0.35, "disc below": 0.35, "canal": 2.5, "epidural vein": 3.5, "needle track": 3.0}
"""Length over breadth of the cement that collects there: flat in a disc, long in veins and along a needle; else round.

For pictures only.
"""
UP = (0.0, 0.0, 1.0)


@dataclass(frozen=True)
class LeakEllipsoid:
    """A spindle with the volume of some cement outside the bone.

    Parameters
    ----------
    compartment : str
        A member of `COMPARTMENTS`.
    volume_ml : float
    outlet_mm, centre_mm : (x, y, z)
        Where it came out of the bone, and the middle of the spindle.
    axis : (x, y, z)
        Unit vector along it.
    half_length_mm, radius_mm : float
        Half axes along and across it.
    """

    compartment: str
    volume_ml: float
    outlet_mm: Point
    centre_mm: Point
    axis: Point
    half_length_mm: float
    radius_mm: float


@checked
def leak_ellipsoids(
    vertebra: Vertebra,
    centres_mm: NDArray[np.float64],
    volumes_mm3: Mapping[tuple[int, int], float],
    direction: Point | None = None,
) -> list[LeakEllipsoid]:
    """Gather leaks that lie side by side into spindles.

    Parameters
    ----------
    vertebra : Vertebra
    centres_mm : array (n, 3)
        Middle of each cell.
    volumes_mm3 : mapping
        Volume by (cell, index in `COMPARTMENTS`).
    direction : (x, y, z), optional
        The way the needle went in; its leak is drawn along it.

    Returns
    -------
    list of LeakEllipsoid
        The largest first.
    """
    found: list[LeakEllipsoid] = []
    for behind, name in enumerate(COMPARTMENTS):
        here = [(volume, cell) for (cell, where), volume in volumes_mm3.items() if where == behind and volume > 0]
        here.sort(key=lambda one: (-one[0], one[1]))
        while here:
            first = centres_mm[here[0][1]]
            near = [one for one in here if np.linalg.norm(centres_mm[one[1]] - first) <= MERGE_DISTANCE_MM]
            here = [one for one in here if one not in near]
            found.append(_leak(vertebra, name, near, centres_mm, direction))
    return sorted(found, key=lambda one: (-one.volume_ml, one.outlet_mm))


def _leak(
    vertebra: Vertebra,
    name: str,
    parts: list[tuple[float, int]],
    centres_mm: NDArray[np.float64],
    direction: Point | None,
) -> LeakEllipsoid:
    volumes = np.array([volume for volume, _ in parts])
    outlet = np.average(centres_mm[[cell for _, cell in parts]], axis=0, weights=volumes)
    total, slender = float(volumes.sum()), SLENDERNESS.get(name, 1.0)
    radius = (3 * total / (4 * np.pi * slender)) ** (1 / 3)
    axis = direction if name == "needle track" and direction is not None else UP
    out = _outward(vertebra, outlet)
    along = np.asarray(axis) / np.linalg.norm(axis)
    if name == "needle track" and direction is not None:
        out = -along
    # Half the breadth that the spindle has the way out, so that it touches the wall.
    reach = radius * float(np.sqrt(1 + (slender**2 - 1) * (out @ along) ** 2))
    depth = max(0.0, -_surface_at(vertebra, outlet))
    centre = outlet + out * (depth + reach)
    return LeakEllipsoid(
        name, total / MM3_PER_ML, _point(outlet), _point(centre), _point(along), slender * radius, radius
    )


def _surface_at(vertebra: Vertebra, place: NDArray[np.float64]) -> float:
    at = np.rint((place - vertebra.origin_mm) / vertebra.spacing_mm).astype(int)
    i, j, k = np.clip(at, 0, np.array(vertebra.shape) - 1)
    return float(vertebra.surface_mm[i, j, k])


def _outward(vertebra: Vertebra, place: NDArray[np.float64]) -> NDArray[np.float64]:
    """The direction in which the bone's surface lies nearest."""
    slope = np.zeros(3)
    for axis, step in enumerate(vertebra.spacing_mm):
        shift = np.zeros(3)
        shift[axis] = step
        slope[axis] = (_surface_at(vertebra, place + shift) - _surface_at(vertebra, place - shift)) / (2 * step)
    size = float(np.linalg.norm(slope))
    return slope / size if size > 0 else np.array(UP)


def _point(values: NDArray[np.float64]) -> Point:
    x, y, z = map(float, values)
    return x, y, z
