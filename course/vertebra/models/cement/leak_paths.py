"""The ways out of a vertebral body, each with a conductance and what lies behind it.

Fluid leaves where a wall is broken, through the vein in the back wall, along the needle, and, slowly, through the small
vessels of every wall, which lets marrow out. See decisions 0122 and 0356.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from vertebra import cache, tables
from vertebra.arguments import checked
from vertebra.errors import InputError
from vertebra.models.anatomy.tissue import partial_volume
from vertebra.patient import Part, Vertebra
from vertebra.texts import pgettext

Point = tuple[float, float, float]
Floats = NDArray[np.float64]
Ints = NDArray[np.int32]


class LeakPaths(NamedTuple):
    """Ways out of the body; each array has one value for each way.

    Parameters
    ----------
    cells : array of int
        The cell that it leads out of.
    conductance_mm3 : array
        Flow times viscosity over pressure.
    behind : array of int
        Index in `COMPARTMENTS` of what lies behind.
    shear_per_mm3 : array
        Shear rate (1/s) in it for a flow of 1 mm3/s; 0 where the shear rate of the cell's pores counts.
    approach_per_mm : array
        Resistance of the narrowing stream in the cell before it, times the cell's permeability over its viscosity.
    """

    cells: Ints
    conductance_mm3: Floats
    behind: Ints
    shear_per_mm3: Floats
    approach_per_mm: Floats


def _without_shear(cells: NDArray[np.integer], conductance_mm3: Floats, compartment: str) -> LeakPaths:
    """Ways out of one kind in which the fluid is sheared as in the cell before it."""
    behind = np.full(len(cells), COMPARTMENTS.index(compartment), np.int32)
    return LeakPaths(cells.astype(np.int32), conductance_mm3, behind, np.zeros(len(cells)), np.zeros(len(cells)))


WALLS = (Part.CORTICAL_SHELL, Part.SUPERIOR_ENDPLATE, Part.INFERIOR_ENDPLATE)
ENDPLATES = WALLS[1:]
COMPARTMENTS = ("disc above", "disc below", "canal", "paravertebral", "epidural vein", "needle track", "small vessels")
STEPS = ((1, 0, 0), (-1, 0, 0), (0, 1, 0), (0, -1, 0), (0, 0, 1), (0, 0, -1))
PATCH_MM = 1.5
"""Standard deviation of the patch over which the thickness of a wall is taken; in mm, so that it is the same on every
grid."""
STRIDE_MM = 0.5
MIN_OPEN_MM2 = 1e-4
MAX_WALL_VOXELS = 1.8
"""Voxels between a wall and the cell behind it; farther walls belong to something else."""
MIN_TRACK_MM, MAX_TRACK_MM = 5.0, 120.0
"""Least and greatest length of a needle's track in bone."""
CANAL_BEHIND_MM = 8.0
"""How far behind a place in the back wall the canal is looked for."""


@checked
def leak_paths(
    vertebra: Vertebra,
    places: NDArray[np.intp],
    near: Ints,
    impermeable_walls: bool,
    cracks: NDArray[np.floating] | None,
) -> LeakPaths:
    """Find all ways out of the cells, except along needles.

    Parameters
    ----------
    vertebra : Vertebra
    places : array (n, 3)
        Index of each cell on the grid.
    near : array (n, 6)
        Neighbour across each face in the order of `STEPS`, -1 at a wall.
    impermeable_walls : bool
        Leave only the small vessels as a way out.
    cracks : array (nx, ny, nz), optional
        How far each place of the wall is broken, 0 to 1; by default `wall_defect_fraction`.

    Returns
    -------
    LeakPaths

    Raises
    ------
    InputError
        For cracks of another shape than the vertebra's or outside 0 to 1.

    Source
    ------
    `assets/tables/cement.toml`.
    """
    small = _small_vessels(near, vertebra)
    if impermeable_walls:
        return small
    broken = wall_defect_fraction(vertebra) if cracks is None else _cracks_of_vertebra(vertebra, cracks)
    return concatenate(small, _cracks(vertebra, places, broken), _vein(vertebra, places))


@checked
def needle_track(
    vertebra: Vertebra,
    tip_mm: Point,
    tips: NDArray[np.intp],
    outer_radius_mm: float,
    direction: Point | None,
) -> LeakPaths:
    """The gap beside a needle as a way out: a slit (cubic law) back to where the needle came in.

    Parameters
    ----------
    vertebra : Vertebra
    tip_mm : (x, y, z)
    tips : array of int
        Cells that the needle's opening feeds.
    outer_radius_mm : float
    direction : (x, y, z), optional
        The way the needle went in; None for a track of the usual length.

    Returns
    -------
    LeakPaths
        One way for each of `tips`.

    Raises
    ------
    InputError
        For a direction of zero length or that is not finite.
    """
    gap, length = tables.value("track_gap_mm"), tables.value("track_length_mm")
    if direction is not None:
        length = _track_length_mm(vertebra, tip_mm, direction)
    conductance = np.full(len(tips), 2 * np.pi * outer_radius_mm * gap**3 / (12 * length) / len(tips))
    found = _without_shear(tips, conductance, "needle track")
    return found._replace(shear_per_mm3=_slit_shear(gap, length, conductance))


def _slit_shear(gap_mm: float, length_mm: ArrayLike, conductance_mm3: Floats) -> Floats:
    """Shear rate (1/s) at the walls of a slit for 1 mm3/s: 6 speed / gap, where its conductance gives the breadth."""
    return gap_mm / (2 * np.asarray(length_mm) * conductance_mm3)


def _track_length_mm(vertebra: Vertebra, tip_mm: Point, direction: Point) -> float:
    """How far a needle that went in along `direction` lies in bone."""
    size = float(np.linalg.norm(direction))
    if not np.isfinite(size) or size == 0:
        raise InputError(
            pgettext(
                "bad-direction", "The needle's direction is {direction}; give three numbers that are not all zero."
            ).format(direction=direction)
        )
    back = -np.asarray(direction, float) / size
    gone = np.arange(0, MAX_TRACK_MM, STRIDE_MM)
    at = np.rint((np.asarray(tip_mm) + gone[:, None] * back - vertebra.origin_mm) / vertebra.spacing_mm).astype(int)
    within = ((at >= 0) & (at < vertebra.shape)).all(axis=1)
    outside = np.array(~within)
    outside[within] = vertebra.surface_mm[tuple(at[within].T)] > 0
    return max(float(gone[np.argmax(outside)]) if outside.any() else float(gone[-1]), MIN_TRACK_MM)


def _cracks_of_vertebra(vertebra: Vertebra, cracks: NDArray[np.floating]) -> NDArray[np.float32]:
    found = np.asarray(cracks, np.float32)
    if found.shape != vertebra.shape or not ((found >= 0) & (found <= 1)).all():
        raise InputError(
            pgettext(
                "cracks-shape",
                "The cracks have the shape {shape}; give numbers from 0 to 1 in the vertebra's "
                "shape, {vertebra_shape}.",
            ).format(shape=found.shape, vertebra_shape=vertebra.shape)
        )
    return found


def concatenate(*parts: LeakPaths) -> LeakPaths:
    """Join several lists of ways out."""
    return LeakPaths(*(np.concatenate(one) for one in zip(*parts, strict=True)))


def _small_vessels(near: Ints, vertebra: Vertebra) -> LeakPaths:
    """Every face at a wall lets a little through."""
    areas = _face_areas(vertebra.spacing_mm)
    cells, faces = np.nonzero(near < 0)
    conductance = 1e6 * tables.value("wall_permeability_m2") * areas[faces] / tables.value("shell_thickness_mm")
    return _without_shear(cells, conductance, "small vessels")


def _face_areas(spacing_mm: tuple[float, float, float]) -> Floats:
    dx, dy, dz = spacing_mm
    return np.repeat([dy * dz, dx * dz, dx * dy], 2)


def _cracks(vertebra: Vertebra, places: NDArray[np.intp], broken: NDArray[np.float32]) -> LeakPaths:
    """Broken patches of wall: parallel cracks, each with the cubic law, open into the nearest cell.

    Before a row of slits the stream narrows: for each mm of slit that resists ln(1 / sin(pi gap / 2 spacing)) / (pi k),
    exact for a half space of permeability k.
    """
    from scipy import ndimage

    gap, spacing = tables.value("crack_aperture_mm"), tables.value("crack_spacing_mm")
    patches, area_mm2 = wall_patches(vertebra)
    open_mm2 = area_mm2 * broken[tuple(patches.T)]
    patches, open_mm2 = patches[open_mm2 > MIN_OPEN_MM2], open_mm2[open_mm2 > MIN_OPEN_MM2]
    number = np.full(vertebra.shape, -1, np.int32)
    number[tuple(places.T)] = np.arange(len(places), dtype=np.int32)
    away, nearest = ndimage.distance_transform_edt(number < 0, vertebra.spacing_mm, return_indices=True)
    near = away[tuple(patches.T)] <= MAX_WALL_VOXELS * max(vertebra.spacing_mm)
    patches, length = patches[near], open_mm2[near] / spacing
    cells = number[tuple(nearest[(slice(None), *patches.T)])]
    thick = wall_mm(vertebra)[tuple(patches.T)].astype(float)
    conductance = gap**3 / (12 * thick) * length
    behind = np.array([COMPARTMENTS.index(compartment_of(vertebra, tuple(place))) for place in patches], np.int32)
    narrowing = np.log(1 / np.sin(np.pi * gap / (2 * spacing))) / np.pi / length
    return LeakPaths(cells.astype(np.int32), conductance, behind, _slit_shear(gap, thick, conductance), narrowing)


@checked
@cache.BONES.memoize
def wall_patches(vertebra: Vertebra) -> tuple[NDArray[np.intp], Floats]:
    """The wall of a body in patches: the voxels that are labelled as wall, and how much of it each stands for.

    The wall is thinner than a voxel and lies partly in voxels beside those that are labelled, outside them above all.
    Its area there is taken from the distance to the surface, and counted for the nearest labelled voxel: the patches
    of any part of the wall add up to its true area on every grid.

    Parameters
    ----------
    vertebra : Vertebra

    Returns
    -------
    places : array (n, 3)
        Index of each voxel that is labelled as wall.
    area_mm2 : array (n,)
        Area of the wall that it stands for, not of its faces.
    """
    from scipy import ndimage

    walls = np.asarray(vertebra.is_part(*WALLS))
    places = np.argwhere(walls)
    if not len(places):
        return places, np.zeros(0)
    margin = int(np.ceil(MAX_WALL_VOXELS)) + 1
    box = tuple(
        slice(max(low - margin, 0), high + margin + 1) for low, high in zip(places.min(0), places.max(0), strict=True)
    )
    away, nearest = ndimage.distance_transform_edt(~walls[box], vertebra.spacing_mm, return_indices=True)
    thick = wall_mm(vertebra)[box][tuple(nearest)]
    share = _wall_fraction(vertebra.surface_mm[box], thick, vertebra.spacing_mm)
    others = np.isin(vertebra.labels[box], [Part.PEDICLE, Part.POSTERIOR_ELEMENTS])
    counted = (share > 0) & ~others & (away <= MAX_WALL_VOXELS * max(vertebra.spacing_mm))
    number = np.zeros(walls[box].shape, np.intp)
    number[walls[box]] = np.arange(len(places))
    area = (share / thick)[counted].astype(float) * float(np.prod(vertebra.spacing_mm))
    owners = number[tuple(one[counted] for one in nearest)]
    return places, np.asarray(np.bincount(owners, area, minlength=len(places)), np.float64)


@checked
def wall_mm(vertebra: Vertebra) -> NDArray[np.float32]:
    """Usual thickness (mm) of the wall at each voxel (nx, ny, nz): of the endplate where one is, else of the shell."""
    ends = vertebra.is_part(*ENDPLATES)
    shell, endplate = tables.value("shell_thickness_mm"), tables.value("endplate_thickness_mm")
    return np.where(ends, endplate, shell).astype(np.float32)


@checked
def intact_wall_fraction(vertebra: Vertebra) -> NDArray[np.float32]:
    """Share of each voxel (nx, ny, nz; 0 to 1) that an unbroken wall fills, by the distance to the surface."""
    return _wall_fraction(vertebra.surface_mm, wall_mm(vertebra), vertebra.spacing_mm)


def _wall_fraction(
    surface_mm: NDArray[np.float32], thick_mm: NDArray[np.float32], spacing_mm: tuple[float, float, float]
) -> NDArray[np.float32]:
    """Share of each voxel between the surface and a depth below it."""
    step = float(np.prod(spacing_mm)) ** (1 / 3)
    return np.asarray(partial_volume(surface_mm, step) - partial_volume(surface_mm + thick_mm, step), np.float32)


@checked
def wall_defect_fraction(vertebra: Vertebra) -> NDArray[np.float32]:
    """How far each place of a wall is broken (nx, ny, nz).

    It is 0 where a patch around it keeps at least the share `crack_intact_fraction` of its usual thickness, 1 where
    nothing is left, and 0 off the walls. The wall of a scanned body was measured; where it is thinner than usual all
    round, its own median counts as usual.
    """
    from scipy import ndimage

    walls = np.asarray(vertebra.is_part(*WALLS))
    spread = [PATCH_MM / one for one in vertebra.spacing_mm]
    found, wanted = (
        ndimage.gaussian_filter(np.where(walls, one, 0).astype(np.float32), spread, mode="constant", truncate=3)
        for one in (vertebra.shell_fraction, intact_wall_fraction(vertebra))
    )
    left = np.divide(found, wanted, out=np.ones_like(found), where=wanted > 0)
    usual = min(1.0, float(np.median(left[walls]))) if vertebra.scanned and walls.any() else 1.0
    broken = np.clip(1 - left / np.float32(tables.value("crack_intact_fraction") * max(usual, 1e-6)), 0, 1)
    return np.where(walls, broken, 0).astype(np.float32)


@checked
def compartment_of(vertebra: Vertebra, place: tuple[int, ...]) -> str:
    """Name what lies behind a place in the wall.

    Parameters
    ----------
    vertebra : Vertebra
    place : (i, j, k)
        Index of a voxel.

    Returns
    -------
    str
        "disc above", "disc below", "canal" (within CANAL_BEHIND_MM behind it) or "paravertebral".
    """
    label = vertebra.labels[place]
    if label == Part.SUPERIOR_ENDPLATE:
        return "disc above"
    if label == Part.INFERIOR_ENDPLATE:
        return "disc below"
    i, j, k = place
    behind = vertebra.labels[i, max(j - round(CANAL_BEHIND_MM / vertebra.spacing_mm[1]), 0) : j, k]
    return "canal" if (behind == Part.CANAL).any() else "paravertebral"


def _vein(vertebra: Vertebra, places: NDArray[np.intp]) -> LeakPaths:
    """The foramen: the hindmost cells of the basivertebral vein open into the veins before the dura."""
    is_vein = vertebra.labels[tuple(places.T)] == Part.BASIVERTEBRAL_VEIN
    cells = np.flatnonzero(is_vein)
    if len(cells) == 0:
        return _without_shear(cells, np.empty(0), "epidural vein")
    hindmost = places[cells, 1].min()
    cells = cells[places[cells, 1] == hindmost]
    lumen = tables.value("vein_lumen_mm2")
    conductance = 1e6 * tables.value("permeability_max_m2") * lumen / tables.value("vein_length_mm") / len(cells)
    return _without_shear(cells, np.full(len(cells), conductance), "epidural vein")
