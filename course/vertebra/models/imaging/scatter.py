"""Scattered radiation of a C-arm: air kerma about a patient by Compton scattering, and the operator's dose."""

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from vertebra import cache, tables
from vertebra.arguments import checked, checked_fields
from vertebra.errors import InputError, check_range
from vertebra.models.imaging import beam
from vertebra.models.imaging.attenuation import attenuation_per_cm, part_cm2_g
from vertebra.texts import _

Floats = NDArray[np.float64]
ELECTRON_KEV = 511.0
ELECTRON_RADIUS_CM = 2.8179e-13
ELECTRONS_PER_CM3 = 3.343e23
"""Of water: Avogadro's number times 10 electrons over 18.015 g/mol; soft tissue differs by a few per cent."""
AIR = {"N": 0.755, "O": 0.245}
"""Mass fractions; argon is counted as oxygen."""
SOURCES = 16
MIN_KVP, MAX_KVP = beam.MIN_KVP, beam.MAX_KVP
MIN_DISTANCE_CM, MAX_DISTANCE_CM = 40.0, 250.0
MAX_ALONG_CM = 150.0
TISSUE = "soft tissue"
MGY_TO_UGY = 1000.0


@checked_fields
@dataclass(frozen=True)
class Room:
    """A C-arm, a patient and an operator.

    Parameters
    ----------
    angle_deg : float
        Position of the tube, -180 to 180: 0 below the table, 90 on the operator's side, -90 on the far side.
    distance_cm : float
        From the patient's midline sideways to the operator, 40 to 250 cm.
    along_cm : float
        Distance of the operator towards the feet, 0 to 150 cm.
    kvp : float
        Tube voltage, 40 to 140 kV.
    apron, collar, glasses, shield : bool
        Whether each protects the operator.

    Raises
    ------
    InputError
        For a value outside its range.
    """

    angle_deg: float = -90.0
    distance_cm: float = 60.0
    along_cm: float = 0.0
    kvp: float = 90.0
    apron: bool = True
    collar: bool = True
    glasses: bool = False
    shield: bool = False

    def __post_init__(self) -> None:
        check_range(_("The angle of the C-arm"), self.angle_deg, -180, 180, "degrees")
        check_range(_("The operator's distance"), self.distance_cm, MIN_DISTANCE_CM, MAX_DISTANCE_CM, "cm")
        check_range(_("The way along the table"), self.along_cm, 0, MAX_ALONG_CM, "cm")
        check_range(_("The tube voltage"), self.kvp, MIN_KVP, MAX_KVP, "kV")
        for name in ("apron", "collar", "glasses", "shield"):
            if not isinstance(getattr(self, name), bool):
                raise InputError(_("{name} is put on or taken off.").format(name=name))


@dataclass(frozen=True)
class OperatorDose:
    """Dose to the operator.

    Parameters
    ----------
    eyes, collar, trunk, hands : float
        Air kerma in µGy for each mGy at the patient's skin; `trunk` lies under the apron.
    eyes_per_procedure : float
        µGy at the eyes in one procedure.
    procedures_to_lens_limit : float
        Procedures a year that reach the limit for the lens.
    """

    eyes: float
    collar: float
    trunk: float
    hands: float
    eyes_per_procedure: float
    procedures_to_lens_limit: float


@dataclass(frozen=True, eq=False)
class ScatterMap:
    """Air kerma in the plane across the patient.

    Parameters
    ----------
    across_cm : array (columns,)
    height_cm : array (rows,)
    kerma : array (rows, columns)
        µGy for each mGy at the skin, NaN inside the patient.
    """

    across_cm: Floats
    height_cm: Floats
    kerma: Floats


def trunk_semi_axes_cm() -> tuple[float, float]:
    """Half the width and half the depth of the patient's trunk, an ellipse that is endless along the table."""
    return tables.value("trunk_width_mm") / 20, tables.value("trunk_depth_mm") / 20


@checked
def kerma_at(room: Room, points_cm: Floats) -> Floats:
    """Return the air kerma of scattered radiation at points in the room.

    Free electrons (Klein and Nishina) scatter a narrow beam of the tube's spectrum, which soft tissue attenuates on the
    way in and on the way out. Radiation scattered again on its way out counts by a linear build-up, 1 + µx. Tube
    leakage, the table and the detector's own shadow are left out.

    Parameters
    ----------
    room : Room
    points_cm : array (n, 3) or (3,)
        Across, height and along the table, in cm.

    Returns
    -------
    array (n,)
        µGy for each mGy at the patient's skin.

    Raises
    ------
    InputError
        For a tube voltage outside 40 to 140 kV.
    """
    points = np.atleast_2d(np.asarray(points_cm, dtype=np.float64))
    places, depths_cm, step_cm, into = _beam_path(room.angle_deg)
    rays = points[:, None, :] - np.pad(places, ((0, 0), (0, 1)))[None]
    distance = np.linalg.norm(rays, axis=-1)
    unit = rays / distance[..., None]
    out_cm = _way_out_cm(places, unit)
    cosine = unit[..., 0] * into[0] + unit[..., 1] * into[1]
    spectrum = beam.tube_spectrum(room.kvp)
    volume_cm3 = tables.value("scatter_field_cm2") * step_cm
    electrons = ELECTRONS_PER_CM3 * volume_cm3
    total = np.zeros(len(points))
    entrance = 0.0
    for energy, photons in zip(spectrum.energies_kev, spectrum.photon_fractions, strict=True):
        reached = photons * np.exp(-attenuation_per_cm(TISSUE, float(energy)) * depths_cm)
        later = energy / (1 + energy / ELECTRON_KEV * (1 - cosine))
        scattered = reached[None] * electrons * klein_nishina_cm2(float(energy), cosine) / distance**2
        mean_free_paths = _per_cm_at(later) * out_cm
        left = np.exp(-mean_free_paths) * (1 + mean_free_paths)
        total += (scattered * left * later * _kerma_cm2_g(later)).sum(axis=1)
        entrance += float(photons * energy * _kerma_cm2_g(np.array([energy]))[0])
    return MGY_TO_UGY * total / entrance


@checked
def klein_nishina_cm2(energy_kev: float, cosine: Floats) -> Floats:
    """Return the differential cross-section of one free electron (cm2 per steradian).

    Parameters
    ----------
    energy_kev : float
        Energy of the photon before scattering, 1 to 1000 keV.
    cosine : array
        Cosine of the scattering angle.

    Raises
    ------
    InputError
        For a value outside its range.
    """
    check_range(_("Photon energy"), energy_kev, 1, 1000, "keV")
    ratio = 1 / (1 + energy_kev / ELECTRON_KEV * (1 - cosine))
    return np.asarray(0.5 * ELECTRON_RADIUS_CM**2 * ratio**2 * (ratio + 1 / ratio - (1 - cosine**2)))


@checked
def operator_dose(room: Room) -> OperatorDose:
    """Return the operator's dose with the protection that is worn and the shield.

    Raises
    ------
    InputError
        For a tube voltage outside 40 to 140 kV.
    """
    at = room.distance_cm
    hand = max(at - tables.value("hand_before_body_cm"), MIN_DISTANCE_CM / 2)
    heights = [tables.value(f"{name}_height_cm") for name in ("eye", "collar", "waist")]
    points = [(at, height, room.along_cm) for height in heights]
    points.append((hand, tables.value("isocentre_height_cm") + trunk_semi_axes_cm()[1], room.along_cm))
    eyes, collar, trunk, hands = kerma_at(room, np.array(points))
    let_through = {name: tables.value(f"{name}_transmission_fraction") for name in ("apron", "glasses", "shield")}
    if room.shield:
        eyes, collar = eyes * let_through["shield"], collar * let_through["shield"]
    eyes *= let_through["glasses"] if room.glasses else 1.0
    collar *= let_through["apron"] if room.collar else 1.0
    trunk *= let_through["apron"] if room.apron else 1.0
    procedure_ugy = eyes * tables.value("scatter_procedure_skin_mgy")
    limit_ugy = MGY_TO_UGY * tables.value("lens_limit_msv_per_year")
    return OperatorDose(*map(float, (eyes, collar, trunk, hands, procedure_ugy, limit_ugy / procedure_ugy)))


@checked
@cache.EXPERIMENTS.memoize
def scatter_map(angle_deg: float, kvp: float = 90.0, step_cm: float = 7.5) -> ScatterMap:
    """Return the air kerma in the plane across the patient, up to 1.8 m to both sides and from the floor to 2.1 m.

    Parameters
    ----------
    angle_deg : float
        Position of the tube as in `Room`, -180 to 180.
    kvp : float
        40 to 140 kV.
    step_cm : float
        Distance of the grid's points, 0.5 to 60 cm.

    Raises
    ------
    InputError
        For a value outside its range.
    """
    check_range(_("The step of the map"), step_cm, 0.5, 60, "cm")
    across = np.arange(-180.0, 180.1, step_cm)
    height = np.arange(0.0, 210.1, step_cm)
    x, z = np.meshgrid(across, height)
    points = np.stack([x.ravel(), z.ravel(), np.zeros(x.size)], axis=1)
    found = kerma_at(Room(angle_deg=angle_deg, kvp=kvp), points).reshape(x.shape)
    half_wide, half_deep = trunk_semi_axes_cm()
    inside = (x / half_wide) ** 2 + ((z - _trunk_height_cm()) / half_deep) ** 2 < 1
    return ScatterMap(across, height, np.where(inside, np.nan, found))


@checked
def other_side(room: Room) -> Room:
    """The same room with tube and detector changed over."""
    angle = room.angle_deg + 180 if room.angle_deg <= 0 else room.angle_deg - 180
    return replace(room, angle_deg=angle)


def _trunk_height_cm() -> float:
    return tables.value("isocentre_height_cm") - tables.value("spine_above_trunk_centre_cm")


def _beam_path(angle_deg: float) -> tuple[Floats, Floats, float, Floats]:
    """Places along the beam inside the trunk (across, height), their depths (cm), the step,
    and the beam's direction."""
    turn = np.radians(angle_deg)
    into = np.array([-np.sin(turn), np.cos(turn)])
    target = np.array([0.0, tables.value("isocentre_height_cm")])
    near, far = _crossings_cm(target[None], into[None])
    length = float(far[0] - near[0])
    depths = (np.arange(SOURCES) + 0.5) * length / SOURCES
    return target + into * (near[0] + depths)[:, None], depths, length / SOURCES, into


def _crossings_cm(start: Floats, direction: Floats) -> tuple[Floats, Floats]:
    """Where lines cross the trunk's outline, in multiples of `direction`; both zero where they miss it."""
    axes = np.array(trunk_semi_axes_cm())
    p, d = (start - np.array([0.0, _trunk_height_cm()])) / axes, direction / axes
    a, b, c = (d**2).sum(-1), (p * d).sum(-1), (p**2).sum(-1) - 1
    root = np.sqrt(np.maximum(b**2 - a * c, 0))
    safe = np.where(a > 0, a, 1.0)
    return (-b - root) / safe, (-b + root) / safe


def _way_out_cm(places: Floats, unit: Floats) -> Floats:
    """Tissue between each place on the beam and the skin, towards each point."""
    start = np.broadcast_to(places[None], (*unit.shape[:2], 2))
    return np.maximum(_crossings_cm(start, unit[..., :2])[1], 0.0)


@cache.CONSTANTS.memoize
def _lookup() -> tuple[Floats, Floats, Floats]:
    """Energies, tissue's attenuation (1/cm) and air's energy transfer (cm2/g)."""
    energies = np.arange(11.0, 141.0, 1.0)
    per_cm = np.array([attenuation_per_cm(TISSUE, float(one)) for one in energies])
    return energies, per_cm, _energy_transfer_cm2_g(energies)


def _per_cm_at(energies_kev: Floats) -> Floats:
    energies, per_cm, _unused = _lookup()
    return np.interp(energies_kev, energies, per_cm)


def _kerma_cm2_g(energies_kev: Floats) -> Floats:
    energies, _unused, transfer = _lookup()
    return np.interp(energies_kev, energies, transfer)


def _energy_transfer_cm2_g(energies: Floats) -> Floats:
    """Mass energy-transfer coefficient of air: all that is absorbed, and of what is scattered the electron's share."""
    cosine = np.linspace(-1, 1, 181)
    kept = []
    for energy in energies:
        weight = klein_nishina_cm2(float(energy), cosine)
        given = 1 - 1 / (1 + energy / ELECTRON_KEV * (1 - cosine))
        kept.append(np.trapezoid(weight * given, cosine) / np.trapezoid(weight, cosine))
    absorbed = sum(share * part_cm2_g(name, "photoabsorption", energies) for name, share in AIR.items())
    scattered = sum(share * part_cm2_g(name, "incoherent", energies) for name, share in AIR.items())
    return np.asarray(absorbed + scattered * np.array(kept))
