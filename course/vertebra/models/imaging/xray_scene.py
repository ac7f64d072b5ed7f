"""The patient in the X-ray beam: bone mineral in one volume, soft tissue around it, and instruments.

See decision 0128.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from vertebra import cache, tables
from vertebra.arguments import checked
from vertebra.errors import check_range
from vertebra.models import fracture
from vertebra.models.bone import marrow_fat_fraction
from vertebra.models.imaging import spine_assembly
from vertebra.models.imaging.attenuation import attenuation_per_cm, density_g_cm3, mass_attenuation_cm2_g
from vertebra.models.imaging.beam import linear_per_cm
from vertebra.models.imaging.instruments import RadiopaqueObject
from vertebra.models.imaging.projection import Volume, VolumePose
from vertebra.patient import LEVELS, Part, Patient, Vertebra, check_level
from vertebra.texts import _

Floats = NDArray[np.float32]
PAD = 2
"""Layers of empty voxels round the bone, so that the projector cuts nothing."""
EMPTY_VOLUME = Volume(np.zeros((2, 2, 2), np.float32), (1.0, 1.0, 1.0), (0.0, 0.0, 0.0))
EQUIVALENCE_KEV = 45.0
"""Energy at which marrow and cement in voxels are expressed as mineral; about the effective energy behind a patient."""


@dataclass(frozen=True)
class Trunk:
    """The upright ellipse of soft tissue round the spine: half axes, centre (y) and layer of fat, in mm."""

    half_width_mm: float
    half_depth_mm: float
    middle_y_mm: float
    fat_layer_mm: float


@dataclass(frozen=True, eq=False)
class XrayScene:
    """A patient in the beam.

    Parameters
    ----------
    bone : Volume
        Mineral in g/cm3; marrow and cement count as the mineral that attenuates the beam as much.
    trunk : Trunk
        Soft tissue.
    instruments : tuple
        Needles, balloons and cement as exact shapes, which leave the volume unchanged.
    moving_bones : tuple of (Volume, VolumePose)
        Bones with volumes of their own, each in a pose.
    """

    bone: Volume
    trunk: Trunk
    instruments: tuple[RadiopaqueObject, ...] = ()
    moving_bones: tuple[tuple[Volume, VolumePose], ...] = ()

    def with_instruments(self, *tools: RadiopaqueObject) -> "XrayScene":
        """The same patient with these tools and no others."""
        return replace(self, instruments=tools)


@checked
def trunk_ellipse(patient: Patient) -> Trunk:
    """The patient's trunk at the lumbar spine, scaled by the body mass index where weight and height are known.

    Source
    ------
    `trunk_width_mm`, `trunk_depth_mm`, `trunk_fat_layer_mm` and `reference_body_mass_index` of the tables.
    """
    usual = tables.value("reference_body_mass_index")
    known = patient.weight_kg is not None and patient.height_cm is not None
    index = patient.weight_kg / (patient.height_cm / 100) ** 2 if known else usual  # type: ignore[operator]
    grown = np.sqrt(index / usual)
    depth = float(tables.value("trunk_depth_mm") * grown)
    fat = tables.value("trunk_fat_layer_mm") * index / usual
    back = tables.value("trunk_back_behind_body_mm") + fat - tables.value("trunk_fat_layer_mm")
    return Trunk(float(tables.value("trunk_width_mm") * grown) / 2, depth / 2, depth / 2 - back, fat)


@checked
def xray_scene(
    patient: Patient,
    level: str = "L1",
    neighbours: int = 1,
    vertebrae: Mapping[str, Vertebra] | None = None,
    voxel_mm: float = 1.0,
) -> XrayScene:
    """The spine about a level in the patient's trunk; the level lies at zero.

    Parameters
    ----------
    patient : Patient
    level : str
        T7 to L5.
    neighbours : int
        Vertebrae above and below, 0 to 3.
    vertebrae : mapping, optional
        Ready ones by level (collapsed, treated, from a CT); the others are built.
    voxel_mm : float
        Edge of the voxels, 0.5 to 3 mm.

    Raises
    ------
    InputError
        For an unknown level or a value outside its range.
    """
    around = _around(level, int(check_range(_("The number of neighbours"), neighbours, 0, 3)))
    placed = spine_assembly.assemble_spine(patient, around, level, vertebrae, voxel_mm)
    return merge_volume(placed, trunk_ellipse(patient), patient, voxel_mm)


@checked
@cache.IMAGED.memoize
def xray_scene_of_body(patient: Patient, body: Vertebra) -> XrayScene:
    """The spine about a vertebra that is ready, with a neighbour above and below."""
    return xray_scene(patient, body.level, 1, {body.level: body})


@checked
@cache.IMAGED.memoize
def xray_scene_with_moving_body(
    patient: Patient, body: Vertebra, neighbours: int = 1, voxel_mm: float = 1.0
) -> XrayScene:
    """The spine about a vertebra that changes while it is watched; unchanged bones are kept.

    Where two bones share a voxel both count, which `xray_scene` avoids.

    Parameters
    ----------
    patient : Patient
    body : Vertebra
        Lies at zero and carries the vertebrae above it.
    neighbours : int
        Vertebrae above and below, 0 to 3.
    voxel_mm : float
        Edge of the neighbours' voxels, 0.5 to 3 mm.

    Raises
    ------
    InputError
        For a value outside its range.
    """
    levels = _around(body.level, int(check_range(_("The number of neighbours"), neighbours, 0, 3)))
    fat = marrow_fat_fraction(patient.age_years, patient.sex)
    ready = {one: body if one == body.level else fracture.as_recorded(patient, one, voxel_mm) for one in levels}
    placed = spine_assembly.assemble_spine(patient, levels, body.level, ready, voxel_mm)
    moved = tuple((_bone_volume(one.vertebra, fat), VolumePose(one.centre_mm, one.lean_deg)) for one in placed)
    return XrayScene(EMPTY_VOLUME, trunk_ellipse(patient), moving_bones=moved)


@cache.IMAGED.memoize
def _bone_volume(vertebra: Vertebra, fat_fraction: float) -> Volume:
    """One vertebra as a volume of its own, in its own axes."""
    x, y, z = (float(low - PAD * edge) for low, edge in zip(vertebra.origin_mm, vertebra.spacing_mm, strict=True))
    return Volume(np.pad(mineral_equivalent(vertebra, fat_fraction), PAD), vertebra.spacing_mm, (x, y, z))


@checked
def merge_volume(
    placed: Sequence[spine_assembly.PlacedVertebra], around: Trunk, patient: Patient, voxel_mm: float = 1.0
) -> XrayScene:
    """One volume from the placed vertebrae, on a grid of `voxel_mm`."""
    low, high = _extent(placed)
    shape = tuple(int(np.ceil((b - a) / voxel_mm)) + 1 + 2 * PAD for a, b in zip(low, high, strict=True))
    origin = tuple(float(a) - PAD * voxel_mm for a in low)
    total = np.zeros(shape, np.float32)
    for one in placed:
        _add_volume(total, one, origin, voxel_mm, marrow_fat_fraction(patient.age_years, patient.sex))
    return XrayScene(Volume(total, (voxel_mm, voxel_mm, voxel_mm), (origin[0], origin[1], origin[2])), around)


def _around(level: str, neighbours: int) -> tuple[str, ...]:
    at = LEVELS.index(check_level(level))
    return LEVELS[max(0, at - neighbours) : at + neighbours + 1]


def _extent(placed: Sequence[spine_assembly.PlacedVertebra]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    corners = []
    for one in placed:
        x, y, z = one.vertebra.axes_mm()
        flat = one.to_column(np.array([[a, b] for a in (y[0], y[-1]) for b in (z[0], z[-1])]))
        corners += [[side, *point] for side in (x[0], x[-1]) for point in flat]
    return np.min(corners, axis=0), np.max(corners, axis=0)


def _add_volume(
    total: Floats, one: spine_assembly.PlacedVertebra, origin: tuple[float, ...], voxel_mm: float, fat_fraction: float
) -> None:
    """Turn one vertebra's mineral into the column's grid and add it where it falls."""
    from scipy import ndimage

    own = one.vertebra
    values = mineral_equivalent(own, fat_fraction)
    x, y, z = (low + voxel_mm * np.arange(count) for low, count in zip(origin, total.shape, strict=True))
    _unused, own_y, own_z = own.axes_mm()
    box = one.to_column(np.array([[a, b] for a in (own_y[0], own_y[-1]) for b in (own_z[0], own_z[-1])]))
    rows, heights = (
        np.flatnonzero((axis >= box[:, at].min()) & (axis <= box[:, at].max())) for at, axis in enumerate((y, z))
    )
    places = one.to_own(np.stack(np.meshgrid(y[rows], z[heights], indexing="ij"), axis=-1))
    in_y, in_z = ((places[..., at] - own.origin_mm[at + 1]) / own.spacing_mm[at + 1] for at in (0, 1))
    in_x = (x - own.origin_mm[0]) / own.spacing_mm[0]
    across = np.flatnonzero((in_x > -1) & (in_x < own.shape[0]))
    where = np.broadcast_arrays(in_x[across][:, None, None], in_y[None], in_z[None])
    found = ndimage.map_coordinates(values, where, order=1, output=np.float32, mode="constant")
    target = np.ix_(across, rows, heights)
    total[target] = np.where(np.abs(found) > np.abs(total[target]), found, total[target])


@checked
def mineral_equivalent(vertebra: Vertebra, fat_fraction: float) -> Floats:
    """Bone mineral (g/cm3) of each voxel; marrow and cement count as the mineral that attenuates the beam as much.

    It is exact at one energy (`EQUIVALENCE_KEV`), so that one volume carries three materials; muscle is zero.

    Parameters
    ----------
    vertebra : Vertebra
    fat_fraction : float
        Share of fat in the marrow, 0 to 1.

    Returns
    -------
    array (nx, ny, nz) of float32

    Raises
    ------
    InputError
        For a value outside its range.
    """
    check_range(_("Fat share"), fat_fraction, 0, 1)
    mineral = vertebra.density_mg_cm3 / np.float32(1000)
    bone = np.clip(np.float32(0.5) - vertebra.surface_mm / np.float32(min(vertebra.spacing_mm)), 0, 1)
    marrow = bone - mineral / np.float32(density_g_cm3("hydroxyapatite"))
    equivalent = mineral + np.clip(marrow, 0, 1) * np.float32(_as_mineral("marrow", round(fat_fraction, 2)))
    cement = vertebra.is_part(Part.CEMENT)
    if cement.any():
        equivalent = np.where(cement, mineral + np.float32(_as_mineral("cement")), equivalent)
    return np.asarray(equivalent, np.float32)


@cache.CONSTANTS.memoize
def _as_mineral(material: str, fat_fraction: float = 0.0) -> float:
    """Mineral (g/cm3) that in muscle weakens the beam as much more than muscle as this material does."""
    muscle = attenuation_per_cm("soft tissue", EQUIVALENCE_KEV)
    if material == "marrow":
        yellow, red = (attenuation_per_cm(f"{colour} marrow", EQUIVALENCE_KEV) for colour in ("yellow", "red"))
        per_cm = fat_fraction * yellow + (1 - fat_fraction) * red
    else:
        per_cm = linear_per_cm(material, EQUIVALENCE_KEV)
    return (per_cm - muscle) / mineral_cm2_g(EQUIVALENCE_KEV)


@checked
def mineral_cm2_g(energy_kev: float) -> float:
    """Mass attenuation (cm2/g) of mineral in excess of the muscle that it displaces, at 10 to 150 keV.

    Raises
    ------
    InputError
        For an energy outside its range.
    """
    displaced = attenuation_per_cm("soft tissue", energy_kev) / density_g_cm3("hydroxyapatite")
    return mass_attenuation_cm2_g("hydroxyapatite", energy_kev) - displaced
