"""A median sagittal slice of the spine by place: bone, marrow and its fat, discs, cord, fluid, muscle, fat.

See decision 0092.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from vertebra import tables
from vertebra.arguments import checked
from vertebra.errors import InputError, check_range
from vertebra.models import bone, fracture
from vertebra.models.imaging import pathology, soft_tissue, spine_assembly
from vertebra.models.imaging.attenuation import density_g_cm3
from vertebra.models.imaging.findings import Finding, findings_of
from vertebra.models.imaging.grid import Grid
from vertebra.models.imaging.soft_tissue import TISSUES
from vertebra.models.imaging.tissue_maps import TissueMaps
from vertebra.patient import BODY_PARTS, LEVELS, Part, Patient, Vertebra
from vertebra.texts import _, pgettext

Floats = NDArray[np.float32]
COMMON_LEVELS = ("T10", "L3")
VEIN_BLUR_MM = 0.8
WALL_GAIN = 2.2
"""How much thicker than its bone a wall looks: calcified cartilage and the ligament on it give no signal either."""
WITHOUT_MARROW = {Part.BASIVERTEBRAL_VEIN: "slow blood", Part.CAVITY: "slow blood", Part.CEMENT: "air"}
"""What stands in the marrow's place in some parts; hard cement gives no signal, as air."""


@dataclass(frozen=True, eq=False)
class SagittalScene:
    """A sagittal slice, row 0 at the top, column 0 in front.

    Parameters
    ----------
    patient : Patient
    findings : tuple of Finding
    grid : Grid
        The slice's place.
    placed : tuple of PlacedVertebra
        The column, from above down.
    maps : TissueMaps
        The slice's contents.
    body_of : array (rows, columns) of int8
        Index in `levels` of the body that a pixel belongs to, -1 elsewhere.
    """

    patient: Patient
    findings: tuple[Finding, ...]
    grid: Grid
    placed: tuple[spine_assembly.PlacedVertebra, ...]
    maps: TissueMaps
    body_of: NDArray[np.int8]

    @property
    def levels(self) -> tuple[str, ...]:
        """From above down."""
        return tuple(one.level for one in self.placed)

    def body(self, level: str, inset_mm: float = 2.5) -> NDArray[np.bool_]:
        """Mask (rows, columns) of one body's marrow, at least `inset_mm` inside its walls: where a reader measures.

        Raises
        ------
        InputError
            For a level outside the picture.
        """
        if level not in self.levels:
            raise InputError(
                pgettext("level-not-in-picture", "{level} is not in this picture; it shows {levels}.").format(
                    level=level, levels=", ".join(self.levels)
                )
            )
        return np.asarray((self._depth_mm > inset_mm) & (self.body_of == self.levels.index(level)))

    @cached_property
    def _depth_mm(self) -> Floats:
        """How far inside its body a pixel lies. Worked out once: each picture of the slice is measured there."""
        from scipy import ndimage

        depth = np.zeros(self.grid.shape, np.float32)
        for index in range(len(self.placed)):
            inside = self.body_of == index
            depth[inside] = (ndimage.distance_transform_edt(inside) * self.grid.pixel_mm)[inside]
        return depth

    def tissue(self, name: str, inset_mm: float = 1.0) -> NDArray[np.bool_]:
        """Mask (rows, columns) of one tissue outside the bone, at least `inset_mm` from its edge.

        Parameters
        ----------
        name : str
            One of `TISSUES`, such as "CSF", "cord" or "fat".
        inset_mm : float

        Raises
        ------
        InputError
            For an unknown tissue.
        """
        from scipy import ndimage

        if name not in TISSUES:
            raise InputError(
                pgettext("unknown-tissue", "Tissue {name} is not known. Give one of {tissues}.").format(
                    name=repr(name), tissues=", ".join(TISSUES)
                )
            )
        found = (self.maps.surroundings == TISSUES.index(name)) & (self.maps.bone_fraction < 0.05)
        return np.asarray(ndimage.distance_transform_edt(found) * self.grid.pixel_mm > inset_mm)

    def centre_of(self, level: str) -> tuple[float, float]:
        """Row and column (pixels) of the centre of a body."""
        rows, columns = np.nonzero(self.body_of == self.levels.index(level))
        return float(rows.mean()), float(columns.mean())


@checked
def sagittal_scene(
    patient: Patient,
    findings: Sequence[Finding] | None = None,
    levels: tuple[str, str] = COMMON_LEVELS,
    vertebrae: Mapping[str, Vertebra] | None = None,
    pixel_mm: float = 0.5,
    seed: int | None = None,
) -> SagittalScene:
    """Build the patient's spine in a sagittal slice.

    Parameters
    ----------
    patient : Patient
    findings : sequence of Finding, optional
        By default the patient's fractures.
    levels : (str, str)
        First and last level shown.
    vertebrae : mapping, optional
        Ready ones by level; the mechanics collapse any other body with a fracture.
    pixel_mm : float
        The picture's grid, 0.25 to 1 mm.
    seed : int, optional
        Draws discs and marrow; by default the patient's.

    Raises
    ------
    InputError
        For an unknown level, a finding outside the picture or a pixel outside its range.
    """
    check_range(_("The pixel"), pixel_mm, 0.25, 1, "mm")
    shown = spine_assembly.levels_between(*levels)
    told = tuple(findings_of(patient) if findings is None else findings)
    for one in told:
        if one.level not in shown:
            raise InputError(
                pgettext(
                    "finding-outside-picture",
                    "The finding at {level} lies outside the picture, {highest_level} to {lowest_level}.",
                ).format(level=one.level, highest_level=levels[0], lowest_level=levels[1])
            )
    ready = dict(vertebrae or {})
    for name in shown:
        if name not in ready:
            ready[name] = body(patient, name, told)
    placed = spine_assembly.assemble_spine(patient, shown, shown[len(shown) // 2], ready)
    draw = np.random.default_rng([patient.seed if seed is None else seed, LEVELS.index(shown[0])])
    grid = Grid.around(placed, pixel_mm)
    layers = soft_tissue.build_soft_tissue(placed, grid, patient, told, draw)
    body_of = _lay_bones(layers, placed, grid, patient, draw)
    for one in told:
        pathology.apply_finding(layers, one, placed, grid, body_of, draw)
    return SagittalScene(patient, told, grid, placed, layers, body_of)


@checked
def body(patient: Patient, level: str, findings: Sequence[Finding], voxel_mm: float = 1.0) -> Vertebra:
    """Build the bone that a picture with `findings` shows at a level: broken by a finding or by the patient's record.

    Parameters
    ----------
    patient : Patient
    level : str
        T7 to L5.
    findings : sequence of Finding
    voxel_mm : float
        0.5 to 3 mm.

    Raises
    ------
    InputError
        For an unknown level or a voxel size outside its range.
    """
    broken = next((one for one in findings if one.level == level and one.kind == "fracture"), None)
    if broken is None:
        return fracture.as_recorded(patient, level, voxel_mm)
    return fracture.of_patient(patient, level, voxel_mm, grade=broken.grade, shape=broken.shape)


def _lay_bones(
    layers: TissueMaps,
    placed: Sequence[spine_assembly.PlacedVertebra],
    grid: Grid,
    patient: Patient,
    draw: np.random.Generator,
) -> NDArray[np.int8]:
    """Lay the bones over their surroundings: how much is bone, how much of it is solid, and how fat its marrow is."""
    from scipy import ndimage

    body_of = np.full(grid.shape, -1, np.int8)
    fat = bone.marrow_fat_fraction(patient.age_years, patient.sex)
    fat += tables.value("marrow_fat_spread_fraction") * float(np.clip(draw.standard_normal(), -2, 2))
    for index, one in enumerate(placed):
        window, y, z = grid.window(one)
        label, outside, mineral, shell = _sampled(one, y, z)
        share = np.clip(0.5 - outside / grid.pixel_mm, 0, 1)
        solid = np.clip(WALL_GAIN * shell + mineral / (1000 * density_g_cm3("hydroxyapatite")), 0, 1)
        new = share > layers.bone_fraction[window]
        layers.bone_fraction[window] = np.where(new, share, layers.bone_fraction[window])
        layers.solid[window] = np.where(new, solid, layers.solid[window])
        layers.marrow_fat[window] = np.where(new, _marrow_fat_pattern(fat, y, z, one, draw), layers.marrow_fat[window])
        for part, tissue in WITHOUT_MARROW.items():
            held = ndimage.gaussian_filter((label == part).astype(np.float32), VEIN_BLUR_MM / grid.pixel_mm)
            layers.replace(window, np.where(new, held, 0).astype(np.float32), tissue)
        inside = np.isin(label, [int(part) for part in BODY_PARTS]) & (share > 0.5)
        body_of[window][inside & new] = index
    return body_of


def _sampled(
    one: spine_assembly.PlacedVertebra, y: Floats, z: Floats
) -> tuple[NDArray[np.uint8], Floats, Floats, Floats]:
    """Label, distance outside the bone (mm), mineral (mg/cm3) and share of wall, each at (y, z), over the slice's
    thickness."""
    from scipy import ndimage

    own = one.vertebra
    x, _unused, _unused = own.axes_mm()
    slab = np.abs(x) <= tables.value("mri_slice_mm") / 2
    places = [(y - own.origin_mm[1]) / own.spacing_mm[1], (z - own.origin_mm[2]) / own.spacing_mm[2]]
    median = own.labels[int(np.argmin(np.abs(x)))]
    label = ndimage.map_coordinates(median, places, order=0, mode="constant")
    fields = []
    for field, beyond in ((own.surface_mm, 5.0), (own.density_mg_cm3, 0.0), (own.shell_fraction, 0.0)):
        plane = field[slab].mean(axis=0)
        fields.append(ndimage.map_coordinates(plane, places, order=1, mode="constant", cval=beyond))
    return label, fields[0], fields[1], fields[2]


def _marrow_fat_pattern(
    fat: float, y: Floats, z: Floats, one: spine_assembly.PlacedVertebra, draw: np.random.Generator
) -> Floats:
    """Fat fraction of the marrow: islands of red and yellow marrow about the mean,
    fatter beside the vein at the back."""
    waves = np.zeros_like(y)
    for _unused in range(12):
        length = draw.uniform(6, 20)
        turn, phase = draw.uniform(0, 2 * np.pi, 2)
        waves += np.cos(2 * np.pi / length * (y * np.cos(turn) + z * np.sin(turn)) + phase)
    back = one.upper[1, 0]
    beside = np.exp(-(((y - back) / 7) ** 2) - ((z / 4) ** 2))
    return np.clip(fat + 0.018 * waves + 0.06 * beside, 0.05, 0.97).astype(np.float32)
