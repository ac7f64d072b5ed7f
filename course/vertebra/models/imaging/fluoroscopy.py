"""A frame of fluoroscopy: what comes through the patient, with scatter, grid, noise and shutters, and how a screen
shows it."""

from dataclasses import dataclass, field
from functools import partial
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from vertebra import cache, tables
from vertebra.arguments import checked, checked_fields
from vertebra.errors import check_range
from vertebra.models import parallel
from vertebra.models.imaging import kernels
from vertebra.models.imaging.attenuation import attenuation_per_cm
from vertebra.models.imaging.beam import linear_per_cm, tube_spectrum
from vertebra.models.imaging.geometry import CArm
from vertebra.models.imaging.instruments import Cylinder, Ellipsoid, path_mm
from vertebra.models.imaging.projection import AT_REST, Volume, VolumePose, line_integrals
from vertebra.models.imaging.xray_scene import Trunk, XrayScene, mineral_cm2_g
from vertebra.texts import _

Floats = NDArray[np.float32]
COARSE_PIXELS = 24
"""Side of the grid on which scatter and background are blurred; both are smooth."""
SCATTER_BLUR_FRACTION, BACKGROUND_BLUR_FRACTION = 0.17, 0.06
"""Width of the blur (one standard deviation) as a share of the open field."""
MIN_NORMAL_QUANTA = 40.0
"""Below this mean, counts are drawn from Poisson's law itself; above, from its normal limit, which is faster."""
BACKGROUND_FRACTION_REMOVED = 0.95
WINDOW_FRACTION = 0.6
"""The grey window spans this share of the open field's width and height, about its middle."""
BLACK_PERCENTILE, WHITE_PERCENTILE = 0.5, 99.8


@checked_fields
@dataclass(frozen=True)
class ExposureSettings:
    """The settings of one exposure.

    Parameters
    ----------
    kvp : float
        Peak voltage, 40 to 140 kV.
    detector_dose_ngy : float
        Dose at the detector per frame, 1 to 10 000 nGy.
    averaged_frames : float
        Frames averaged for the screen, 1 to 64.
    grid : bool
        Whether an anti-scatter grid is in place.
    shutters : (float, float)
        Open shares of the field's width and height about its middle, 0.05 to 1.

    Raises
    ------
    InputError
        For a value outside its range.
    """

    kvp: float = field(default_factory=partial(tables.value, "fluoroscopy_kvp"))
    detector_dose_ngy: float = field(default_factory=partial(tables.value, "fluoroscopy_detector_dose_ngy"))
    averaged_frames: float = field(default_factory=partial(tables.value, "fluoroscopy_averaged_frames"))
    grid: bool = True
    shutters: tuple[float, float] = (1.0, 1.0)

    def __post_init__(self) -> None:
        check_range(_("The tube voltage"), self.kvp, 40, 140, "kV")
        check_range(_("The dose at the detector"), self.detector_dose_ngy, 1, 10_000, "nGy")
        check_range(_("The number of averaged frames"), self.averaged_frames, 1, 64)
        for share in self.shutters:
            check_range(_("The open share of the field"), share, 0.05, 1)

    def open_field(self, pixels: int) -> tuple[slice, slice]:
        """Rows and columns that the shutters leave open."""
        wide, high = self.shutters
        return _middle(pixels, high), _middle(pixels, wide)

    def dose_field(self, pixels: int) -> tuple[slice, slice]:
        """Rows and columns of the field whose dose the machine holds: the middle half of what is open."""
        wide, high = self.shutters
        return _middle(pixels, high / 2), _middle(pixels, wide / 2)


@dataclass(frozen=True, eq=False)
class XrayFrame:
    """One exposure.

    Parameters
    ----------
    signal : array (pixels, pixels) of float32
        Detected energy relative to the open beam before the grid; 0 behind the shutters.
    primary : array (pixels, pixels) of float32
        The direct beam's share, without grid, scatter and noise.
    scatter_to_primary : float
        Ratio behind the grid.
    entrance_dose_ugy : float
        Dose in air of one frame (µGy) where the central ray enters the patient.
    dose_area_ugy_cm2 : float
        That dose times the field's area there.
    open_field : (slice, slice)
        Rows and columns that the shutters leave open.
    """

    signal: Floats
    primary: Floats
    scatter_to_primary: float
    entrance_dose_ugy: float
    dose_area_ugy_cm2: float
    open_field: tuple[slice, slice]


@checked
def expose(
    what: XrayScene,
    arm: CArm,
    technique: ExposureSettings | None = None,
    seed: int | None = 0,
    step_mm: float | None = None,
) -> XrayFrame:
    """Expose one frame; the tube current is set so that the middle of the open field receives its dose.

    Parameters
    ----------
    what : XrayScene
        Bone, trunk and instruments.
    arm : CArm
    technique : ExposureSettings, optional
    seed : int or None
        Draws the noise; None leaves it out.
    step_mm : float, optional
        Distance of samples along a ray, 0.01 to 10 mm; by default a voxel. Twice that nearly halves the time while a
        control moves.

    Raises
    ------
    InputError
        For a step outside its range, or an instrument behind the source or the detector.
    """
    how = technique or ExposureSettings()
    primary, length_mm = transmitted(what, arm, how.kvp, step_mm)
    opened, measured = how.open_field(arm.pixels), how.dose_field(arm.pixels)
    ratio, scattered = _scatter(primary, length_mm, how, opened)
    mean = np.zeros_like(primary)
    mean[opened] = (tables.value("grid_primary_fraction") if how.grid else 1.0) * primary[opened] + scattered
    level = float(np.exp(np.log(mean[measured]).mean(dtype=np.float64)))
    entrance, field_cm2 = _entrance(how, arm, what, level)
    if seed is not None:
        mean[opened] = _noisy(mean[opened], _quanta(how, arm) / level, seed)
    return XrayFrame(mean, primary, ratio, entrance, field_cm2 * entrance, opened)


@checked
def transmitted(what: XrayScene, arm: CArm, kvp: float, step_mm: float | None = None) -> tuple[Floats, Floats]:
    """The direct beam's share of the signal, and the length of patient (mm), on each ray.

    Parameters
    ----------
    what : XrayScene
    arm : CArm
    kvp : float
        40 to 140 kV.
    step_mm : float, optional
        As for `expose`.

    Returns
    -------
    tuple of two arrays (pixels, pixels) of float32

    Raises
    ------
    InputError
        For a voltage or a step outside its range, or an instrument behind the source or the detector.
    """
    materials = tuple(dict.fromkeys(tool.material for tool in what.instruments))
    paths = np.zeros((3 + len(materials), arm.pixels, arm.pixels), np.float32)
    paths[0] = _through_bone(what.bone, arm, step_mm)
    for bone, pose in what.moving_bones:
        paths[0] += _through_bone(bone, arm, step_mm, pose)
    corner, across, down = arm.corner_and_steps_mm()
    body = what.trunk
    kernels.body_paths(
        arm.source_mm,
        corner,
        across,
        down,
        float(body.middle_y_mm),
        float(body.half_width_mm),
        float(body.half_depth_mm),
        float(body.fat_layer_mm),
        paths[1],
        paths[2],
    )
    for tool in what.instruments:
        paths[3 + materials.index(tool.material)] += path_mm(tool, arm)
    per_path, weights = _coefficients(kvp, materials)
    primary = np.empty((arm.pixels, arm.pixels), np.float32)
    with parallel.kernel():
        kernels.transmit(paths, per_path, weights, primary)
    return primary, paths[1] + paths[2]


@cache.IMAGED.memoize
def _through_bone(bone: Volume, arm: CArm, step_mm: float | None, pose: VolumePose = AT_REST) -> Floats:
    """Kept for as long as neither patient nor arm moves: tools and cement are then all that changes from frame to
    frame."""
    return line_integrals(bone, arm, step_mm, pose)


@checked
def to_display(frame: XrayFrame, polarity: Literal["fluoroscopy", "radiograph"] = "fluoroscopy") -> NDArray[np.uint8]:
    """Convert a frame into grey values for a screen; black behind the shutters.

    Grey follows the logarithm of the signal less most of its background, as in clinical machines, so that spine, needle
    and cement show in one window although the patient's flanks transmit a hundred times more.

    Parameters
    ----------
    frame : XrayFrame
    polarity : {"fluoroscopy", "radiograph"}
        Dense is dark in fluoroscopy, white in a radiograph.

    Returns
    -------
    array (rows, columns) of uint8
    """
    grey = np.log(np.maximum(frame.signal[frame.open_field], np.float32(1e-7)))
    grey -= np.float32(BACKGROUND_FRACTION_REMOVED) * _blurred(grey, BACKGROUND_BLUR_FRACTION)
    windowed = grey[_middle(grey.shape[0], WINDOW_FRACTION), _middle(grey.shape[1], WINDOW_FRACTION)]
    dark, bright = np.percentile(windowed[::3, ::3], (BLACK_PERCENTILE, WHITE_PERCENTILE))
    scaled = (grey - np.float32(dark)) * np.float32(255 / max(bright - dark, 1e-3))
    np.clip(scaled, 0, 255, out=scaled)
    picture = np.zeros(frame.signal.shape, np.uint8)
    picture[frame.open_field] = scaled if polarity == "fluoroscopy" else 255 - scaled
    return picture


@checked
def skin_dose_mgy(frame: XrayFrame, minutes: float, pulses_per_s: float | None = None) -> float:
    """Dose in air at the skin (mGy) of pulsed fluoroscopy in one view.

    Parameters
    ----------
    frame : XrayFrame
        One pulse.
    minutes : float
        0 to 120.
    pulses_per_s : float, optional
        0.5 to 60; by default `fluoroscopy_pulses_per_s` of the tables.

    Raises
    ------
    InputError
        For a value outside its range.

    Source
    ------
    Ortiz2006 (rate).
    """
    check_range(_("The time of fluoroscopy"), minutes, 0, 120, "minutes")
    rate = tables.value("fluoroscopy_pulses_per_s") if pulses_per_s is None else pulses_per_s
    check_range(_("The rate"), rate, 0.5, 60, "pulses a second")
    return frame.entrance_dose_ugy / 1000 * rate * 60 * minutes


def _middle(pixels: int, share: float) -> slice:
    half = max(1, round(share * pixels / 2))
    return slice(max(pixels // 2 - half, 0), min(pixels // 2 + half, pixels))


@cache.CONSTANTS.memoize
def _coefficients(kvp: float, materials: tuple[str, ...]) -> tuple[Floats, Floats]:
    """What each path adds to the depth for each unit of it, (kinds, energies), and the weight of each energy in the
    signal."""
    beam = tube_spectrum(kvp)
    rows = []
    for energy in (float(one) for one in beam.energies_kev):
        muscle, fat = (attenuation_per_cm(name, energy) for name in ("soft tissue", "adipose"))
        tools = [(linear_per_cm(name, energy) - muscle) / 10 for name in materials]
        rows.append([mineral_cm2_g(energy) / 10, muscle / 10, fat / 10, *tools])
    return np.array(rows, np.float32).T.copy(), beam.signal_fractions().astype(np.float32)


def _scatter(
    primary: Floats, length_mm: Floats, how: ExposureSettings, opened: tuple[slice, slice]
) -> tuple[float, Floats]:
    """Scatter to primary behind the grid, and the scatter itself: the primary blurred over a good part of the field."""
    thick = float(length_mm[how.dose_field(len(primary))][::8, ::8].mean()) / tables.value("scatter_reference_path_mm")
    ratio = tables.value("scatter_to_primary_ratio") * thick * np.sqrt(how.shutters[0] * how.shutters[1])
    passed = 1.0
    if how.grid:
        ratio, passed = ratio * tables.value("grid_scatter_fraction"), tables.value("grid_primary_fraction")
    return float(ratio / passed), np.float32(ratio) * _blurred(primary[opened], SCATTER_BLUR_FRACTION)


def _blurred(picture: Floats, share: float) -> Floats:
    """The picture averaged over a wide neighbourhood, worked out on a coarse grid."""
    from scipy import ndimage

    step = max(1, max(picture.shape) // COARSE_PIXELS)
    coarse = ndimage.gaussian_filter(picture[::step, ::step], COARSE_PIXELS * share, mode="nearest")
    # Written out: a matrix product would wake a second pool of threads, which gets in the way of the projector's.
    for axis, fine in enumerate(picture.shape):
        first, part = _between(fine, coarse.shape[axis], step)
        lower, upper = np.take(coarse, first, axis), np.take(coarse, first + 1, axis)
        coarse = lower + (part[:, None] if axis == 0 else part) * (upper - lower)
    return np.asarray(coarse, np.float32)


@cache.CONSTANTS.memoize
def _between(fine: int, coarse: int, step: int) -> tuple[NDArray[np.intp], Floats]:
    """For every fine place the coarse one before it, and how far it is to the next."""
    place = np.minimum(np.arange(fine) / step, coarse - 1)
    first = np.minimum(place.astype(np.intp), coarse - 2)
    return first, (place - first).astype(np.float32)


def _quanta(how: ExposureSettings, arm: CArm) -> float:
    """Photons that count, in a pixel at the mean dose."""
    density = tables.value("photons_per_mm2_ngy") * tables.value("detector_quantum_efficiency_fraction")
    return how.detector_dose_ngy * how.averaged_frames * density * arm.pixel_mm**2


def _noisy(mean: Floats, quanta_per_signal: float, seed: int) -> Floats:
    random = np.random.default_rng(seed)
    expected = mean * np.float32(quanta_per_signal)
    counted = expected + np.sqrt(expected) * random.standard_normal(mean.shape, dtype=np.float32)
    few = expected < MIN_NORMAL_QUANTA
    counted[few] = random.poisson(expected[few])
    return np.asarray(counted / np.float32(quanta_per_signal), np.float32)


def _entrance(how: ExposureSettings, arm: CArm, what: XrayScene, level: float) -> tuple[float, float]:
    """Dose in air where the central ray enters the patient (uGy), and the field's area there (cm2)."""
    body = what.trunk
    along = arm.axes[0][:2] / (body.half_width_mm, body.half_depth_mm)
    start = (arm.source_mm[:2] - (0, body.middle_y_mm)) / (body.half_width_mm, body.half_depth_mm)
    square, half = along @ along, along @ start
    inside = half * half - square * (start @ start - 1)
    reached = (-half - np.sqrt(inside)) / square if inside > 0 else arm.source_isocentre_mm
    nearer = float(np.clip(reached / arm.source_detector_mm, 0.05, 1))
    field_cm2 = how.shutters[0] * how.shutters[1] * (arm.detector_mm * nearer / 10) ** 2
    return how.detector_dose_ngy / 1000 / level / nearer**2, field_cm2


def warm() -> None:
    """Compile the projector and all else that a frame needs, or load what was compiled before."""
    little = XrayScene(Volume(np.ones((4, 4, 4), np.float32), (1, 1, 1), (0, 0, 0)), Trunk(100, 100, 0, 10))
    expose(
        little.with_instruments(Cylinder((0, 0, 0), (1, 1, 1), 1), Ellipsoid((0, 0, 0), (0, 0, 1), 1, 1)),
        CArm(pixels=32),
    )
