"""What the thumb has to overcome: cement in a cannula, and how fast it comes when the syringe gives all it can.

See decision 0123.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

import numpy as np

from vertebra import cache, tables
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


@dataclass(frozen=True)
class Cannula:
    """A needle's inner radius, length and outer radius in mm."""

    bore_radius_mm: float
    length_mm: float
    outer_radius_mm: float = 1.5

    def __post_init__(self) -> None:
        check_range(_("The radius of the cannula's bore"), self.bore_radius_mm, 0.1, 10, "mm")
        check_range(_("The length of the cannula"), self.length_mm, 5, 400, "mm")


@cache.CONSTANTS.memoize
def cannula(gauge: int = 11) -> Cannula:
    """The cannula of a needle of `gauge` (10, 11 or 13)."""
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


def limit_mpa(device: Device) -> float:
    """The highest pressure that a device gives."""
    if device not in LIMITS:
        raise InputError(
            _("There is no device {device}; choose {limits}.").format(device=repr(device), limits=", ".join(LIMITS))
        )
    return tables.value(LIMITS[device])


def cannula_pressure_mpa(cement: Cement, age_s: float, flow_ml_per_s: float, through: Cannula) -> float:
    """Pressure lost along a cannula by a fluid with a power law (flow 0 to 5 mL/s), and by its yield stress.

    2 K L / R ((3 n + 1) / n  Q / (pi R^3))^n + 2 L / R  yield stress: exact for a power law, a close upper bound with
    both.
    """
    check_range(_("The flow"), flow_ml_per_s, 0, 5, "mL/s")
    if flow_ml_per_s == 0:
        return 0.0
    radius, length = through.bore_radius_mm * 1e-3, through.length_mm * 1e-3
    grown = float(consistency_pa_s(cement, age_s))
    n = cement.index
    rate = (3 * n + 1) / n * flow_ml_per_s * 1e-6 / (np.pi * radius**3)
    return float(2 * length / radius * grown * (rate**n + cement.yield_fraction) / 1e6)


def achieved_ml_per_s(pressure_mpa: Callable[[float], float], wanted_ml_per_s: float, most_mpa: float) -> float:
    """The flow that comes when `wanted` is asked of a device that gives at most `most_mpa`; `pressure_mpa` must rise
    with flow."""
    if pressure_mpa(wanted_ml_per_s) <= most_mpa:
        return wanted_ml_per_s
    low, high = 0.0, wanted_ml_per_s
    for _unused in range(BISECTIONS):
        middle = (low + high) / 2
        low, high = (middle, high) if pressure_mpa(middle) <= most_mpa else (low, middle)
    return low
