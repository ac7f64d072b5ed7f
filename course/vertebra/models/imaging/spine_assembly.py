"""Several vertebrae put together: each turned and shifted in the sagittal plane,
with a disc between it and the next."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from vertebra import tables
from vertebra.arguments import checked
from vertebra.errors import InputError
from vertebra.models import fracture
from vertebra.models.anatomy import size_factor
from vertebra.patient import LEVELS, Patient, Vertebra, check_level
from vertebra.texts import pgettext

Floats = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class PlacedVertebra:
    """A vertebra in the column: turned in the sagittal plane, then shifted.

    Parameters
    ----------
    vertebra : Vertebra
    centre_mm : (float, float)
        Its centre (y, z) in the column.
    lean_deg : float
        Turn; positive lifts the front.
    upper, lower : array (2, 2)
        Ends of its endplates in its own (y, z): front, back.
    """

    vertebra: Vertebra
    centre_mm: tuple[float, float]
    lean_deg: float
    upper: Floats
    lower: Floats

    @property
    def level(self) -> str:
        """T7 to L5."""
        return self.vertebra.level

    def turn(self) -> Floats:
        """The rotation from the vertebra's (y, z) to the column's."""
        return rotation(self.lean_deg)

    def to_column(self, points: Floats) -> Floats:
        """Points (..., 2) of the vertebra's own (y, z) in the column's."""
        return np.asarray(points @ self.turn().T + np.asarray(self.centre_mm))

    def to_own(self, points: Floats) -> Floats:
        """Points (..., 2) of the column's (y, z) in the vertebra's own."""
        return np.asarray((points - np.asarray(self.centre_mm)) @ self.turn())


@checked
def rotation(lean_deg: float) -> Floats:
    """The matrix (2, 2) that lifts the front (first axis forward, second up) by an angle."""
    angle = np.radians(lean_deg)
    return np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])


@checked
def levels_between(first: str, last: str) -> tuple[str, ...]:
    """All levels from `first` down to `last`.

    Raises
    ------
    InputError
        For an unknown level, or a `last` above `first`.
    """
    start, end = LEVELS.index(check_level(first)), LEVELS.index(check_level(last))
    if start > end:
        raise InputError(
            pgettext("levels-reversed", "{first} lies below {last}; name the upper level first.").format(
                first=first, last=last
            )
        )
    return LEVELS[start : end + 1]


@checked
def assemble_spine(
    patient: Patient,
    levels: Sequence[str],
    at_origin: str,
    vertebrae: Mapping[str, Vertebra] | None = None,
    voxel_mm: float = 1.0,
) -> tuple[PlacedVertebra, ...]:
    """Assemble neighbouring vertebrae into a column.

    Parameters
    ----------
    patient : Patient
    levels : sequence of str
        Neighbours from above down.
    at_origin : str
        The level that lies upright with its centre at zero.
    vertebrae : mapping, optional
        Ready ones by level (collapsed, treated, from a CT); the others are the patient's as recorded
        (`fracture.as_recorded`).
    voxel_mm : float
        Edge of their voxels, 0.5 to 3 mm.

    Returns
    -------
    tuple of PlacedVertebra
        From above down.

    Raises
    ------
    InputError
        If the levels are unknown, are no neighbours or leave out `at_origin`, or for a voxel size outside its range.

    Source
    ------
    `assets/tables/imaging_discs.csv`.
    """
    if list(levels) != list(levels_between(levels[0], levels[-1])) or at_origin not in levels:
        raise InputError(
            pgettext(
                "levels-not-neighbours",
                "The levels {levels} must be neighbours from above down and include {at_origin}.",
            ).format(levels=", ".join(levels), at_origin=at_origin)
        )
    ready = vertebrae or {}
    each = [ready[name] if name in ready else fracture.as_recorded(patient, name, voxel_mm) for name in levels]
    middle = list(levels).index(at_origin)
    placed = [_place(each[middle], (0.0, 0.0), 0.0)]
    for vertebra in each[middle + 1 :]:
        placed.append(_below(placed[-1], vertebra, size_factor(patient)))
    for vertebra in reversed(each[:middle]):
        placed.insert(0, _above(placed[0], vertebra, size_factor(patient)))
    return tuple(placed)


def _place(vertebra: Vertebra, centre_mm: tuple[float, float], lean_deg: float) -> PlacedVertebra:
    front, _unused, back = fracture.height_lines(vertebra)
    upper = np.array([[front[0], front[2]], [back[0], back[2]]])
    lower = np.array([[front[0], front[1]], [back[0], back[1]]])
    return PlacedVertebra(vertebra, centre_mm, lean_deg, upper, lower)


def _slope_deg(line: Floats) -> float:
    run, rise = line[0] - line[1]
    return float(np.degrees(np.arctan2(rise, run)))


def _below(above: PlacedVertebra, vertebra: Vertebra, scale: float) -> PlacedVertebra:
    height, angle = _disc(above.level, scale)
    new = _place(vertebra, (0.0, 0.0), 0.0)
    facing = above.lean_deg + _slope_deg(above.lower)
    lean = facing - angle - _slope_deg(new.upper)
    across = rotation(facing - angle / 2) @ np.array([0.0, -height])
    meets = above.to_column(above.lower.mean(axis=0)) + across
    y, z = meets - rotation(lean) @ new.upper.mean(axis=0)
    return _place(vertebra, (float(y), float(z)), lean)


def _above(below: PlacedVertebra, vertebra: Vertebra, scale: float) -> PlacedVertebra:
    height, angle = _disc(vertebra.level, scale)
    new = _place(vertebra, (0.0, 0.0), 0.0)
    facing = below.lean_deg + _slope_deg(below.upper)
    lean = facing + angle - _slope_deg(new.lower)
    across = rotation(facing + angle / 2) @ np.array([0.0, height])
    meets = below.to_column(below.upper.mean(axis=0)) + across
    y, z = meets - rotation(lean) @ new.lower.mean(axis=0)
    return _place(vertebra, (float(y), float(z)), lean)


def _disc(level: str, scale: float) -> tuple[float, float]:
    row = tables.table("imaging_discs").row("level", level)
    return scale * float(row["disc_height_mm"]), float(row["disc_angle_deg"])
