"""A smooth vertebra built from published dimensions. See decision 0020."""

import numpy as np
from numpy.typing import NDArray

from vertebra import cache, tables
from vertebra.arguments import checked
from vertebra.errors import check_range
from vertebra.models import bone
from vertebra.models.anatomy import processes, tissue
from vertebra.models.anatomy.arch import Arch
from vertebra.models.anatomy.body import Body
from vertebra.models.anatomy.dimensions import Morphometry, Point, individual_spread, morphometry, size_factor
from vertebra.models.anatomy.redistancing import signed_distance, surface_band
from vertebra.models.anatomy.shapes import Array, ImplicitShape, Solid, capsule, smooth_minimum
from vertebra.patient import Part, Patient, Vertebra
from vertebra.texts import pgettext

MARGIN_MM = 3.0
BLEND_MM = 2.5
MAX_VOXEL_MM, MIN_VOXEL_MM = 3.0, 0.5


@checked
@cache.BONES.memoize
def build(patient: Patient, level: str = "L1", voxel_mm: float = 1.0) -> Vertebra:
    """Build a patient's intact vertebra from published dimensions.

    The same patient, level and seed give the same bone at any voxel size, and scans of it find the patient's own
    densities (`bone.calibrate_density`). Density beside the surface is the voxel's mean, so a voxel just outside (label
    BACKGROUND) carries the share of bone that reaches into it and the mass does not depend on the grid.

    Parameters
    ----------
    patient : Patient
        Height, sex and `body_seed` set the size (`morphometry`); age, sex and T-score or QCT density set the density.
    level : str
        T7 to L5.
    voxel_mm : float
        Edge of the cubic voxels, 0.5 to 3 mm.

    Returns
    -------
    Vertebra
        Of the kind "built", symmetric in shape about x = 0, with all landmarks.

    Raises
    ------
    InputError
        For an unknown level or a voxel size outside its range.
    """
    check_range(pgettext("voxel-size", "Voxel size"), voxel_mm, MIN_VOXEL_MM, MAX_VOXEL_MM, "mm")
    size, scale = morphometry(patient, level), size_factor(patient)
    body, arch = Body(size, scale), Arch(size, scale)
    axes = _half_axes(size, arch, voxel_mm)
    half = _Half(body, arch, axes, voxel_mm)
    labels, surface = _mirrored(half.labels()), _mirrored(half.surface_mm)
    shell = _mirrored(half.shell_fraction(*_wall_mm(patient)))
    whole = (np.concatenate([-axes[0][:0:-1], axes[0]]), axes[1], axes[2])
    density = _density(
        patient, level, whole, labels, shell, surface, _mirrored(half.profile(patient.age_years)), voxel_mm
    )
    built = Vertebra(
        labels=labels,
        density_mg_cm3=density,
        shell_fraction=shell,
        surface_mm=surface,
        spacing_mm=(voxel_mm, voxel_mm, voxel_mm),
        origin_mm=(float(whole[0][0]), float(whole[1][0]), float(whole[2][0])),
        level=level,
        patient=patient,
        landmarks_mm=landmarks(size, body, arch),
    )
    return bone.calibrate_density(built, patient)


class _Half:
    """The right half of the vertebra (x >= 0); the left is its mirror image."""

    def __init__(self, body: Body, arch: Arch, axes: tuple[Array, Array, Array], voxel_mm: float) -> None:
        self.body, self.arch, self.voxel_mm, self.axes = body, arch, voxel_mm, axes
        self.grid = axes[0][:, None, None], axes[1][None, :, None], axes[2][None, None, :]
        self.parts = {part: Solid(axes, BLEND_MM) for part in (Part.TRABECULAR, Part.PEDICLE, Part.POSTERIOR_ELEMENTS)}
        self.parts[Part.TRABECULAR].add(body.shape())
        self.parts[Part.PEDICLE].add(arch.pedicle())
        for shape, blend in processes.posterior_elements(arch):
            self.parts[Part.POSTERIOR_ELEMENTS].add(shape, blend)
        self.canal = Solid(axes, BLEND_MM)
        self.canal.add(arch.canal())
        self.vein = Solid(axes)
        for channel in _vein(body, arch):
            self.vein.add(channel, 1.0)
        self.surface_mm = signed_distance(self._outline(), (voxel_mm, voxel_mm, voxel_mm), mirrored=True)

    def _outline(self) -> Array:
        whole, scale = Solid(self.axes), self.arch.scale
        bodily = self.parts[Part.TRABECULAR].distance_mm
        pedicle, posterior = self.parts[Part.PEDICLE].distance_mm, self.parts[Part.POSTERIOR_ELEMENTS].distance_mm
        whole.distance_mm = smooth_minimum(smooth_minimum(bodily, pedicle, BLEND_MM), posterior, BLEND_MM)
        for cup in processes.costal_facets(self.arch):
            whole.cut(cup, 0.6 * scale)
        # The canal is cut from the arch only: the posterior wall of the body is its front.
        behind = -smooth_minimum(-whole.distance_mm, self.canal.distance_mm, 1.4 * scale)
        whole.distance_mm = np.minimum(behind, bodily)
        whole.cut(_foramen(self.body, self.arch), 0.8 * scale)
        return whole.distance_mm

    def labels(self) -> NDArray[np.uint8]:
        """Which part each voxel is."""
        inside = self.surface_mm < 0
        nearest = np.full(inside.shape, Part.TRABECULAR, np.uint8)
        closest = self.parts[Part.TRABECULAR].distance_mm
        for part in (Part.PEDICLE, Part.POSTERIOR_ELEMENTS):
            distance = self.parts[part].distance_mm
            nearest[distance < closest] = part
            closest = np.minimum(closest, distance)
        labels = np.where(inside, nearest, np.uint8(Part.BACKGROUND)).astype(np.uint8)
        bodily = labels == Part.TRABECULAR
        in_vein = self.vein.distance_mm < 0
        self._label_walls(labels, bodily & ~in_vein)
        labels[bodily & in_vein] = Part.BASIVERTEBRAL_VEIN
        top, bottom = self._canal_ends()
        _unused, _unused, z = self.grid
        # The posterior wall is hollow from above down: the canal reaches into the hollow.
        hollow = Solid(self.axes)
        hollow.add(self.arch.canal(forward_mm=2 * self.arch.scale))
        in_canal = np.minimum(self.canal.distance_mm, hollow.distance_mm) < 0
        labels[~inside & in_canal & (z < top) & (z > bottom)] = Part.CANAL
        labels[(labels == Part.BACKGROUND) & in_vein] = Part.BASIVERTEBRAL_VEIN
        return labels

    def _label_walls(self, labels: NDArray[np.uint8], bodily: NDArray[np.bool_]) -> None:
        """One layer of voxels is wall: it must stay closed although the real wall is thinner than a voxel."""
        x, y, z = self.grid
        thin = self.surface_mm >= -max(self.voxel_mm, tables.value("shell_thickness_mm"))
        wall = bodily & (thin | surface_band(self.surface_mm))
        upper, lower = z - self.body.upper_mm(x, y), self.body.lower_mm(x, y) - z
        side = self.body.side_mm(x, y, z)
        labels[wall] = Part.CORTICAL_SHELL
        labels[wall & (upper >= side) & (upper >= lower)] = Part.SUPERIOR_ENDPLATE
        labels[wall & (lower >= side) & (lower > upper)] = Part.INFERIOR_ENDPLATE

    def _canal_ends(self) -> tuple[float, float]:
        high = self.arch.lamina_z_mm() + self.arch.shape["lamina_height_mm"] / 2
        return max(high, self.body.half_height_mm), -self.body.half_height_mm

    def shell_fraction(self, shell_mm: float, endplate_mm: float) -> Array:
        """Share of each voxel that is shell, endplate or the cortex of the arch."""
        thick = np.full(self.surface_mm.shape, tables.value("posterior_cortex_thickness_mm"), np.float32)
        x, y, z = self.grid
        ends = np.maximum(z - self.body.upper_mm(x, y), self.body.lower_mm(x, y) - z)
        bodily = self.parts[Part.TRABECULAR].distance_mm
        others = np.minimum(self.parts[Part.PEDICLE].distance_mm, self.parts[Part.POSTERIOR_ELEMENTS].distance_mm)
        in_body = bodily <= others
        thick[in_body] = shell_mm
        thick[in_body & (ends >= self.body.side_mm(x, y, z))] = endplate_mm
        whole = tissue.partial_volume(self.surface_mm, self.voxel_mm)
        return whole - tissue.partial_volume(self.surface_mm + thick, self.voxel_mm)

    def profile(self, age_years: float) -> Array:
        """Regular gradients of trabecular density, 0 in the vein."""
        x, y, z = self.grid
        y_fraction = np.clip(y / (self.body.size.upper_endplate_depth_mm / 2), -1, 1)
        middle = (self.body.upper_mm(0, 0) + self.body.lower_mm(0, 0)) / 2
        height_fraction = np.clip((z - middle) / self.body.half_height_mm, -1, 1)
        density = tissue.regional_density_factor(y_fraction, height_fraction, age_years) + 0 * x
        posterior = self.parts[Part.TRABECULAR].distance_mm > 0
        density = np.where(posterior, np.float32(tables.value("posterior_trabecular_ratio")), density)
        return density * (1 - tissue.partial_volume(self.vein.distance_mm, self.voxel_mm))


def _wall_mm(patient: Patient) -> tuple[float, float]:
    """Thickness of a person's shell and endplates."""
    own = individual_spread(patient.body_seed)
    shell, endplate = (
        own[f"{part}_thickness"] * tables.value(f"{part}_thickness_mm") for part in ("shell", "endplate")
    )
    return shell, endplate


def _density(
    patient: Patient,
    level: str,
    axes: tuple[Array, Array, Array],
    labels: NDArray[np.uint8],
    shell: Array,
    surface: Array,
    profile: Array,
    voxel_mm: float,
) -> Array:
    inner = tissue.partial_volume(surface, voxel_mm) - shell
    spread = np.float32(tables.value("trabecular_spread_fraction"))
    trabecular = profile * np.clip(1 + spread * tissue.trabecular_texture(axes, patient.seed, level), 0.2, 2.5)
    inside_body = np.isin(
        labels, (Part.TRABECULAR, Part.CORTICAL_SHELL, Part.SUPERIOR_ENDPLATE, Part.INFERIOR_ENDPLATE)
    )
    mean = np.sum(trabecular[inside_body] * inner[inside_body]) / np.sum(inner[inside_body])
    trabecular *= np.float32(bone.trabecular_mean_mg_cm3(patient)) / mean
    return shell * np.float32(tables.value("cortical_density_mg_cm3")) + inner * trabecular


def _half_axes(size: Morphometry, arch: Arch, voxel_mm: float) -> tuple[Array, Array, Array]:
    """Voxel centres at whole multiples of the voxel size, from the midline outwards in x."""
    s = arch.scale
    tip = processes.spinous_tip_mm(arch)
    tall = max(size.anterior_height_mm, size.posterior_height_mm) / 2
    up = arch.shape["transverse_span_mm"] / 2 * np.sin(np.radians(arch.shape["transverse_up_deg"]))
    right = max(arch.shape["transverse_span_mm"], size.lower_endplate_width_mm) / 2 + MARGIN_MM
    back, front = tip[1] - 5 * s - MARGIN_MM, size.lower_endplate_depth_mm / 2 + 1.5 * s + MARGIN_MM
    bottom = min(tip[2] - arch.shape["spinous_height_mm"] / 2 - 2 * s, -arch.top_mm - 12 * s) - MARGIN_MM
    top = max(tall + 9 * s, arch.pedicle_mm[2] + up + 7 * s) + MARGIN_MM

    def axis(low: float, high: float) -> Array:
        return (np.arange(np.floor(low / voxel_mm), np.ceil(high / voxel_mm) + 1) * voxel_mm).astype(np.float32)

    return axis(0, right), axis(back, front), axis(bottom, top)


def _mirrored(half: NDArray) -> NDArray:
    return np.concatenate([half[:0:-1], half])


def _vein_height_mm(body: Body) -> float:
    return float(body.upper_mm(0, 0) + body.lower_mm(0, 0)) / 2


def _vein(body: Body, arch: Arch) -> list[ImplicitShape]:
    """The channel of the basivertebral vein and one of its two branches (the mirror image has the other)."""
    radius = tables.value("basivertebral_channel_mm") * arch.scale / 2
    z, depth = _vein_height_mm(body), body.size.upper_endplate_depth_mm
    mouth, fork = np.array([0, -body.size.back_wall_mm - 1, z]), np.array([0, -0.08 * depth, z])
    end = fork + np.array([0.2 * depth, 0.2 * depth, 0])
    return [capsule(mouth, fork, 1.3 * radius, radius), capsule(fork, end, 0.85 * radius, 0.6 * radius)]


def _foramen(body: Body, arch: Arch) -> ImplicitShape:
    """The opening of the basivertebral vein: a funnel in the posterior wall."""
    radius = tables.value("basivertebral_foramen_mm") * arch.scale / 2
    wall = -(body.size.back_wall_mm - body.back_waist_mm)
    z = _vein_height_mm(body)
    return capsule([0, wall - 2.5, z], [0, wall + 2.0, z], 1.25 * radius, 0.5 * radius)


@checked
def landmarks(size: Morphometry, body: Body, arch: Arch) -> dict[str, Point]:
    """Named points in mm: pedicles, spinous tip, foramen, endplate centres and the six points of morphometry."""
    upper, lower = size.upper_endplate_depth_mm / 2 - 1.5, size.lower_endplate_depth_mm / 2 - 1.5
    (x, y, z), along = size.pedicle_centre_mm, size.pedicle_axis
    tip = processes.spinous_tip_mm(arch)
    points = {
        "pedicle_right": (x, y, z),
        "pedicle_left": (-x, y, z),
        "pedicle_right_front": (x + 10 * along[0], y + 10 * along[1], z + 10 * along[2]),
        "pedicle_left_front": (-x - 10 * along[0], y + 10 * along[1], z + 10 * along[2]),
        "spinous_tip": (0.0, float(tip[1]), float(tip[2])),
        "foramen": (0.0, -(body.size.back_wall_mm - body.back_waist_mm), _vein_height_mm(body)),
        "upper_endplate": (0.0, 0.0, float(body.upper_mm(0, 0))),
        "lower_endplate": (0.0, 0.0, float(body.lower_mm(0, 0))),
    }
    for name, share in (("anterior", 1), ("middle", 0), ("posterior", -1)):
        points[f"{name}_upper"] = (0.0, share * upper, float(body.upper_mm(0, share * upper)))
        points[f"{name}_lower"] = (0.0, share * lower, float(body.lower_mm(0, share * lower)))
    return points
