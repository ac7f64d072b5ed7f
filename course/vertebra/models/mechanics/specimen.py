"""A vertebral body ready for testing: cut from its arch, potted between pads or discs, each voxel with its stiffness.

See decision 0081.

Long because preparing is one sequence of checks and cuts on the same arrays.
"""

from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from vertebra import tables
from vertebra.arguments import checked
from vertebra.errors import InputError
from vertebra.models.mechanics import element
from vertebra.models.mechanics.materials import OFFSET_STRAIN, DensityModulusLaw, density_law
from vertebra.patient import BODY_PARTS, Part, Vertebra
from vertebra.texts import _, pgettext

Singles = NDArray[np.float32]
Mask = NDArray[np.bool_]

ENDPLATES = (Part.SUPERIOR_ENDPLATE, Part.INFERIOR_ENDPLATE)

TRACE_MG_CM3 = 15.0
"""A voxel outside the labelled bone counts if the bone that reaches into it makes it at least this dense."""
PAD_MM, EMBEDDED_MM = 2.0, 5.0
MAX_DISCONNECTED_FRACTION = 0.02
MAX_DENSITY_MG_CM3 = 3000.0

Ends = Literal["pads", "discs", "discs without bulging"]
ENDS: tuple[Ends, ...] = ("pads", "discs", "discs without bulging")


@dataclass(frozen=True, eq=False)
class Specimen:
    """A vertebral body ready for testing. Arrays have the grid's shape (nx, ny, nz).

    The load acts on the outer faces of the ends.

    Parameters
    ----------
    shell_mpa, core_mpa, end_mpa : array
        Moduli of the cortical shell, of bone or cement within it, and of pads or discs; 0 where there is none.
    yield_strain : array
        Strain at which a voxel has yielded, by the 0.2 % offset.
    elastic_limit : array
        Strain up to which a voxel is elastic.
    spacing_mm : tuple
        Edges of a voxel.
    origin_mm : tuple
        Centre of voxel 0.
    ends : str
        A member of `ENDS`.
    anisotropic : bool
        Whether the core is stiffer along z than across it.
    law : DensityModulusLaw
    extrapolated_fraction : float
        Share of the spongy bone (0 to 1) whose density lies outside the law's domain.
    disconnected_voxels : int
        Voxels of bone that were left out because nothing holds them.
    labels : array
        Values of `patient.Part`.
    """

    shell_mpa: Singles
    core_mpa: Singles
    end_mpa: Singles
    yield_strain: Singles
    elastic_limit: Singles
    spacing_mm: tuple[float, float, float]
    origin_mm: tuple[float, float, float]
    ends: Ends
    anisotropic: bool
    law: DensityModulusLaw
    extrapolated_fraction: float
    disconnected_voxels: int
    labels: NDArray[np.uint8] = field(repr=False)

    @cached_property
    def moduli(self) -> Singles:
        """Moduli (MPa; 3, nx, ny, nz) of shell, core and ends."""
        return np.stack([self.shell_mpa, self.core_mpa, self.end_mpa])

    @cached_property
    def elasticity(self) -> NDArray[np.float64]:
        """Elasticity matrices (3, 6, 6) of shell, core and ends, for a modulus of 1."""
        bone = element.isotropic(tables.value("bone_poisson_ratio"))
        core = _oriented() if self.anisotropic else bone
        bulging = {"pads": bone, "discs": element.isotropic(tables.value("disc_poisson_ratio"))}
        return np.stack([bone, core, bulging.get(self.ends, element.isotropic(0.0))])

    @cached_property
    def bone(self) -> Mask:
        """Mask of the voxels that hold bone or cement."""
        return (self.shell_mpa > 0) | (self.core_mpa > 0)

    @cached_property
    def tissue(self) -> Mask:
        """Mask of the bone whose yielding counts: all but the traces in the channel of the basivertebral vein."""
        return np.asarray(self.bone & (self.labels != Part.BASIVERTEBRAL_VEIN))

    @cached_property
    def material_mask(self) -> Mask:
        """Mask of the voxels that hold any material."""
        return self.bone | (self.end_mpa > 0)

    @property
    def height_mm(self) -> float:
        """Distance between the loaded faces (mm)."""
        return float(self.material_mask.any(axis=(0, 1)).sum() * self.spacing_mm[2])

    def fixed_nodes(self) -> tuple[Mask, Mask]:
        """Return masks (nx + 1, ny + 1, nz + 1) of the nodes of the lower and of the upper loaded face."""
        layers = np.flatnonzero(self.material_mask.any(axis=(0, 1)))
        faces = []
        for node, layer in ((layers[0], layers[0]), (layers[-1] + 1, layers[-1])):
            here = np.zeros(tuple(side + 1 for side in self.material_mask.shape), dtype=bool)
            footprint = self.material_mask[:, :, layer]
            for i in (0, 1):
                for j in (0, 1):
                    here[i : i + footprint.shape[0], j : j + footprint.shape[1], node] |= footprint
            faces.append(here)
        return faces[0], faces[1]


@checked
def prepare(
    vertebra: Vertebra, law: str = "kopperdahl-power", ends: Ends = "pads", anisotropic: bool = False
) -> Specimen:
    """Cut the body out of a vertebra, give each voxel its stiffness, and set it between ends.

    The shell's share of a voxel has the shell's modulus, the rest that of its density by `law`; cement has its own.
    Pads that the labels already hold (`Part.PAD`) are kept.

    Parameters
    ----------
    vertebra : Vertebra
        Densities in the body from -200 to 3000 mg/cm3, at least one of 15 mg/cm3 or more.
    law : str
        A key of `materials.LAWS`.
    ends : str
        A member of `ENDS`.
    anisotropic : bool
        Whether spongy bone is stiffer along the spine than across it.

    Returns
    -------
    Specimen
        On the smallest grid that holds bone and ends.

    Raises
    ------
    InputError
        For an unknown law or ends, no body or no bone in it, densities out of range or not finite, bone that does not
        run from end to end, and more than 2 % of it in loose pieces.

    Source
    ------
    `assets/tables/mechanics.toml`.
    """
    _check(vertebra, ends)
    vertebra = _crop_to_body(vertebra)
    density = np.asarray(vertebra.density_mg_cm3)
    chosen = density_law(law)
    bone = _body(vertebra, density)
    shell_fraction = np.where(bone, vertebra.shell_fraction, 0)
    core = np.where(bone, np.maximum(density - shell_fraction * tables.value("cortical_density_mg_cm3"), 0), 0)
    shell_mpa = (shell_fraction * tables.value("shell_modulus_mpa")).astype(np.float32)
    core_mpa = np.where(bone, chosen.modulus_mpa(core), 0).astype(np.float32)
    yielded, elastic = _strains(chosen, core, shell_mpa, core_mpa)
    cement = vertebra.is_part(Part.CEMENT)
    core_mpa[cement] = tables.value("pmma_modulus_mpa")
    yielded[cement] = elastic[cement] = tables.value("pmma_yield_strain")
    core_mpa[vertebra.is_part(Part.CAVITY)] = 0
    room = _padding(vertebra, ends)
    arrays = [_padded(one, room) for one in (bone, shell_mpa, core_mpa, yielded, elastic, vertebra.labels)]
    bone, shell_mpa, core_mpa, yielded, elastic, labels = arrays
    end = _ends(vertebra, labels, bone, ends)
    loose = _disconnected(bone | end) & bone
    _check_connected(int(loose.sum()), int(bone.sum()))
    for one in (shell_mpa, core_mpa):
        one[loose] = 0
    end_mpa = np.where(end, tables.value("pmma_modulus_mpa" if ends == "pads" else "disc_modulus_mpa"), 0)
    low = [
        at - (before if axis == 2 else 0) * step
        for axis, (at, step, before) in enumerate(
            zip(vertebra.origin_mm, vertebra.spacing_mm, (0, 0, room), strict=True)
        )
    ]
    return _trimmed(
        Specimen(
            shell_mpa,
            core_mpa,
            end_mpa.astype(np.float32),
            yielded,
            elastic,
            vertebra.spacing_mm,
            (low[0], low[1], low[2]),
            ends,
            anisotropic,
            chosen,
            chosen.extrapolated_fraction(core[vertebra.is_part(Part.TRABECULAR)]),
            int(loose.sum()),
            labels,
        )
    )


def _strains(law: DensityModulusLaw, core: NDArray, shell_mpa: Singles, core_mpa: Singles) -> tuple[Singles, Singles]:
    """Strains at which each voxel has yielded, and up to which it is elastic; shell and core weighted by their
    stiffness.

    The yield strain hardly depends on density (Morgan2001). The elastic limit is the law's yield stress over its
    modulus; sparser or denser bone than the law was measured on has that of the nearest density that was.
    """
    known = np.clip(core, *law.domain_mg_cm3)
    shell_yield = tables.value("shell_yield_strain")
    together = np.where(shell_mpa + core_mpa > 0, shell_mpa + core_mpa, 1)
    mixed = [
        (shell_mpa * of_shell + core_mpa * of_core) / together
        for of_shell, of_core in (
            (shell_yield, tables.value("trabecular_compressive_yield_strain")),
            (shell_yield - OFFSET_STRAIN, law.yield_stress_mpa(known) / law.modulus_mpa(known)),
        )
    ]
    return mixed[0].astype(np.float32), mixed[1].astype(np.float32)


def _oriented() -> NDArray[np.float64]:
    return element.transversely_isotropic(
        tables.value("trabecular_transverse_ratio"),
        tables.value("trabecular_axial_shear_ratio"),
        tables.value("trabecular_transverse_shear_ratio"),
        tables.value("trabecular_axial_poisson_ratio"),
        tables.value("trabecular_transverse_poisson_ratio"),
    )


def _check(vertebra: Vertebra, ends: Ends) -> None:
    if ends not in ENDS:
        raise InputError(
            pgettext("unknown-ends", "The ends are {ends}; give one of {known_ends}.").format(
                ends=repr(ends), known_ends=", ".join(map(repr, ENDS))
            )
        )
    inside = vertebra.density_mg_cm3[vertebra.is_part(*BODY_PARTS)]
    if inside.size == 0:
        raise InputError(
            pgettext(
                "no-body-to-load",
                "This vertebra has no voxel of a body, so there is nothing to load. Check the labels of its mask.",
            )
        )
    if not np.isfinite(inside).all():
        raise InputError(
            pgettext(
                "density-not-a-number",
                "The density of {sum} voxels is not a number. Repair the image before loading it.",
            ).format(sum=int((~np.isfinite(inside)).sum()))
        )
    low, high = float(inside.min()), float(inside.max())
    if low < -200 or high > MAX_DENSITY_MG_CM3:
        raise InputError(
            _(
                "Densities run from {low} to {high} mg/cm³; those of bone lie between -200 (fat) and "
                "{densest_mg_cm3}. Check the calibration of the image."
            ).format(low=f"{low:.0f}", high=f"{high:.0f}", densest_mg_cm3=f"{MAX_DENSITY_MG_CM3:.0f}")
        )
    if high < TRACE_MG_CM3:
        raise InputError(
            _("The densest voxel of the body has {high} mg/cm³, so there is no bone in it. Check the image.").format(
                high=f"{high:.0f}"
            )
        )


def _crop_to_body(vertebra: Vertebra) -> Vertebra:
    """The part of the grid that holds the body and its pads, in a rim of one voxel:
    the arch takes up most of the rest."""
    wanted = vertebra.is_part(*BODY_PARTS, Part.PAD)
    cut = []
    for axis in range(3):
        used = np.flatnonzero(wanted.any(axis=tuple(one for one in range(3) if one != axis)))
        cut.append(slice(max(int(used[0]) - 1, 0), int(used[-1]) + 2))
    x, y, z = (
        at + one.start * step for at, one, step in zip(vertebra.origin_mm, cut, vertebra.spacing_mm, strict=True)
    )
    names = ("labels", "density_mg_cm3", "shell_fraction", "surface_mm")
    parts: dict[str, Any] = {name: getattr(vertebra, name)[tuple(cut)] for name in names}
    return replace(vertebra, **parts, origin_mm=(x, y, z))


def _body(vertebra: Vertebra, density: NDArray[np.float32]) -> Mask:
    """The body's own voxels, and those just outside into which its wall reaches."""
    from scipy import ndimage

    body = vertebra.is_part(*BODY_PARTS)
    beside = ndimage.binary_dilation(body, ndimage.generate_binary_structure(3, 1))
    reaching = beside & vertebra.is_part(Part.BACKGROUND) & (density > TRACE_MG_CM3)
    whole: Mask = body | reaching
    return whole


def _padding(vertebra: Vertebra, ends: Ends) -> int:
    """Layers to add above and below for the ends."""
    if vertebra.is_part(Part.PAD).any():
        return 0
    thickness = PAD_MM if ends == "pads" else tables.value("disc_height_mm")
    return int(np.ceil(thickness / vertebra.spacing_mm[2])) + 1


def _padded(array: NDArray, room: int) -> NDArray:
    return np.pad(array, ((0, 0), (0, 0), (room, room)))


def _ends(vertebra: Vertebra, labels: NDArray[np.uint8], bone: Mask, ends: Ends) -> Mask:
    """Fill from the endplates to a flat face above and below; pads of the mask stay as they are."""
    given: Mask = labels == Part.PAD
    if given.any():
        return given
    step = vertebra.spacing_mm[2]
    thickness = PAD_MM if ends == "pads" else tables.value("disc_height_mm")
    layers = np.arange(bone.shape[2])
    end = np.zeros_like(bone)
    for upper in (True, False):
        view = bone if upper else bone[:, :, ::-1]
        ids = labels if upper else labels[:, :, ::-1]
        column = view.any(axis=2)
        top = np.where(column, bone.shape[2] - 1 - np.argmax(view[:, :, ::-1], axis=2), -1)
        lid = np.take_along_axis(ids, np.maximum(top, 0)[:, :, None], axis=2)[:, :, 0]
        highest = int(top.max())
        under = column & (np.isin(lid, ENDPLATES) | ((highest - top) * step <= EMBEDDED_MM))
        under &= (highest - top) * step <= 3 * EMBEDDED_MM
        face = highest + round(thickness / step)
        filled = under[:, :, None] & (layers > top[:, :, None]) & (layers <= face)
        end |= filled if upper else filled[:, :, ::-1]
    return end


def _disconnected(active: Mask) -> Mask:
    """Voxels that share no face with the piece that runs from the lower to the upper face."""
    from scipy import ndimage

    pieces, count = ndimage.label(active)
    layers = np.flatnonzero(active.any(axis=(0, 1)))
    through = np.intersect1d(pieces[:, :, layers[0]], pieces[:, :, layers[-1]])
    through = through[through > 0]
    if through.size == 0:
        raise InputError(
            pgettext(
                "bone-in-pieces",
                "The bone is in separate pieces: none of them runs from the lower to the upper end, so no load can "
                "pass. Check the mask for a gap, or join the pieces.",
            )
        )
    loose: Mask = active & ~np.isin(pieces, through)
    return loose if count > 1 else np.zeros_like(active)


def _check_connected(loose: int, all_of_it: int) -> None:
    if loose > MAX_DISCONNECTED_FRACTION * all_of_it:
        raise InputError(
            _(
                "{loose} of {all_of_it} voxels of bone hang on nothing. Up to {largest_loose_fraction} % is left out "
                "without a word; this is more. Check the mask for separate pieces."
            ).format(loose=loose, all_of_it=all_of_it, largest_loose_fraction=f"{100 * MAX_DISCONNECTED_FRACTION:.0f}")
        )


def _trimmed(whole: Specimen) -> Specimen:
    """Without the empty layers around; nodes at the border of the grid need no more room."""
    spans = []
    for axis in range(3):
        others = tuple(one for one in range(3) if one != axis)
        used = np.flatnonzero(whole.material_mask.any(axis=others))
        spans.append(slice(int(used[0]), int(used[-1]) + 1))
    origin = tuple(
        at + span.start * step for at, span, step in zip(whole.origin_mm, spans, whole.spacing_mm, strict=True)
    )
    names = ("shell_mpa", "core_mpa", "end_mpa", "yield_strain", "elastic_limit", "labels")
    cut: dict[str, Any] = {name: np.ascontiguousarray(getattr(whole, name)[tuple(spans)]) for name in names}
    return replace(whole, **cut, origin_mm=(origin[0], origin[1], origin[2]))
