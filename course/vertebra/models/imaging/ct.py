"""CT of the trunk through a vertebra: a slice as a scanner makes it, calibration with rods, and L1 read by the way."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from vertebra import cache, tables
from vertebra.arguments import checked
from vertebra.errors import InputError, check_choice, check_range
from vertebra.models import bone
from vertebra.models.imaging import tomography
from vertebra.models.imaging.attenuation import attenuation_per_cm, density_g_cm3
from vertebra.models.imaging.beam import linear_per_cm, tube_spectrum
from vertebra.models.imaging.xray_scene import Trunk, trunk_ellipse
from vertebra.patient import Part, Patient, Vertebra
from vertebra.texts import _, pgettext

Floats = NDArray[np.float64]
MIN_HU, MAX_HU = -1024.0, 3071.0
ANGLES = 360
PIXELS = 256
USUAL_KVP = 120.0
SCREENING_LEVEL = "L1"
"""The level whose limits of CT number are published."""
RODS_MG_CM3 = (0.0, 50.0, 100.0, 200.0)
ROD_RADIUS_MM, ROD_RING_MM = 12.0, 60.0


@dataclass(frozen=True, eq=False)
class CtSlice:
    """A reconstructed slice, oriented as on a screen: row 0 in front, the patient's right on the left.

    Parameters
    ----------
    hounsfield_hu : array (n, n) of float32
        CT numbers, -1024 to 3071 HU.
    pixel_mm : float
    kvp : float
        Tube voltage in kV.
    """

    hounsfield_hu: NDArray[np.float32]
    pixel_mm: float
    kvp: float

    def pixel_of(self, x_mm: float, y_mm: float) -> tuple[float, float]:
        """Row and column (fractions) of a place in mm from the slice's middle.

        x points to the patient's right and y to the front.
        """
        middle = (len(self.hounsfield_hu) - 1) / 2
        return middle - y_mm / self.pixel_mm, middle - x_mm / self.pixel_mm

    def disc(self, x_mm: float, y_mm: float, radius_mm: float) -> NDArray[np.bool_]:
        """Mask (n, n) of the pixels within `radius_mm` of a place (mm, as for `pixel_of`)."""
        row, column = self.pixel_of(x_mm, y_mm)
        rows, columns = np.indices(self.hounsfield_hu.shape)
        return np.hypot(rows - row, columns - column) * self.pixel_mm <= radius_mm


@dataclass(frozen=True)
class Calibration:
    """Mineral density (mg/cm3) as `slope_mg_per_hu` times the CT number plus `offset_mg_cm3`."""

    slope_mg_per_hu: float
    offset_mg_cm3: float

    def density_mg_cm3(self, hounsfield_hu: float) -> float:
        """The density that a CT number stands for, if it is mineral in water."""
        return self.slope_mg_per_hu * hounsfield_hu + self.offset_mg_cm3


@dataclass(frozen=True)
class OpportunisticScreening:
    """L1 read on a CT taken for another reason.

    `verdict` is "unlikely", "possible", "probable" or "likely" osteoporosis.
    """

    measured_hu: float
    hu_at_120_kvp: float
    density_mg_cm3: float
    verdict: str


@checked
@cache.CONSTANTS.memoize
def effective_kev(kvp: float) -> float:
    """The single energy (keV) equivalent to a CT beam behind a patient.

    Parameters
    ----------
    kvp : float
        Tube voltage, 80 to 140 kV.

    Raises
    ------
    InputError
        For a voltage outside its range.
    """
    check_range(_("The tube voltage of a CT"), kvp, 80, 140, "kV")
    return tube_spectrum(kvp, 30, tables.value("ct_filter_aluminium_mm")).effective_kev(
        tables.value("ct_patient_water_cm")
    )


@checked
def voxel_hounsfield_hu(vertebra: Vertebra, kvp: float = USUAL_KVP) -> NDArray[np.float32]:
    """CT number (HU) of every voxel without noise or blur: bone by its mineral and marrow, muscle around it, cement.

    Parameters
    ----------
    vertebra : Vertebra
        With a patient.
    kvp : float
        80 to 140 kV.

    Returns
    -------
    array (nx, ny, nz) of float32
        -1024 to 3071 HU.

    Raises
    ------
    InputError
        If the vertebra has no patient, or for a voltage outside its range.
    """
    patient = _patient(vertebra)
    energy = effective_kev(kvp)
    fat = bone.marrow_fat_fraction(patient.age_years, patient.sex)
    start = bone.hounsfield_hu(0, fat, energy)
    slope = (bone.hounsfield_hu(1000, fat, energy) - start) / 1000
    inside = np.clip(0.5 - vertebra.surface_mm / min(vertebra.spacing_mm), 0, 1)
    muscle = _hounsfield(attenuation_per_cm("soft tissue", energy), energy)
    found = inside * start + (1 - inside) * muscle + vertebra.density_mg_cm3 * slope
    cement = vertebra.is_part(Part.CEMENT)
    found = np.where(cement, _hounsfield(linear_per_cm("cement", energy), energy), found)
    return np.clip(found, MIN_HU, MAX_HU).astype(np.float32)


@checked
def axial_slice(
    vertebra: Vertebra,
    height_mm: float = 0.0,
    kvp: float = USUAL_KVP,
    dose_ratio: float = 1.0,
    seed: int | None = 0,
) -> CtSlice:
    """Scan a slice across the trunk at one height of the vertebra, reconstructed from noisy projections.

    Parameters
    ----------
    vertebra : Vertebra
        With a patient.
    height_mm : float
        World z, within the vertebra's grid; the nearest layer of voxels is taken.
    kvp : float
        80 to 140 kV.
    dose_ratio : float
        0.02 to 50; multiplies the usual number of photons.
    seed : int or None
        Draws the noise; None leaves it out.

    Returns
    -------
    CtSlice
        256 x 256 pixels.

    Raises
    ------
    InputError
        If the vertebra has no patient, or for a value outside its range.
    """
    body = trunk_ellipse(_patient(vertebra))
    _unused, _unused, z = vertebra.axes_mm()
    check_range(pgettext("slice-height", "The height of the slice"), height_mm, float(z[0]), float(z[-1]), "mm")
    energy = effective_kev(kvp)
    own = voxel_hounsfield_hu(vertebra, kvp)[:, :, int(np.argmin(np.abs(z - height_mm)))]
    per_cm = _trunk_per_cm(body, energy)
    water = attenuation_per_cm("water", energy)
    muscle = _hounsfield(attenuation_per_cm("soft tissue", energy), energy)
    per_cm += water * _on_screen(own - np.float32(muscle), vertebra, body) / 1000
    return _scanned(per_cm, energy, kvp, dose_ratio, seed)


@checked
def phantom(kvp: float = USUAL_KVP, dose_ratio: float = 1.0, seed: int | None = 0, radius_mm: float = 110.0) -> CtSlice:
    """Scan a cylinder of water with four rods of water with 0, 50, 100 and 200 mg/cm3 of mineral.

    Parameters
    ----------
    kvp : float
        80 to 140 kV.
    dose_ratio : float
        0.02 to 50; multiplies the usual number of photons.
    seed : int or None
        Draws the noise; None leaves it out.
    radius_mm : float
        Radius of the cylinder, 60 to 150 mm.

    Raises
    ------
    InputError
        For a value outside its range.
    """
    check_range(_("The radius of the phantom"), radius_mm, 60, 150, "mm")
    energy = effective_kev(kvp)
    x, y = _screen_mm()
    per_cm = np.where(np.hypot(x, y) <= radius_mm, attenuation_per_cm("water", energy), 0.0)
    for density, (across, ahead) in zip(RODS_MG_CM3, rod_positions_mm(), strict=True):
        per_cm[np.hypot(x - across, y - ahead) <= ROD_RADIUS_MM] = _rod_per_cm(density, energy)
    return _scanned(per_cm, energy, kvp, dose_ratio, seed)


def rod_positions_mm() -> list[tuple[float, float]]:
    """Where the rods of the phantom stand (x, y)."""
    turns = 2 * np.pi * np.arange(len(RODS_MG_CM3)) / len(RODS_MG_CM3)
    return [(float(ROD_RING_MM * np.cos(turn)), float(ROD_RING_MM * np.sin(turn))) for turn in turns]


@checked
@cache.CONSTANTS.memoize
def calibrate(kvp: float = USUAL_KVP, seed: int | None = 0) -> Calibration:
    """Fit the line through the phantom's rods: it turns this scanner's CT numbers into density.

    Parameters
    ----------
    kvp : float
        80 to 140 kV.
    seed : int or None
        Draws the noise; None leaves it out.

    Raises
    ------
    InputError
        For a voltage outside its range.
    """
    scan = phantom(kvp, seed=seed)
    seen = [float(scan.hounsfield_hu[scan.disc(*place, ROD_RADIUS_MM * 0.6)].mean()) for place in rod_positions_mm()]
    slope, offset = np.polyfit(seen, RODS_MG_CM3, 1)
    return Calibration(float(slope), float(offset))


@checked
def opportunistic_screening(vertebra: Vertebra, kvp: float = USUAL_KVP) -> OpportunisticScreening:
    """Read the trabecular CT number on a scan at any tube voltage, and compare it with the published limits for L1.

    Parameters
    ----------
    vertebra : Vertebra
        L1, with a patient.
    kvp : float
        80 to 140 kV.

    Raises
    ------
    InputError
        For another level, whose limits are not published, if the vertebra has no patient or no trabecular bone in its
        middle, or for a voltage outside its range.
    """
    check_choice(_("The level"), vertebra.level, (SCREENING_LEVEL,))
    measured = bone.measure_hu(vertebra, effective_kev(kvp))
    usual = hu_at_120_kvp(measured, kvp)
    limits = [tables.value(f"hu_{name}_hu") for name in ("high_specificity", "balanced", "high_sensitivity")]
    verdict = ("likely", "probable", "possible", "unlikely")[sum(usual > limit for limit in limits)]
    return OpportunisticScreening(measured, usual, calibrate(kvp).density_mg_cm3(measured), verdict)


@checked
def hu_at_120_kvp(hounsfield_hu: float, kvp: float) -> float:
    """The CT number at 120 kV of trabecular bone that reads `hounsfield_hu` (-1024 to 3071) at `kvp` (80 to 140 kV).

    The contrast of mineral falls with energy, that of marrow hardly.

    Raises
    ------
    InputError
        For a value outside its range.
    """
    check_range(_("The CT number"), hounsfield_hu, MIN_HU, MAX_HU, "HU")
    here, usual = effective_kev(kvp), effective_kev(USUAL_KVP)
    marrow, dense = 0.5, 200.0
    low, high = ([bone.hounsfield_hu(amount, marrow, energy) for amount in (0, dense)] for energy in (here, usual))
    mineral = (hounsfield_hu - low[0]) / (low[1] - low[0])
    return float(high[0] + mineral * (high[1] - high[0]))


def _hounsfield(per_cm: float, energy_kev: float) -> float:
    water = attenuation_per_cm("water", energy_kev)
    return 1000 * (per_cm - water) / water


def _rod_per_cm(mineral_mg_cm3: float, energy_kev: float) -> float:
    """Mineral in water, in whose place it stands."""
    solid = mineral_mg_cm3 / 1000 / density_g_cm3("hydroxyapatite")
    return solid * attenuation_per_cm("hydroxyapatite", energy_kev) + (1 - solid) * attenuation_per_cm(
        "water", energy_kev
    )


def _screen_mm() -> tuple[Floats, Floats]:
    """x (patient's right, on the left of the screen) and y (front, on top) of every pixel, from the middle."""
    from_middle: Floats = (np.arange(PIXELS) - (PIXELS - 1) / 2).astype(np.float64) * float(tables.value("ct_pixel_mm"))
    return np.negative(from_middle)[None, :], np.negative(from_middle)[:, None]


def _trunk_per_cm(body: Trunk, energy_kev: float) -> Floats:
    x, y = _screen_mm()
    fat, muscle = (attenuation_per_cm(name, energy_kev) for name in ("adipose", "soft tissue"))
    found = np.zeros((PIXELS, PIXELS))
    for layer, value in ((0.0, fat), (body.fat_layer_mm, muscle)):
        across, deep = body.half_width_mm - layer, body.half_depth_mm - layer
        found[(x / across) ** 2 + (y / deep) ** 2 <= 1] = value
    return found


def _on_screen(plane: NDArray[np.float32], vertebra: Vertebra, body: Trunk) -> Floats:
    """A plane (nx, ny) of the vertebra on the screen's pixels, zero outside its grid; the trunk's middle is the
    screen's."""
    from scipy import ndimage

    x, y = _screen_mm()
    across = (x - vertebra.origin_mm[0]) / vertebra.spacing_mm[0]
    ahead = (y + body.middle_y_mm - vertebra.origin_mm[1]) / vertebra.spacing_mm[1]
    places = np.broadcast_arrays(across, ahead)
    return np.asarray(ndimage.map_coordinates(plane.astype(float), places, order=1, mode="constant"))


def _scanned(per_cm: Floats, energy_kev: float, kvp: float, dose_ratio: float, seed: int | None) -> CtSlice:
    """Project at one energy, count photons, reconstruct by filtered back-projection."""
    check_range(_("The dose"), dose_ratio, 0.02, 50)
    pixel_mm = tables.value("ct_pixel_mm")
    turns = np.linspace(0, np.pi, ANGLES, endpoint=False)
    depth = tomography.project(per_cm * pixel_mm / 10, turns)
    if seed is not None:
        sent = tables.value("ct_photons_n") * dose_ratio
        counted = np.random.default_rng(seed).poisson(sent * np.exp(-depth))
        depth = -np.log(np.maximum(counted, 0.5) / sent)
    found = tomography.reconstruct(depth, turns) / (pixel_mm / 10)
    water = attenuation_per_cm("water", energy_kev)
    hounsfield = np.clip(1000 * (found - water) / water, MIN_HU, MAX_HU)
    return CtSlice(hounsfield.astype(np.float32), pixel_mm, kvp)


def _patient(vertebra: Vertebra) -> Patient:
    if vertebra.patient is None:
        raise InputError(
            pgettext(
                "no-patient-age-and-sex-2",
                "This vertebra belongs to no patient; give its patient when it is read or built.",
            )
        )
    return vertebra.patient
