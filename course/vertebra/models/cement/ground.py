"""The bone that cement flows through: its pores, how easily each lets fluid pass, and the ways out of it.

Walls are sealed by what the voxels are, not by their density: a wall thinner than a voxel would otherwise leak everywhere.
Fluid leaves where a wall is broken, through the vein in the back wall, along the needle, and, slowly, through the small
vessels of every wall, which lets marrow out.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from vertebra import tables
from vertebra.errors import InputError
from vertebra.patient import Part, Vertebra

Floats = NDArray[np.float64]
Ints = NDArray[np.int32]

FLOWING = (Part.TRABECULAR, Part.BASIVERTEBRAL_VEIN, Part.CAVITY)
WALLS = (Part.CORTICAL_SHELL, Part.SUPERIOR_ENDPLATE, Part.INFERIOR_ENDPLATE)
COMPARTMENTS = ("disc above", "disc below", "canal", "paravertebral", "epidural vein", "needle track", "small vessels")
PATCH_MM = 3.0
MOST_OPEN_POROSITY = 0.98
SMALLEST_ML = 0.5
STEPS = ((1, 0, 0), (-1, 0, 0), (0, 1, 0), (0, -1, 0), (0, 0, 1), (0, 0, -1))


@dataclass(frozen=True, eq=False)
class Ground:
    """The cells that fluid can reach, numbered; all lengths in mm, `permeability_mm2` by axis (n, 3).

    `near` (n, 6) is the neighbour across each face (+x, -x, +y, -y, +z, -z), -1 at a wall. `outlets` (m) are the cells with a
    way out, `outlet_mm3` its conductance times viscosity, `outlet_compartment` what lies behind, as an index of COMPARTMENTS.
    """

    places: NDArray[np.intp]
    centres_mm: Floats
    near: Ints
    porosity: Floats
    permeability_mm2: Floats
    outlets: Ints
    outlet_mm3: Floats
    outlet_compartment: Ints
    spacing_mm: tuple[float, float, float]
    shape: tuple[int, int, int]

    @property
    def pore_ml(self) -> float:
        """Room for cement in all cells."""
        return float(self.porosity.sum() * np.prod(self.spacing_mm) / 1000)

    def field(self, values: NDArray[np.floating]) -> NDArray[np.float32]:
        """One value a cell as an array of the vertebra's shape, 0 elsewhere."""
        full = np.zeros(self.shape, np.float32)
        full[tuple(self.places.T)] = values
        return full


def ground(vertebra: Vertebra, sealed: bool = False) -> Ground:
    """The pores of a body. `sealed` leaves only the small vessels as a way out. Sources: Baroud2004, Bryant1988.

    Raises InputError where the body has no pores to speak of.
    """
    inside = np.asarray(vertebra.is_part(*FLOWING))
    places = _largest(inside)
    if len(places) * vertebra.voxel_ml < SMALLEST_ML:
        raise InputError("There is no trabecular bone in this vertebral body that cement could flow into.")
    number = np.full(np.add(vertebra.shape, 2), -1, np.int32)
    number[tuple((places + 1).T)] = np.arange(len(places), dtype=np.int32)
    near = np.stack([number[tuple((places + 1 + step).T)] for step in STEPS], axis=1)
    labels = vertebra.labels[tuple(places.T)]
    porosity, permeability = _pores(vertebra.density_mg_cm3[tuple(places.T)].astype(float), labels)
    outlets = _gather(
        _small_vessels(near, vertebra), *([] if sealed else [_cracks(vertebra, places), _vein(vertebra, places)])
    )
    x, y, z = vertebra.axes_mm()
    centres = np.stack([x[places[:, 0]], y[places[:, 1]], z[places[:, 2]]], axis=1)
    return Ground(places, centres, near, porosity, permeability, *outlets, vertebra.spacing_mm, vertebra.shape)


def with_track(ground: Ground, tips: NDArray[np.intp], outer_radius_mm: float) -> Ground:
    """The same bone with the gap beside a needle as a way out of the cells at its tip."""
    from dataclasses import replace

    gap, length = tables.value("track_gap_mm"), tables.value("track_length_mm")
    conductance = 2 * np.pi * outer_radius_mm * gap**3 / (12 * length) / len(tips)
    behind = np.full(len(tips), COMPARTMENTS.index("needle track"), np.int32)
    return replace(
        ground,
        outlets=np.concatenate([ground.outlets, tips.astype(np.int32)]),
        outlet_mm3=np.concatenate([ground.outlet_mm3, np.full(len(tips), conductance)]),
        outlet_compartment=np.concatenate([ground.outlet_compartment, behind]),
    )


def permeability_si_m2(porosity: Floats) -> Floats:
    """Along the spine: Kozeny and Carman through the measured mean, within the limits of the table. Source: Baroud2004."""
    usual = tables.value("permeability_reference_porosity")
    grown = (porosity / usual) ** 3 * ((1 - usual) / np.maximum(1 - porosity, 1e-6)) ** 2
    low, high = tables.value("permeability_least_m2"), tables.value("permeability_most_m2")
    return np.clip(tables.value("permeability_si_m2") * grown, low, high)


def _pores(density_mg_cm3: Floats, labels: NDArray[np.uint8]) -> tuple[Floats, Floats]:
    """Porosity, and permeability (mm2) along x, y, z."""
    porosity = 1 - density_mg_cm3 / tables.value("trabecular_tissue_density_mg_cm3")
    porosity = np.clip(porosity, 0.3, MOST_OPEN_POROSITY)
    along = 1e6 * permeability_si_m2(porosity)
    flat = along * tables.value("permeability_ap_m2") / tables.value("permeability_si_m2")
    permeability = np.stack([flat, flat, along], axis=1)
    for part, name in ((Part.BASIVERTEBRAL_VEIN, "permeability_most_m2"), (Part.CAVITY, "cavity_permeability_m2")):
        open_space = labels == part
        porosity[open_space] = 1.0
        permeability[open_space] = 1e6 * tables.value(name)
    return porosity, permeability


def _largest(inside: NDArray[np.bool_]) -> NDArray[np.intp]:
    """Places of the largest piece whose voxels share faces."""
    from scipy import ndimage

    pieces, count = ndimage.label(inside)
    if count == 0:
        return np.empty((0, 3), np.intp)
    sizes = np.bincount(pieces.ravel())[1:]
    return np.argwhere(pieces == 1 + int(sizes.argmax()))


Outlets = tuple[Ints, Floats, Ints]


def _gather(*parts: Outlets) -> Outlets:
    cells, conductances, compartments = (np.concatenate(one) for one in zip(*parts, strict=True))
    return cells.astype(np.int32), conductances.astype(float), compartments.astype(np.int32)


def _small_vessels(near: Ints, vertebra: Vertebra) -> Outlets:
    """Every face at a wall lets a little through."""
    areas = _face_areas(vertebra.spacing_mm)
    cells, faces = np.nonzero(near < 0)
    conductance = 1e6 * tables.value("wall_permeability_m2") * areas[faces] / tables.value("shell_thickness_mm")
    return cells.astype(np.int32), conductance, np.full(len(cells), COMPARTMENTS.index("small vessels"), np.int32)


def _face_areas(spacing_mm: tuple[float, float, float]) -> Floats:
    dx, dy, dz = spacing_mm
    return np.repeat([dy * dz, dx * dz, dx * dy], 2)


def _cracks(vertebra: Vertebra, places: NDArray[np.intp]) -> Outlets:
    """Faces against a broken patch of wall: parallel cracks, each with the cubic law, the more of them the thinner the patch."""
    broken = broken_share(vertebra)
    reached = np.asarray(vertebra.is_part(*WALLS)) & (broken > 0)
    gap, length = tables.value("crack_aperture_mm"), tables.value("shell_thickness_mm")
    for_area = gap**3 / (12 * length * tables.value("crack_spacing_mm"))
    areas = _face_areas(vertebra.spacing_mm)
    found: list[tuple[int, float, int]] = []
    padded = np.pad(np.where(reached, broken, 0), 1)
    for face, step in enumerate(STEPS):
        open_share = padded[tuple((places + 1 + step).T)]
        for cell in np.flatnonzero(open_share):
            where = compartment_of(vertebra, tuple(places[cell] + step))
            found.append((int(cell), for_area * areas[face] * float(open_share[cell]), COMPARTMENTS.index(where)))
    cells, conductances, behind = zip(*found, strict=True) if found else ((), (), ())
    return np.array(cells, np.int32), np.array(conductances, float), np.array(behind, np.int32)


def broken_share(vertebra: Vertebra) -> NDArray[np.float32]:
    """How far each place of a wall is broken: 0 where a patch round it has its usual thickness, 1 where nothing is left."""
    from scipy import ndimage

    size = [max(3, round(PATCH_MM / step) | 1) for step in vertebra.spacing_mm]
    solid = ndimage.uniform_filter(vertebra.shell_fraction.astype(np.float32), size, mode="constant")
    # A sheet of thickness t across a patch of n voxels a side fills t / (n step) of it.
    thickness = solid * np.float32(np.mean([n * step for n, step in zip(size, vertebra.spacing_mm, strict=True)]))
    usual = tables.value("crack_intact_share") * tables.value("shell_thickness_mm")
    return np.asarray(np.clip(1 - thickness / np.float32(usual), 0, 1), np.float32)


def compartment_of(vertebra: Vertebra, place: tuple[int, ...]) -> str:
    """What lies behind a place in the wall: a disc, the canal, or the tissue beside the spine."""
    label = vertebra.labels[place]
    if label == Part.SUPERIOR_ENDPLATE:
        return "disc above"
    if label == Part.INFERIOR_ENDPLATE:
        return "disc below"
    i, j, k = place
    behind = vertebra.labels[i, max(j - round(8 / vertebra.spacing_mm[1]), 0) : j, k]
    return "canal" if (behind == Part.CANAL).any() else "paravertebral"


def _vein(vertebra: Vertebra, places: NDArray[np.intp]) -> Outlets:
    """The foramen: the hindmost cells of the basivertebral vein open into the veins before the dura."""
    is_vein = vertebra.labels[tuple(places.T)] == Part.BASIVERTEBRAL_VEIN
    cells = np.flatnonzero(is_vein)
    if len(cells) == 0:
        return np.empty(0, np.int32), np.empty(0), np.empty(0, np.int32)
    hindmost = places[cells, 1].min()
    cells = cells[places[cells, 1] == hindmost]
    lumen = tables.value("vein_lumen_mm2")
    conductance = 1e6 * tables.value("permeability_most_m2") * lumen / tables.value("vein_length_mm") / len(cells)
    behind = np.full(len(cells), COMPARTMENTS.index("epidural vein"), np.int32)
    return cells.astype(np.int32), np.full(len(cells), conductance), behind
