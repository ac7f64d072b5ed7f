"""A balloon in bone: pressure by volume, lift of an endplate against the load, and the loss when it is let down.

The balloon is an ellipsoid along the needle. It grows evenly until it has pressed the bone above and below it together;
from then on it takes the easier way: up, against the load and the taut ligaments, or sideways, by crushing more bone.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from vertebra import tables
from vertebra.arguments import checked
from vertebra.errors import check_count, check_range
from vertebra.models.mechanics.materials import density_law
from vertebra.texts import _, pgettext

Floats = NDArray[np.float64]

STEP_ML = 0.005
"""Fine enough that where lifting and crushing take the same pressure, their turns do not show."""
START_RADIUS_MM = 2.0
MAX_VOLUME_ML = 6.0
MAX_HEIGHT_MM = 30.0
MAX_PLATEAU_MPA = 100.0
MAX_LOAD_N = 2000.0


@dataclass(frozen=True)
class Inflation:
    """Course of an inflation, by the volume of one balloon; arrays (n,) are read-only.

    Parameters
    ----------
    volume_ml, pressure_mpa, lift_mm : array
    semi_axis_vertical_mm, semi_axis_lateral_mm : array
        Half axes of the balloon upwards and sideways.
    stopped : str
        Why it ended: "volume", "pressure" or "wanted".
    """

    volume_ml: Floats
    pressure_mpa: Floats
    lift_mm: Floats
    semi_axis_vertical_mm: Floats
    semi_axis_lateral_mm: Floats
    stopped: str

    def __post_init__(self) -> None:
        for array in (
            self.volume_ml,
            self.pressure_mpa,
            self.lift_mm,
            self.semi_axis_vertical_mm,
            self.semi_axis_lateral_mm,
        ):
            array.setflags(write=False)


@checked
def crush_plateau_stress_mpa(density_mg_cm3: float, crushed: bool = True) -> float:
    """Stress (MPa) at which spongy bone goes on being crushed.

    Parameters
    ----------
    density_mg_cm3 : float
        0 to 1000 mg/cm3.
    crushed : bool
        Whether it was crushed before: it then bears the table's share of its strength.

    Raises
    ------
    InputError
        For a density out of range.

    Source
    ------
    Kopperdahl2002; `assets/tables/balloon.toml`.
    """
    check_range(_("The density"), density_mg_cm3, 0, 1000, "mg/cm³")
    stress = float(density_law("kopperdahl-linear").yield_stress_mpa(density_mg_cm3))
    return stress * (tables.value("crushed_strength_fraction") if crushed else 1.0)


@checked
def inflate(
    plateau: float,
    half_height_mm: float,
    density_mg_cm3: float,
    volume_ml: float,
    *,
    load_n: float | None = None,
    max_lift_mm: float = 12.0,
    balloons: int = 2,
) -> Inflation:
    """Fill each of the balloons to a volume, or until pressure or size ends it.

    Parameters
    ----------
    plateau : float
        Stress (MPa) at which the bone around is crushed, 0 to 100 MPa, see `crush_plateau_stress_mpa`.
    half_height_mm : float
        From the balloon's centre to the endplates, 1 to 30 mm.
    density_mg_cm3 : float
        Of the bone around, 0 to the table's density of packed bone.
    volume_ml : float
        Of each balloon, 0 to 6 mL.
    load_n : float, optional
        Along the spine, 0 to 2000 N; by default that of a patient who lies prone.
    max_lift_mm : float
        Height that was lost at the balloons, 0 to 30 mm.
    balloons : int
        Number of balloons, 1 or 2.

    Returns
    -------
    Inflation

    Raises
    ------
    InputError
        For a value out of range.

    Source
    ------
    `assets/tables/balloon.toml`.
    """
    check_range(_("The volume of a balloon"), volume_ml, 0, MAX_VOLUME_ML, "mL")
    load = check_range(
        pgettext("load", "The load"), tables.value("prone_preload_n") if load_n is None else load_n, 0, MAX_LOAD_N, "N"
    )
    check_range(_("Half of the height"), half_height_mm, 1, MAX_HEIGHT_MM, "mm")
    check_range(_("The stress at which bone is crushed"), plateau, 0, MAX_PLATEAU_MPA, "MPa")
    packed = tables.value("packed_bone_mg_cm3")
    check_range(_("The density"), density_mg_cm3, 0, packed, "mg/cm³")
    check_range(_("The height that was lost"), max_lift_mm, 0, MAX_HEIGHT_MM, "mm")
    balloons = check_count(_("The number of balloons"), balloons, 1, 2)
    resist = tables.value("segment_lift_stiffness_n_per_mm") if load > 0 else 0.0
    long = tables.value("balloon_length_mm") / 2
    most_ml, most_mpa = tables.value("balloon_max_ml"), tables.value("balloon_pressure_limit_mpa")
    free = half_height_mm * (1 - density_mg_cm3 / packed)
    up = side = START_RADIUS_MM
    lift, volume, stopped = 0.0, 0.0, "wanted"
    rows = [(0.0, 0.0, 0.0, up, side)]
    while volume < volume_ml - 1e-9:
        if volume + STEP_ML > most_ml + 1e-9:
            stopped = "volume"
            break
        grown = 1000 * STEP_ML * 3 / (4 * np.pi * long)
        lifting = (load + resist * lift) / (balloons * np.pi * long * side)
        if up < free:
            radius = np.sqrt(up * side + grown)
            up, side, pressure = radius, radius, plateau
        elif lifting < plateau and lift < max_lift_mm:
            up += grown / side
            lift, pressure = lift + 2 * grown / side, lifting
        else:
            side, pressure = side + grown / up, plateau
        pressure += tables.value("balloon_membrane_mpa") * volume / most_ml
        if pressure > most_mpa:
            stopped = "pressure"
            break
        volume += STEP_ML
        rows.append((volume, float(pressure), min(lift, max_lift_mm), float(up), float(side)))
    columns = np.array(rows).T
    return Inflation(columns[0], columns[1], columns[2], columns[3], columns[4], stopped)


@checked
def truncate_at_volume(done: Inflation, volume_ml: float) -> Inflation:
    """Return the beginning of an inflation, up to a volume of each balloon.

    Parameters
    ----------
    done : Inflation
    volume_ml : float
        0 to 6 mL; where the inflation ended before it, all of it is returned.

    Raises
    ------
    InputError
        For a volume out of range.
    """
    check_range(_("The volume of a balloon"), volume_ml, 0, MAX_VOLUME_ML, "mL")
    rows = int(volume_ml / STEP_ML + 1e-6) + 1
    if rows > len(done.volume_ml):
        return done
    columns = [
        one[:rows]
        for one in (
            done.volume_ml,
            done.pressure_mpa,
            done.lift_mm,
            done.semi_axis_vertical_mm,
            done.semi_axis_lateral_mm,
        )
    ]
    return Inflation(columns[0], columns[1], columns[2], columns[3], columns[4], "wanted")


@checked
def deflation(done: Inflation, volume_ml: float, load_n: float) -> tuple[float, float]:
    """Share of the lift that is held, and the pressure, when balloons are drawn back from their largest filling.

    The endplate sinks by `deflation_loss_fraction` while the balloons give way under it; then they hang free in their
    cavities. Without a load nothing sinks.

    Parameters
    ----------
    done : Inflation
        Up to the largest filling.
    volume_ml : float
        Of each balloon now, 0 to the largest.
    load_n : float
        Along the spine, 0 to 2000 N; only whether it is above 0 counts.

    Returns
    -------
    lift_fraction, pressure_mpa : float

    Raises
    ------
    InputError
        For a volume or a load out of range.

    Source
    ------
    `assets/tables/balloon.toml`.
    """
    check_range(pgettext("load", "The load"), load_n, 0, MAX_LOAD_N, "N")
    most = float(done.volume_ml[-1])
    volume = check_range(_("The volume of a balloon"), volume_ml, 0, most + 1e-9, "mL")
    per_ml = tables.value("balloon_membrane_mpa") / tables.value("balloon_max_ml")
    loss = tables.value("deflation_loss_fraction") if load_n > 0 else 0.0
    under_ml = (
        loss * done.lift_mm[-1] * done.semi_axis_lateral_mm[-1] * np.pi * tables.value("balloon_length_mm") / 3 / 1000
    )
    drawn = most - volume
    sunk = min(drawn / under_ml, 1.0) if under_ml > 0 else float(drawn > 1e-9)
    bears = float(done.pressure_mpa[-1]) - per_ml * most if most > 0 else 0.0
    return 1 - loss * sunk, max(per_ml * volume + (1 - sunk) * bears, 0.0)
