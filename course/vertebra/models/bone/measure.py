"""HU, QCT and DXA computed from the volume of a vertebra, as the scanners measure them; no reading is typed in.

See decision 0032.
"""

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from vertebra import cache, tables
from vertebra.arguments import checked
from vertebra.errors import InputError, check_range
from vertebra.models.bone.reference_curves import marrow_fat_fraction, t_score, who_category, z_score
from vertebra.models.imaging.attenuation import attenuation_per_cm, density_g_cm3, mass_attenuation_cm2_g
from vertebra.patient import BODY_PARTS, Part, Patient, Vertebra
from vertebra.texts import _, pgettext

REGION_FRACTION = 0.6
"""The region of interest reaches this share of the way from the body's centre to its walls, front and back."""

REGION_HEIGHT_FRACTION = 0.5
DENSITY_SPREAD = 0.35
"""How much more of the change falls on the centre and front of the body than on the bone beside endplates and
pedicles."""

Floats = NDArray[np.float32]
MAX_OVERLYING_FAT_CM = 50.0


@dataclass(frozen=True)
class ScanResult:
    """One vertebra by three methods. `t_score` and `z_score` are those of the areal density."""

    qct_mg_cm3: float
    hounsfield_hu: float
    areal_g_cm2: float
    t_score: float
    z_score: float
    category: str


@checked
def scan_bone(vertebra: Vertebra) -> ScanResult:
    """Measure one vertebra by QCT, CT number and DXA, with its scores.

    Raises
    ------
    InputError
        If the vertebra has no patient (scores and marrow fat need age and sex), or no trabecular bone in its middle.
    """
    patient = _patient(vertebra)
    areal = measure_dxa(vertebra)
    t = t_score(areal)
    return ScanResult(
        qct_mg_cm3=measure_qct(vertebra),
        hounsfield_hu=measure_hu(vertebra),
        areal_g_cm2=areal,
        t_score=t,
        z_score=z_score(areal, patient.age_years, patient.sex),
        category=who_category(t, bool(patient.fractures)),
    )


@checked
def measure_qct(vertebra: Vertebra) -> float:
    """Mean density (mg/cm3, hydroxyapatite) of an elliptic region of trabecular bone in the middle of the body.

    Raises
    ------
    InputError
        If there is no such bone.
    """
    return float(vertebra.density_mg_cm3[qct_roi(vertebra)].mean(dtype=np.float64))


@checked
def measure_hu(vertebra: Vertebra, energy_kev: float | None = None) -> float:
    """Mean CT number (HU) of QCT's region at one effective energy.

    Mineral displaces marrow, whose fat share follows age and sex: fat lowers the number at the same mineral.

    Parameters
    ----------
    vertebra : Vertebra
        With a patient.
    energy_kev : float, optional
        10 to 150 keV; by default that of 120 kVp.

    Raises
    ------
    InputError
        If the vertebra has no patient or no trabecular bone in its middle, or for an energy outside its range.
    """
    energy = tables.value("ct_effective_energy_kev") if energy_kev is None else energy_kev
    patient = _patient(vertebra)
    fat = marrow_fat_fraction(patient.age_years, patient.sex)
    return hounsfield_hu(measure_qct(vertebra), fat, energy)


@checked
def hounsfield_hu(mineral_mg_cm3: float, fat_fraction: float, energy_kev: float) -> float:
    """CT number (HU) of hydroxyapatite in marrow at one energy.

    Parameters
    ----------
    mineral_mg_cm3 : float
        From 0 to the density of solid hydroxyapatite (3160 mg/cm3).
    fat_fraction : float
        Share of fat in the marrow, 0 to 1.
    energy_kev : float
        10 to 150 keV.

    Raises
    ------
    InputError
        For a value outside its range.
    """
    check_range(_("Mineral density"), mineral_mg_cm3, 0, 1000 * density_g_cm3("hydroxyapatite"), "mg/cm3")
    check_range(_("Fat share"), fat_fraction, 0, 1)
    mineral = mineral_mg_cm3 / 1000
    room = 1 - mineral / density_g_cm3("hydroxyapatite")
    mu = mineral * mass_attenuation_cm2_g("hydroxyapatite", energy_kev) + room * _marrow_per_cm(
        fat_fraction, energy_kev
    )
    water = attenuation_per_cm("water", energy_kev)
    return 1000 * (mu - water) / water


@checked
def hounsfield_calibration(patient: Patient, energy_kev: float | None = None) -> tuple[float, float]:
    """Return slope (mg/cm3 per HU) and intercept (mg/cm3) that turn CT numbers into hydroxyapatite, without a phantom.

    They follow from the attenuation of mineral in marrow with the fat that is usual for age and sex. Persons differ in
    fat: expect errors of tens of mg/cm3.

    Parameters
    ----------
    patient : Patient
    energy_kev : float, optional
        10 to 150 keV; by default that of 120 kVp.

    Raises
    ------
    InputError
        For an energy outside its range.
    """
    energy = tables.value("ct_effective_energy_kev") if energy_kev is None else energy_kev
    fat = marrow_fat_fraction(patient.age_years, patient.sex)
    at_none, at_hundred = (hounsfield_hu(mineral, fat, energy) for mineral in (0.0, 100.0))
    slope = 100.0 / (at_hundred - at_none)
    return slope, -slope * at_none


@checked
def measure_dxa(vertebra: Vertebra) -> float:
    """Areal density (g/cm2) of the body's frontal projection, arch included, by a two-energy parallel beam.

    Each ray crosses mineral, marrow and soft tissue; the logarithms of its two transmissions are solved for mineral and
    soft tissue, as a densitometer does. The soft tissue beside the bone sets the assumed share of fat; marrow fatter
    than that makes the result too low. The region spans the body's height and width, where a ray meets bone.

    Raises
    ------
    InputError
        If the vertebra has no patient or no body.
    """
    patient = _patient(vertebra)
    mineral, bone = dxa_projection(vertebra)
    solved = areal_density_of_rays(mineral, bone, marrow_fat_fraction(patient.age_years, patient.sex))
    return float(solved[bone > 0].mean())


@checked
def areal_density_of_rays(
    mineral_g_cm2: NDArray, bone_cm: NDArray, marrow_fat: float, overlying_fat_cm: float = 0.0
) -> NDArray:
    """Areal density (g/cm2) that DXA finds along rays: transmission at two energies, solved for mineral.

    Parameters
    ----------
    mineral_g_cm2 : array
        True mineral along each ray.
    bone_cm : array of the same shape
        Length of bone (mineral and marrow) along each ray.
    marrow_fat : float
        Share of fat in the marrow, 0 to 1.
    overlying_fat_cm : float
        0 to 50 cm of fat added to every ray, beside the bone too.

    Returns
    -------
    array of the same shape

    Raises
    ------
    InputError
        For a value outside its range.
    """
    logs = transmitted_logs(mineral_g_cm2, bone_cm, marrow_fat, overlying_fat_cm)
    beside = transmitted_logs(np.zeros(1), np.zeros(1), marrow_fat, overlying_fat_cm)
    return solve_dxa(*logs, soft_ratio=float(beside[0][0] / beside[1][0]))


@checked
def transmitted_logs(
    mineral_g_cm2: NDArray, bone_cm: NDArray, marrow_fat: float, overlying_fat_cm: float = 0.0
) -> tuple[NDArray, NDArray]:
    """Minus the logarithm of the transmission at DXA's low and high energy, for rays through bone within soft tissue.

    Parameters
    ----------
    mineral_g_cm2 : array
        Mineral along each ray.
    bone_cm : array of the same shape
        Length of bone (mineral and marrow) along each ray; it displaces soft tissue of the same length.
    marrow_fat : float
        Share of fat in the marrow, 0 to 1.
    overlying_fat_cm : float
        0 to 50 cm of fat added to every ray.

    Returns
    -------
    tuple of two arrays of the same shape

    Raises
    ------
    InputError
        For a value outside its range.
    """
    check_range(_("Fat share"), marrow_fat, 0, 1)
    check_range(_("The fat over the body"), overlying_fat_cm, 0, MAX_OVERLYING_FAT_CM, "cm")
    logs = []
    thickness, fat = tables.value("soft_tissue_thickness_cm"), tables.value("soft_tissue_fat_fraction")
    marrow_cm = bone_cm - mineral_g_cm2 / density_g_cm3("hydroxyapatite")
    for energy, mineral in zip(_energies(), _mineral_cm2_g(), strict=True):
        lean_tissue, adipose = _attenuations_per_cm("soft tissue", "adipose", energy)
        logs.append(
            mineral_g_cm2 * mineral
            + marrow_cm * _marrow_per_cm(marrow_fat, energy)
            + (thickness - bone_cm) * (fat * adipose + (1 - fat) * lean_tissue)
            + overlying_fat_cm * adipose
        )
    return logs[0], logs[1]


@checked
def solve_dxa(log_low: NDArray, log_high: NDArray, soft_ratio: float) -> NDArray:
    """Mineral (g/cm2) along each ray: two equations for mineral and soft tissue.

    Parameters
    ----------
    log_low, log_high : array
        Minus the logarithm of the transmission at the low and the high energy.
    soft_ratio : float
        `log_low` over `log_high` of a ray beside the bone, 0.5 to 3.

    Raises
    ------
    InputError
        For a value outside its range.
    """
    check_range(_("The ratio of the logarithms"), soft_ratio, 0.5, 3)
    mineral_low, mineral_high = _mineral_cm2_g()
    return (log_low - soft_ratio * log_high) / (mineral_low - soft_ratio * mineral_high)


@checked
def with_trabecular_density(vertebra: Vertebra, trabecular_mg_cm3: float) -> Vertebra:
    """Return the vertebra with another trabecular density in QCT's region; the shell keeps its density.

    The change is greatest in the centre and front of the body and least beside the endplates and pedicles.

    Parameters
    ----------
    vertebra : Vertebra
    trabecular_mg_cm3 : float
        5 to 400 mg/cm3.

    Raises
    ------
    InputError
        For a density outside its range, or a vertebra without trabecular bone to measure.
    """
    check_range(_("Trabecular density"), trabecular_mg_cm3, 5, 400, "mg/cm3")
    shell = vertebra.shell_fraction * np.float32(tables.value("cortical_density_mg_cm3"))
    core = np.maximum(vertebra.density_mg_cm3 - shell, 0)
    measured = qct_roi(vertebra)
    now = float(core[measured].mean(dtype=np.float64))
    if now <= 0:
        raise InputError(_("This vertebra has no trabecular bone whose density could be changed."))
    ratio = np.float32(trabecular_mg_cm3 / now)
    changed = core * ratio ** (1 + local_loss_factor(vertebra))
    changed *= np.float32(trabecular_mg_cm3 / changed[measured].mean(dtype=np.float64))
    return replace(vertebra, density_mg_cm3=shell + changed)


@checked
def local_loss_factor(vertebra: Vertebra) -> Floats:
    """Excess of the local change in density over the mean change, as a share, of shape (nx, ny, nz).

    It is greatest in the centre and front of the body and least at its edges.

    Raises
    ------
    InputError
        If the vertebra has no body.
    """
    x, y, z = (axis.astype(np.float32) for axis in vertebra.axes_mm())
    low, high = _extent(vertebra)
    middle, half = (low + high) / 2, np.maximum((high - low) / 2, 1)
    along = np.clip((y - middle[1]) / half[1], -1, 1)
    up = np.clip(np.abs(z - middle[2]) / half[2], 0, 1)
    plane = np.float32(0.5) * along[:, None] + (np.float32(0.5) - up**2)[None, :]
    return np.broadcast_to(np.float32(DENSITY_SPREAD) * np.clip(plane, -1, 1)[None], (len(x), len(y), len(z)))


@checked
def qct_roi(vertebra: Vertebra) -> NDArray[np.bool_]:
    """Mask (nx, ny, nz) of the voxels that QCT and HU are read from: an ellipse of trabecular bone in mid-body.

    Raises
    ------
    InputError
        If there is no body, or no trabecular bone in its middle.
    """
    low, high = _extent(vertebra)
    middle, half = (low + high) / 2, (high - low) / 2
    x, y, z = vertebra.axes_mm()
    inside = (
        ((x[:, None, None] - middle[0]) / (REGION_FRACTION * half[0])) ** 2
        + ((y[None, :, None] - middle[1]) / (REGION_FRACTION * half[1])) ** 2
    ) <= 1
    slab = np.abs(z - middle[2]) <= REGION_HEIGHT_FRACTION * half[2]
    found = inside & slab[None, None, :] & vertebra.is_part(Part.TRABECULAR)
    if not found.any():
        raise InputError(_("This vertebra has no trabecular bone in the middle of its body to measure."))
    return found


def _extent(vertebra: Vertebra) -> tuple[NDArray, NDArray]:
    """The corners of the box round the body (mm)."""
    body = vertebra.is_part(*BODY_PARTS)
    if not body.any():
        raise InputError(pgettext("no-body-to-measure", "This vertebra has no body to measure."))
    ends = []
    for axis, places in enumerate(vertebra.axes_mm()):
        filled = np.flatnonzero(body.any(axis=tuple(other for other in range(3) if other != axis)))
        ends.append((places[filled[0]], places[filled[-1]]))
    return np.array([end[0] for end in ends]), np.array([end[1] for end in ends])


@checked
def dxa_roi(vertebra: Vertebra) -> tuple[NDArray, ...]:
    """Index of the rays (x, z) that DXA counts: those within the height and width of the body.

    Raises
    ------
    InputError
        If the vertebra has no body.
    """
    low, high = _extent(vertebra)
    x, _unused, z = vertebra.axes_mm()
    return np.ix_((x >= low[0]) & (x <= high[0]), (z >= low[2]) & (z <= high[2]))


@checked
def dxa_projection(vertebra: Vertebra) -> tuple[NDArray, NDArray]:
    """Mineral (g/cm2) and length of bone (cm) along rays from front to back, within the body's height and width.

    Returns
    -------
    tuple of two arrays (columns in x, rows in z)

    Raises
    ------
    InputError
        If the vertebra has no body.
    """
    box = dxa_roi(vertebra)
    step_cm = vertebra.spacing_mm[1] / 10
    mineral = vertebra.density_mg_cm3.sum(axis=1, dtype=np.float64) * step_cm / 1000
    inside = np.clip(0.5 - vertebra.surface_mm / np.float32(vertebra.spacing_mm[1]), 0, 1)
    bone = inside.sum(axis=1, dtype=np.float64) * step_cm
    return mineral[box], bone[box]


def _marrow_per_cm(fat_fraction: float, energy_kev: float) -> float:
    yellow, red = _attenuations_per_cm("yellow marrow", "red marrow", energy_kev)
    return fat_fraction * yellow + (1 - fat_fraction) * red


@cache.CONSTANTS.memoize
def _attenuations_per_cm(one: str, other: str, energy_kev: float) -> tuple[float, float]:
    return attenuation_per_cm(one, energy_kev), attenuation_per_cm(other, energy_kev)


@cache.CONSTANTS.memoize
def _mineral_cm2_g() -> tuple[float, float]:
    """Mass attenuation of mineral at DXA's two energies."""
    low, high = (mass_attenuation_cm2_g("hydroxyapatite", energy) for energy in _energies())
    return low, high


@cache.CONSTANTS.memoize
def _energies() -> tuple[float, float]:
    return tables.value("dxa_low_energy_kev"), tables.value("dxa_high_energy_kev")


def _patient(vertebra: Vertebra) -> Patient:
    if vertebra.patient is None:
        raise InputError(
            pgettext(
                "no-patient-age-and-sex",
                "This vertebra belongs to no patient; give its patient (age and sex) when it is read or built.",
            )
        )
    return vertebra.patient
