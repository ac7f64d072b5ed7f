"""A balloon in bone: pressure by volume, how far it lifts an endplate against the load, and what is lost when it is let
down.

The balloon is an ellipsoid along the needle. It grows evenly until it has pressed the bone above and below it together;
from then on it takes the easier way: up, against the load and the taut ligaments, or sideways, by crushing more bone.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from vertebra import tables
from vertebra.errors import check_range
from vertebra.models.mechanics.materials import density_law
from vertebra.texts import _, pgettext

Floats = NDArray[np.float64]

STEP_ML = 0.005
"""So fine that where lifting and crushing cost the same, their turns do not show."""
START_RADIUS_MM = 2.0
MAX_VOLUME_ML = 6.0


@dataclass(frozen=True)
class Inflation:
    """What the gauge and the screen show by volume of one balloon (mL): pressure (MPa), lift (mm), half axes up and
    sideways (mm).

    `stopped` says why it ended: "volume", "pressure" or "wanted".
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


def crush_plateau_stress_mpa(density_mg_cm3: float, crushed: bool = True) -> float:
    """The stress at which spongy bone of a density goes on being crushed; half of its strength once it has been."""
    check_range(_("The density"), density_mg_cm3, 0, 1000, "mg/cm³")
    stress = float(density_law("kopperdahl-linear").yield_stress_mpa(density_mg_cm3))
    return stress * (tables.value("crushed_strength_fraction") if crushed else 1.0)


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
    """Fill each of the balloons to a volume (0 to 6 mL), or until pressure or size end it.

    `plateau` MPa, `half_height_mm` from the balloon's centre to the endplates, `load_n` along the spine (0 to 2000; by
    default that of someone prone), `max_lift_mm` the height that was lost there. Sources: the balloon's table.
    """
    check_range(_("The volume of a balloon"), volume_ml, 0, MAX_VOLUME_ML, "mL")
    load = check_range(
        pgettext("load", "The load"), tables.value("prone_preload_n") if load_n is None else load_n, 0, 2000, "N"
    )
    check_range(_("Half of the height"), half_height_mm, 1, 30, "mm")
    resist = tables.value("segment_lift_stiffness_n_per_mm") if load > 0 else 0.0
    long = tables.value("balloon_length_mm") / 2
    most_ml, most_mpa = tables.value("balloon_most_ml"), tables.value("balloon_pressure_limit_mpa")
    free = half_height_mm * (1 - density_mg_cm3 / tables.value("packed_bone_mg_cm3"))
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


def truncate_at_volume(done: Inflation, volume_ml: float) -> Inflation:
    """The beginning of an inflation, up to a volume of each balloon (0 to 6 mL)."""
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


def deflation(done: Inflation, volume_ml: float, load_n: float) -> tuple[float, float]:
    """Balloons drawn back from their largest filling `done` to a volume: the share of the lift that is held, and the
    pressure (MPa).

    The endplate sinks by `deflation_loss_fraction` while the balloons give way under it; then they hang free in their
    hollows. Without a load nothing sinks.
    """
    most = float(done.volume_ml[-1])
    volume = check_range(_("The volume of a balloon"), volume_ml, 0, most + 1e-9, "mL")
    per_ml = tables.value("balloon_membrane_mpa") / tables.value("balloon_most_ml")
    loss = tables.value("deflation_loss_fraction") if load_n > 0 else 0.0
    under_ml = (
        loss * done.lift_mm[-1] * done.semi_axis_lateral_mm[-1] * np.pi * tables.value("balloon_length_mm") / 3 / 1000
    )
    drawn = most - volume
    sunk = min(drawn / under_ml, 1.0) if under_ml > 0 else float(drawn > 1e-9)
    bears = float(done.pressure_mpa[-1]) - per_ml * most if most > 0 else 0.0
    return 1 - loss * sunk, max(per_ml * volume + (1 - sunk) * bears, 0.0)
