"""The needle's opening in a grid: which cells it feeds, and the pressure that falls between its rim and their size."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from vertebra.arguments import checked
from vertebra.errors import InputError
from vertebra.models.cement.porous_medium import PorousMedium
from vertebra.texts import _, pgettext

LATTICE = np.array([0.252731, 0.086064, 0.055149, 0.043545])
"""Green's function of the seven-point scheme on a cubic grid at squared distances of 0, 1, 2, 3 voxels; further off it
is that of space, 1 / (4 pi r), to two per cent. (The first is Watson's integral over six.)
"""


@checked
def source_cells(medium: PorousMedium, tip_mm: Sequence[float], radius_mm: float) -> NDArray[np.intp]:
    """Find the cells that a needle's opening feeds: those within its radius, and at least the nearest one.

    Parameters
    ----------
    medium : PorousMedium
    tip_mm : (x, y, z)
    radius_mm : float
        Of the bore.

    Returns
    -------
    array of int
        Numbers of cells.

    Raises
    ------
    InputError
        For a tip that is not three finite numbers, or lies farther than a voxel's diagonal from every cell.
    """
    place = np.asarray(tip_mm, float)
    if place.shape != (3,) or not np.isfinite(place).all():
        raise InputError(
            _("The needle's tip is {tip_mm}; give three numbers, x, y and z in mm.").format(tip_mm=repr(tip_mm))
        )
    away = np.linalg.norm(medium.centres_mm - place, axis=1)
    nearest = int(np.argmin(away))
    if away[nearest] > 1.01 * float(np.linalg.norm(medium.spacing_mm)):
        where = ", ".join(f"{one:g}" for one in place)
        raise InputError(
            pgettext(
                "tip-outside-bone",
                "The needle's tip at ({where}) mm lies outside the bone of the body; move it inside.",
            ).format(where=where)
        )
    return np.flatnonzero(away <= max(radius_mm, float(away[nearest]) + 1e-9))


@checked
def peaceman_resistance_pa_s_per_mm3(
    medium: PorousMedium, tips: NDArray[np.intp], viscosity_pa_s: NDArray[np.float64], radius_mm: float
) -> float:
    """Resistance (Pa for each mm3/s) between the mean of the tip's cells and the bore's own radius.

    Without it the pressure would depend on the size of the voxels: this is Peaceman's correction, for points in space.
    In voxels of side h the tip's cells stand mu Q / (k h) times the mean of the grid's own Green's function above what
    is far away; a sphere of the bore's radius r stands mu Q / (4 pi k r) above it. It can be negative, where the voxels
    are smaller than the bore.

    Parameters
    ----------
    medium : PorousMedium
    tips : array of int
        Cells that the opening feeds.
    viscosity_pa_s : array (n,)
        Of all cells.
    radius_mm : float
        Of the bore, above 0.
    """
    side = float(np.prod(medium.spacing_mm)) ** (1 / 3)
    cells = medium.places[tips]
    squares = ((cells[:, None, :] - cells[None, :, :]) ** 2).sum(axis=2)
    own = np.where(squares < len(LATTICE), LATTICE[np.minimum(squares, len(LATTICE) - 1)], 0)
    far = squares >= len(LATTICE)
    own[far] = 1 / (4 * np.pi * np.sqrt(squares[far]))
    permeability = float(np.exp(np.log(medium.permeability_mm2[tips]).mean()))
    ideal = 1 / (4 * np.pi * radius_mm)
    return float(viscosity_pa_s[tips].mean()) / permeability * (ideal - float(own.mean()) / side)
