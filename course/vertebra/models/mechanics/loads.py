"""Load on a vertebra: from the pressure in a disc, and from a balance of weights and back muscles.

The free body is the trunk above a level, in the plane seen from the side. Its weight and that in the hands pull it
forward; the back muscles hold it, close behind the spine; all three press on the vertebra. Intra-abdominal pressure,
ligaments and movement are left out.
"""

from dataclasses import dataclass

import numpy as np

from vertebra import tables
from vertebra.arguments import checked, checked_fields
from vertebra.errors import InputError, check_range
from vertebra.patient import LEVELS, Patient, check_level
from vertebra.texts import _, pgettext

GRAVITY_N_PER_KG = 9.81
USUAL_HEIGHT_CM, USUAL_WEIGHT_KG = 170.0, 70.0


@checked_fields
@dataclass(frozen=True)
class LoadingTask:
    """A posture and a weight in the hands.

    Parameters
    ----------
    name : str
        Key in `TASKS`.
    words : str
        The task in words.
    bend_deg : float
        How far the trunk bends forward, 0 to 90 degrees.
    held_kg : float
        Mass in the hands, 0 to 60 kg.
    reach_mm : float
        How far in front of the vertebra it is held, 0 to 800 mm for a person of 170 cm.

    Raises
    ------
    InputError
        For a value out of range.
    """

    name: str
    words: str
    bend_deg: float
    held_kg: float = 0.0
    reach_mm: float = 0.0

    def __post_init__(self) -> None:
        check_range(pgettext("trunks-bend", "The trunk's bend"), self.bend_deg, 0, 90, "degrees")
        check_range(_("The weight held"), self.held_kg, 0, 60, "kg")
        check_range(_("The reach"), self.reach_mm, 0, 800, "mm")


TASKS: dict[str, LoadingTask] = {
    task.name: task
    for task in (
        LoadingTask("stand", _("standing upright"), 0),
        LoadingTask("bend", _("bending forward, hands empty"), 30),
        LoadingTask("lift", _("lifting 12 kg from the floor with a round back"), 45, 12, 330),
        LoadingTask("close", _("holding 12 kg close to the body"), 5, 12, 150),
    )
}


@dataclass(frozen=True)
class SpinalLoad:
    """Compression of a level and its parts, in N.

    Parameters
    ----------
    force_n : float
        All of it, along the spine.
    weight_n, held_n, muscle_n : float
        From the body's weight above, the weight in the hands, and the back muscles; they add up to `force_n`.
    forward_mm : float
        How far in front of the middle of the vertebra it acts.
    """

    force_n: float
    weight_n: float
    held_n: float
    muscle_n: float
    forward_mm: float


@checked
def spinal_load(patient: Patient, task: LoadingTask, level: str = "L1") -> SpinalLoad:
    """Compression of a level in a task, by the balance of moments about the vertebra.

    Parameters
    ----------
    patient : Patient
        Of 170 cm and 70 kg where height or weight is not recorded.
    task : LoadingTask
    level : str
        T7 to L5.

    Returns
    -------
    SpinalLoad

    Raises
    ------
    InputError
        For an unknown level.

    Source
    ------
    `assets/tables/mechanics.toml`.
    """
    at = LEVELS.index(check_level(level)) / (len(LEVELS) - 1)
    size = (patient.height_cm or USUAL_HEIGHT_CM) / USUAL_HEIGHT_CM
    mass = patient.weight_kg or USUAL_WEIGHT_KG
    share = _between("mass_above_t7_fraction", "mass_above_l5_fraction", at)
    centre_mm = size * _between("mass_centre_above_t7_mm", "mass_centre_above_l5_mm", at)
    bend = np.radians(task.bend_deg)
    weight, held = share * mass * GRAVITY_N_PER_KG, task.held_kg * GRAVITY_N_PER_KG
    forward = size * tables.value("trunk_lean_mm") + centre_mm * np.sin(bend)
    muscle = (weight * forward + held * size * task.reach_mm) / (size * tables.value("muscle_arm_mm"))
    along = (weight + held) * np.cos(bend)
    return SpinalLoad(
        float(along + muscle),
        float(weight * np.cos(bend)),
        float(held * np.cos(bend)),
        float(muscle),
        float(tables.value("load_forward_per_degree_mm") * task.bend_deg),
    )


@checked
def force_from_pressure(pressure_mpa: float, disc_area_cm2: float) -> float:
    """Compression (N) that goes with a pressure in the disc: factor x pressure x area.

    Parameters
    ----------
    pressure_mpa : float
        0 to 10 MPa.
    disc_area_cm2 : float
        1 to 40 cm2.

    Raises
    ------
    InputError
        For a value out of range.

    Source
    ------
    Wilke1999, Dreischarf2013.
    """
    check_range(_("The pressure"), pressure_mpa, 0, 10, "MPa")
    check_range(_("The disc's area"), disc_area_cm2, 1, 40, "cm²")
    return tables.value("idp_force_factor") * pressure_mpa * disc_area_cm2 * 100


@checked
def factor_of_risk(load_n: float, strength_n: float) -> float:
    """Load over strength: from 1 on the bone is expected to fail.

    Parameters
    ----------
    load_n : float
        0 to 50 000 N.
    strength_n : float
        Above 0 N.

    Raises
    ------
    InputError
        For a load out of range, or a strength that is not above zero.
    """
    check_range(pgettext("load", "The load"), load_n, 0, 50_000, "N")
    if not strength_n > 0:
        raise InputError(
            pgettext("strength-not-positive", "The strength is {strength_n} N; it must be above zero.").format(
                strength_n=repr(strength_n)
            )
        )
    return load_n / strength_n


@checked
def task_by_name(name: str) -> LoadingTask:
    """Return the task of this name.

    Raises
    ------
    InputError
        For a name that is not a key of `TASKS`.
    """
    if name not in TASKS:
        raise InputError(
            _("The task {name} is not known. Give one of {tasks}.").format(name=repr(name), tasks=", ".join(TASKS))
        )
    return TASKS[name]


def _between(first: str, last: str, at: float) -> float:
    return tables.value(first) + at * (tables.value(last) - tables.value(first))
