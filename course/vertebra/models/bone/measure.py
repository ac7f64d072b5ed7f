"""HU, QCT and DXA read from the volume of a vertebra, as the machines read them; nothing is typed in.

See decision 0032.
"""

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from vertebra import cache, tables
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


@dataclass(frozen=True)
class ScanResult:
    """One vertebra by three methods. `t_score` and `z_score` are those of the areal density."""

    qct_mg_cm3: float
    hounsfield_hu: float
    areal_g_cm2: float
    t_score: float
    z_score: float
    category: str


def scan_bone(vertebra: Vertebra) -> ScanResult:
    """QCT, HU and DXA of one vertebra, with its scores. Needs a patient for the scores and for the marrow's fat."""
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


def measure_qct(vertebra: Vertebra) -> float:
    """Mean density (mg/cm3, hydroxyapatite) of an elliptic region of trabecular bone in the middle of the body."""
    return float(vertebra.density_mg_cm3[qct_roi(vertebra)].mean(dtype=np.float64))


def measure_hu(vertebra: Vertebra, energy_kev: float | None = None) -> float:
    """Mean CT number (HU) of the same region at one effective energy (10 to 150 keV; default that of 120 kVp).

    Mineral displaces marrow, whose fat share follows age and sex: fat lowers the number at the same mineral.
    """
    energy = tables.value("ct_effective_energy_kev") if energy_kev is None else energy_kev
    patient = _patient(vertebra)
    fat = marrow_fat_fraction(patient.age_years, patient.sex)
    return hounsfield_hu(measure_qct(vertebra), fat, energy)


def hounsfield_hu(mineral_mg_cm3: float, fat_fraction: float, energy_kev: float) -> float:
    """CT number of hydroxyapatite (0 to 3160 mg/cm3) in marrow with a share of fat (0 to 1) at one energy."""
    check_range(_("Mineral density"), mineral_mg_cm3, 0, 1000 * density_g_cm3("hydroxyapatite"), "mg/cm3")
    check_range(_("Fat share"), fat_fraction, 0, 1)
    mineral = mineral_mg_cm3 / 1000
    room = 1 - mineral / density_g_cm3("hydroxyapatite")
    mu = mineral * mass_attenuation_cm2_g("hydroxyapatite", energy_kev) + room * _marrow_per_cm(
        fat_fraction, energy_kev
    )
    water = attenuation_per_cm("water", energy_kev)
    return 1000 * (mu - water) / water


def hounsfield_calibration(patient: Patient, energy_kev: float | None = None) -> tuple[float, float]:
    """Return slope and intercept that turn HU into mg/cm3 of hydroxyapatite, without a phantom.

    They follow from the attenuation of mineral in marrow as fat as is usual for age and sex, at one effective energy
    (10 to 150 keV; default that of 120 kVp). The fat of a person differs: expect errors of tens of mg/cm3.
    """
    energy = tables.value("ct_effective_energy_kev") if energy_kev is None else energy_kev
    fat = marrow_fat_fraction(patient.age_years, patient.sex)
    at_none, at_hundred = (hounsfield_hu(mineral, fat, energy) for mineral in (0.0, 100.0))
    slope = 100.0 / (at_hundred - at_none)
    return slope, -slope * at_none


def measure_dxa(vertebra: Vertebra) -> float:
    """Areal density (g/cm2) of the body's shadow from the front, arch included, by a two-energy parallel beam.

    Each ray crosses mineral, marrow and soft tissue; the logarithms of its two transmissions are solved for mineral and
    soft tissue, as the machine does: the soft tissue beside the bone tells how fat it is. The region spans the body's
    height and width, where there is bone in the ray. Marrow fatter than the tissue beside the bone makes the result too
    low.
    """
    patient = _patient(vertebra)
    mineral, bone = dxa_projection(vertebra)
    solved = areal_density_of_rays(mineral, bone, marrow_fat_fraction(patient.age_years, patient.sex))
    return float(solved[bone > 0].mean())


def areal_density_of_rays(
    mineral_g_cm2: NDArray, bone_cm: NDArray, marrow_fat: float, overlying_fat_cm: float = 0.0
) -> NDArray:
    """What DXA makes of rays with `mineral_g_cm2` in `bone_cm` of bone: transmission at two energies, solved for
    mineral.

    `marrow_fat` is the share of fat in the marrow (0 to 1); `overlying_fat_cm` adds fat to every ray, beside the bone
    too.
    """
    logs = transmitted_logs(mineral_g_cm2, bone_cm, marrow_fat, overlying_fat_cm)
    beside = transmitted_logs(np.zeros(1), np.zeros(1), marrow_fat, overlying_fat_cm)
    return solve_dxa(*logs, soft_ratio=float(beside[0][0] / beside[1][0]))


def transmitted_logs(
    mineral_g_cm2: NDArray, bone_cm: NDArray, marrow_fat: float, overlying_fat_cm: float = 0.0
) -> tuple[NDArray, NDArray]:
    """Minus the logarithm of the transmission at DXA's two energies, for rays through bone within soft tissue.

    `mineral_g_cm2` is the mineral and `bone_cm` the length of bone (mineral and marrow) along each ray; the bone takes
    the place of as much soft tissue.
    """
    logs = []
    thickness, fat = tables.value("soft_tissue_thickness_cm"), tables.value("soft_tissue_fat_fraction")
    for energy in _energies():
        lean_tissue, adipose = (attenuation_per_cm(name, energy) for name in ("soft tissue", "adipose"))
        marrow_cm = bone_cm - mineral_g_cm2 / density_g_cm3("hydroxyapatite")
        logs.append(
            mineral_g_cm2 * mass_attenuation_cm2_g("hydroxyapatite", energy)
            + marrow_cm * _marrow_per_cm(marrow_fat, energy)
            + (thickness - bone_cm) * (fat * adipose + (1 - fat) * lean_tissue)
            + overlying_fat_cm * adipose
        )
    return logs[0], logs[1]


def solve_dxa(log_low: NDArray, log_high: NDArray, soft_ratio: float) -> NDArray:
    """Mineral (g/cm2) along each ray: two equations for mineral and soft tissue.

    `soft_ratio` is the low-energy over the high-energy logarithm of a ray beside the bone.
    """
    mineral_low, mineral_high = (mass_attenuation_cm2_g("hydroxyapatite", energy) for energy in _energies())
    return (log_low - soft_ratio * log_high) / (mineral_low - soft_ratio * mineral_high)


def with_trabecular_density(vertebra: Vertebra, trabecular_mg_cm3: float) -> Vertebra:
    """The same vertebra with another trabecular density in QCT's region (5 to 400 mg/cm3); nothing else changes.

    The shell keeps its density. What the core gains or loses falls most on the centre and the front of the body and
    least beside the endplates and pedicles.
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


def local_loss_factor(vertebra: Vertebra) -> Floats:
    """By how much more than the mean (as a share) a place changes: most in the centre and front of the body, least at
    its edges."""
    x, y, z = (axis.astype(np.float32) for axis in vertebra.axes_mm())
    low, high = _extent(vertebra)
    middle, half = (low + high) / 2, np.maximum((high - low) / 2, 1)
    along = np.clip((y - middle[1]) / half[1], -1, 1)
    up = np.clip(np.abs(z - middle[2]) / half[2], 0, 1)
    plane = np.float32(0.5) * along[:, None] + (np.float32(0.5) - up**2)[None, :]
    return np.broadcast_to(np.float32(DENSITY_SPREAD) * np.clip(plane, -1, 1)[None], (len(x), len(y), len(z)))


def qct_roi(vertebra: Vertebra) -> NDArray[np.bool_]:
    """The voxels that QCT and HU are read from: an ellipse of trabecular bone in the middle of the body."""
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


def dxa_roi(vertebra: Vertebra) -> tuple[NDArray, ...]:
    """Index of the rays (x, z) that DXA counts: those within the height and width of the body."""
    low, high = _extent(vertebra)
    x, _unused, z = vertebra.axes_mm()
    return np.ix_((x >= low[0]) & (x <= high[0]), (z >= low[2]) & (z <= high[2]))


def dxa_projection(vertebra: Vertebra) -> tuple[NDArray, NDArray]:
    """Mineral (g/cm2) and length of bone (cm) along rays from front to back, within the body's height and width."""
    box = dxa_roi(vertebra)
    step_cm = vertebra.spacing_mm[1] / 10
    mineral = vertebra.density_mg_cm3.sum(axis=1, dtype=np.float64) * step_cm / 1000
    inside = np.clip(0.5 - vertebra.surface_mm / np.float32(vertebra.spacing_mm[1]), 0, 1)
    bone = inside.sum(axis=1, dtype=np.float64) * step_cm
    return mineral[box], bone[box]


def _marrow_per_cm(fat_fraction: float, energy_kev: float) -> float:
    yellow, red = (attenuation_per_cm(f"{colour} marrow", energy_kev) for colour in ("yellow", "red"))
    return fat_fraction * yellow + (1 - fat_fraction) * red


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
