"""The bone that cement flows through: its pores, how easily each lets fluid pass, and the ways out of it.

Walls are sealed by what the voxels are, not by their density: a wall thinner than a voxel would otherwise leak
everywhere.

See decision 0121.
"""

from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from vertebra import tables
from vertebra.arguments import checked
from vertebra.errors import InputError
from vertebra.models.anatomy.tissue import partial_volume
from vertebra.models.cement.leak_paths import STEPS, WALLS, Floats, Ints, LeakPaths, concatenate, leak_paths, wall_mm
from vertebra.models.fracture.cleft import plane_fraction
from vertebra.patient import Part, Vertebra
from vertebra.texts import pgettext

FLOWING = (Part.TRABECULAR, Part.BASIVERTEBRAL_VEIN, Part.CAVITY)
MAX_POROSITY = 0.98
MIN_PORE_ML = 0.5
MIN_PORE_FRACTION = 0.25
"""A voxel of the wall with less spongy bone than this is left out: so little room would shorten every step in time."""


@dataclass(frozen=True, eq=False)
class PorousMedium:
    """The cells that fluid can reach, numbered from 0 to n - 1. All arrays are read-only.

    Parameters
    ----------
    places : array (n, 3)
        Index of each cell on the vertebra's grid.
    centres_mm : array (n, 3)
    near : array (n, 6)
        Neighbour across each face (+x, -x, +y, -y, +z, -z), -1 at a wall.
    porosity : array (n,)
        Share of a voxel that is room for cement.
    permeability_mm2 : array (n, 3)
        Along x, y and z.
    paths : LeakPaths
        Ways out of the cells.
    spacing_mm, shape : tuple
        Of the vertebra's grid.
    base : PorousMedium, optional
        The same bone without the tracks of needles.
    pore_mm3 : array (n,)
        Room for cement in each cell; worked out.
    """

    places: NDArray[np.intp]
    centres_mm: Floats
    near: Ints
    porosity: Floats
    permeability_mm2: Floats
    paths: LeakPaths
    spacing_mm: tuple[float, float, float]
    shape: tuple[int, int, int]
    base: "PorousMedium | None" = None
    pore_mm3: Floats = field(init=False, repr=False)

    def __post_init__(self) -> None:
        for array in (self.places, self.centres_mm, self.near, self.porosity, self.permeability_mm2, *self.paths):
            array.setflags(write=False)
        room = self.porosity * float(np.prod(self.spacing_mm))
        room.setflags(write=False)
        object.__setattr__(self, "pore_mm3", room)

    @property
    def pore_ml(self) -> float:
        """Room for cement in all cells (mL)."""
        return float(self.porosity.sum() * np.prod(self.spacing_mm) / 1000)

    def _cache_members_(self) -> tuple[object, ...]:
        """What is large in it."""
        arrays = self.places, self.centres_mm, self.near, self.porosity, self.permeability_mm2, self.pore_mm3
        return (self.base, *arrays, *self.paths)

    def opened(self, track: LeakPaths) -> "PorousMedium":
        """The same bone with the track of one more needle."""
        return replace(self, paths=concatenate(self.paths, track), base=self.base or self)

    def without_tracks(self) -> "PorousMedium":
        """The same bone without needles."""
        return self.base or self

    def on_grid(self, values: NDArray[np.floating]) -> NDArray[np.float32]:
        """Spread one value for each cell (n,) over the vertebra's grid (nx, ny, nz), 0 elsewhere."""
        full = np.zeros(self.shape, np.float32)
        full[tuple(self.places.T)] = values
        return full


@checked
def porous_medium(
    vertebra: Vertebra, impermeable_walls: bool = False, cracks: NDArray[np.floating] | None = None
) -> PorousMedium:
    """Build the pores of a body and the ways out of them.

    Parameters
    ----------
    vertebra : Vertebra
    impermeable_walls : bool
        Leave only the small vessels as a way out.
    cracks : array (nx, ny, nz), optional
        How far each place of the wall is broken, 0 to 1; by default as its shell shows (`wall_defect_fraction`).

    Returns
    -------
    PorousMedium
        Of the largest connected piece of spongy bone.

    Raises
    ------
    InputError
        For less than 0.5 mL of spongy bone, and for cracks of another shape or outside 0 to 1.

    Source
    ------
    Baroud2004, Bryant1988.
    """
    inner, density = _inside_the_wall(vertebra)
    places = _largest(inner > 0)
    if len(places) * vertebra.voxel_ml < MIN_PORE_ML:
        raise InputError(
            pgettext(
                "no-bone-for-cement", "There is no trabecular bone in this vertebral body that cement could flow into."
            )
        )
    number = np.full(np.add(vertebra.shape, 2), -1, np.int32)
    number[tuple((places + 1).T)] = np.arange(len(places), dtype=np.int32)
    near = np.stack([number[tuple((places + 1 + step).T)] for step in STEPS], axis=1)
    labels = vertebra.labels[tuple(places.T)]
    porosity, permeability = _pores(density[tuple(places.T)].astype(float), labels)
    _open_plane(plane_fraction(vertebra)[tuple(places.T)], vertebra.spacing_mm[2], porosity, permeability)
    share = inner[tuple(places.T)].astype(float)
    porosity, permeability = porosity * share, permeability * share[:, None]
    paths = leak_paths(vertebra, places, near, impermeable_walls, cracks)
    x, y, z = vertebra.axes_mm()
    centres = np.stack([x[places[:, 0]], y[places[:, 1]], z[places[:, 2]]], axis=1)
    return PorousMedium(places, centres, near, porosity, permeability, paths, vertebra.spacing_mm, vertebra.shape)


def _inside_the_wall(vertebra: Vertebra) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Share of each voxel that is spongy bone, vein or hollow, and its density; the wall is thinner than a voxel.

    A voxel of the wall counts with what lies below the wall, so that a coarse grid has no smaller body than a fine one;
    its spongy bone is taken to be that of the nearest voxel that has no wall.
    """
    from scipy import ndimage

    spongy = np.asarray(vertebra.is_part(*FLOWING))
    walls = np.asarray(vertebra.is_part(*WALLS))
    step = float(np.prod(vertebra.spacing_mm)) ** (1 / 3)
    below = partial_volume(vertebra.surface_mm + wall_mm(vertebra), step)
    inner = np.where(spongy, 1, np.where(walls & (below >= MIN_PORE_FRACTION), below, 0)).astype(np.float32)
    if not spongy.any():
        return inner, vertebra.density_mg_cm3
    nearest = ndimage.distance_transform_edt(~spongy, vertebra.spacing_mm, return_distances=False, return_indices=True)
    return inner, np.asarray(vertebra.density_mg_cm3[tuple(nearest)])


@checked
def permeability_si_m2(porosity: Floats) -> Floats:
    """Permeability (m2) along the spine by porosity (0 to 1), as an array of the same shape.

    Kozeny and Carman's law through the measured mean, kept within the limits of the table.

    Source
    ------
    Baroud2004.
    """
    usual = tables.value("permeability_reference_porosity")
    grown = (porosity / usual) ** 3 * ((1 - usual) / np.maximum(1 - porosity, 1e-6)) ** 2
    low, high = tables.value("permeability_min_m2"), tables.value("permeability_max_m2")
    return np.clip(tables.value("permeability_si_m2") * grown, low, high)


def _pores(density_mg_cm3: Floats, labels: NDArray[np.uint8]) -> tuple[Floats, Floats]:
    """Porosity, and permeability (mm2) along x, y, z."""
    porosity = 1 - density_mg_cm3 / tables.value("trabecular_tissue_density_mg_cm3")
    porosity = np.clip(porosity, 0.3, MAX_POROSITY)
    along = 1e6 * permeability_si_m2(porosity)
    flat = along * tables.value("permeability_ap_m2") / tables.value("permeability_si_m2")
    permeability = np.stack([flat, flat, along], axis=1)
    for part, name in ((Part.BASIVERTEBRAL_VEIN, "permeability_max_m2"), (Part.CAVITY, "cavity_permeability_m2")):
        open_space = labels == part
        porosity[open_space] = 1.0
        permeability[open_space] = 1e6 * tables.value(name)
    return porosity, permeability


def _open_plane(share: NDArray[np.float32], step_mm: float, porosity: Floats, permeability: Floats) -> None:
    """Add a fresh fracture plane to the cells it passes: a slit, easy along it by the cubic law, no help across it."""
    gap = tables.value("fracture_gap_mm")
    permeability[:, :2] += (share * gap**3 / (12 * step_mm))[:, None]
    porosity += np.minimum(share * gap / step_mm, 1) * (1 - porosity)


def _largest(inside: NDArray[np.bool_]) -> NDArray[np.intp]:
    """Places of the largest piece whose voxels share faces."""
    from scipy import ndimage

    pieces, count = ndimage.label(inside)
    if count == 0:
        return np.empty((0, 3), np.intp)
    sizes = np.bincount(pieces.ravel())[1:]
    return np.argwhere(pieces == 1 + int(sizes.argmax()))
