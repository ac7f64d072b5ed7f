"""Pressure at the syringe: cement in a cannula, and its flow when the device gives all it can.

See decision 0123.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

import numpy as np

from vertebra import cache, tables
from vertebra.arguments import checked, checked_fields
from vertebra.errors import InputError, check_range
from vertebra.models.cement.rheology import Cement, consistency_pa_s
from vertebra.texts import _, pgettext

Device = Literal["small syringe", "large syringe", "injector"]
LIMITS: dict[Device, str] = {
    "small syringe": "syringe_small_limit_mpa",
    "large syringe": "syringe_large_limit_mpa",
    "injector": "injector_limit_mpa",
}
BISECTIONS = 50
MAX_AGE_S, MAX_FLOW_ML_PER_S, MAX_PRESSURE_MPA = 1e6, 5.0, 1000.0


@checked_fields
@dataclass(frozen=True)
class Cannula:
    """A cannula's dimensions.

    Parameters
    ----------
    bore_radius_mm : float
        Inner radius, 0.1 to 10 mm.
    length_mm : float
        5 to 400 mm.
    outer_radius_mm : float
        0.1 to 15 mm.

    Raises
    ------
    InputError
        For a size out of range.
    """

    bore_radius_mm: float
    length_mm: float
    outer_radius_mm: float = 1.5

    def __post_init__(self) -> None:
        check_range(_("The radius of the cannula's bore"), self.bore_radius_mm, 0.1, 10, "mm")
        check_range(_("The length of the cannula"), self.length_mm, 5, 400, "mm")
        check_range(_("The outer radius of the cannula"), self.outer_radius_mm, 0.1, 15, "mm")


@checked
@cache.CONSTANTS.memoize
def cannula(gauge: int = 11) -> Cannula:
    """Return the cannula of a needle.

    Parameters
    ----------
    gauge : int
        10, 11 or 13: a row of `assets/tables/needles.csv`.

    Raises
    ------
    InputError
        For a gauge that is not in the table.
    """
    table = tables.table("needles")
    columns = (table.numbers(one) for one in ("gauge", "bore_mm", "outer_mm"))
    known = {int(one): (float(bore), float(outer)) for one, bore, outer in zip(*columns, strict=True)}
    if gauge not in known:
        raise InputError(
            pgettext("no-such-gauge", "There is no needle of {gauge} gauge here; choose {known}.").format(
                gauge=gauge, known=", ".join(map(str, known))
            )
        )
    bore, outer = known[gauge]
    return Cannula(bore / 2, tables.value("cannula_length_mm"), outer / 2)


@checked
def limit_mpa(device: Device) -> float:
    """Return the highest pressure (MPa) that a device gives.

    Parameters
    ----------
    device : str
        A key of `LIMITS`.

    Raises
    ------
    InputError
        For an unknown device.
    """
    if device not in LIMITS:
        raise InputError(
            _("There is no device {device}; choose {limits}.").format(device=repr(device), limits=", ".join(LIMITS))
        )
    return tables.value(LIMITS[device])


@checked
def cannula_pressure_mpa(cement: Cement, age_s: float, flow_ml_per_s: float, through: Cannula) -> float:
    """Pressure (MPa) lost along a cannula by a fluid with a power law and a yield stress.

    2 K L / R ((3 n + 1) / n  Q / (pi R^3))^n + 2 L / R  yield stress: exact for a power law, a close upper bound with
    both.

    Parameters
    ----------
    cement : Cement
    age_s : float
        Age at 25 °C since mixing, 0 to 1e6 s; cement past its setting time does not flow.
    flow_ml_per_s : float
        0 to 5 mL/s.
    through : Cannula

    Raises
    ------
    InputError
        For a flow or an age out of range.
    """
    check_range(_("The age of the cement"), age_s, 0, MAX_AGE_S, "s")
    check_range(_("The flow"), flow_ml_per_s, 0, MAX_FLOW_ML_PER_S, "mL/s")
    if flow_ml_per_s == 0:
        return 0.0
    radius, length = through.bore_radius_mm * 1e-3, through.length_mm * 1e-3
    grown = float(consistency_pa_s(cement, age_s))
    n = cement.index
    rate = (3 * n + 1) / n * flow_ml_per_s * 1e-6 / (np.pi * radius**3)
    return float(2 * length / radius * grown * (rate**n + cement.yield_fraction) / 1e6)


@checked
def achieved_ml_per_s(pressure_mpa: Callable[[float], float], wanted_ml_per_s: float, most_mpa: float) -> float:
    """Return the flow (mL/s) that a device of limited pressure gives.

    Parameters
    ----------
    pressure_mpa : callable
        Pressure (MPa) that a flow (mL/s) takes; it must rise with the flow.
    wanted_ml_per_s : float
        The flow that is asked for, 0 to 5 mL/s.
    most_mpa : float
        Highest pressure of the device, 0 to 1000 MPa.

    Returns
    -------
    float
        `wanted_ml_per_s`, or the largest flow below it that the pressure allows.

    Raises
    ------
    InputError
        For a value outside its range.
    """
    check_range(_("The flow"), wanted_ml_per_s, 0, MAX_FLOW_ML_PER_S, "mL/s")
    check_range(_("The highest pressure"), most_mpa, 0, MAX_PRESSURE_MPA, "MPa")
    if pressure_mpa(wanted_ml_per_s) <= most_mpa:
        return wanted_ml_per_s
    low, high = 0.0, wanted_ml_per_s
    for _unused in range(BISECTIONS):
        middle = (low + high) / 2
        low, high = (middle, high) if pressure_mpa(middle) <= most_mpa else (low, middle)
    return low
