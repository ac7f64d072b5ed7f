"""Viscosity of cement: it thickens as it sets, faster where it is warm, and thins under shear."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from vertebra import cache, tables
from vertebra.arguments import checked, checked_fields
from vertebra.errors import InputError, check_range
from vertebra.texts import _
from vertebra.units import GAS_J_PER_MOL_K, KELVIN

REFERENCE_C = 25.0
MIN_SHEAR_PER_S, MAX_SHEAR_PER_S = 1e-2, 1e4
"""Shear rates between which the law is used; a yield stress would make slower flow infinitely thick."""
SET_PA_S = 1e9
"""Viscosity that stands for set cement: nothing moves it."""


@checked_fields
@dataclass(frozen=True)
class Cement:
    """A fluid whose stress is `yield_fraction` K + K rate^`index`.

    K (Pa s^index) = `consistency_pa_s` exp(age / `growth_s`). Ages are in seconds at 25 °C since mixing
    (`ageing_factor` turns time at a temperature into them).

    Parameters
    ----------
    name : str
    consistency_pa_s : float
        K at mixing, 1e-3 to 1e6.
    growth_s : float
        Time in which K grows by a factor e, 1 to 1e12 s.
    index : float
        0.1 (thins strongly under shear) to 1 (does not).
    yield_fraction : float
        Yield stress over K, 0 to 10.
    setting_s : float
        Age at which it is set, 1 to 1e12 s.

    Raises
    ------
    InputError
        For a value out of range.
    """

    name: str
    consistency_pa_s: float
    growth_s: float
    index: float
    yield_fraction: float
    setting_s: float

    def __post_init__(self) -> None:
        check_range(_("The consistency of cement"), self.consistency_pa_s, 1e-3, 1e6, "Pa s")
        check_range(_("The time in which it grows"), self.growth_s, 1, 1e12, "s")
        check_range(_("The index of shear thinning"), self.index, 0.1, 1)
        check_range(_("The share that makes the yield stress"), self.yield_fraction, 0, 10)
        check_range(_("The setting time"), self.setting_s, 1, 1e12, "s")


@cache.CONSTANTS.memoize
def cements() -> dict[str, Cement]:
    """Return the kinds of cement by name: "low" and "high" viscosity.

    Source
    ------
    `assets/tables/cement_kinds.csv`.
    """
    table = tables.table("cement_kinds")
    setting = 60 * tables.value("setting_minutes_at_25c")
    columns = ("consistency_pa_s", "growth_s", "index", "yield_fraction")
    rows = zip(*(table.numbers(one) for one in columns), strict=True)
    return {
        name: Cement(name, float(start), float(growth), float(index), float(share), setting)
        for name, (start, growth, index, share) in zip(table.texts("name"), rows, strict=True)
    }


@checked
def cement_by_name(name: str) -> Cement:
    """Return one of `cements()`.

    Raises
    ------
    InputError
        For an unknown name.
    """
    if name not in cements():
        raise InputError(
            _("There is no cement {name}; choose one of {cements}.").format(
                name=repr(name), cements=", ".join(cements())
            )
        )
    return cements()[name]


@checked
def newtonian_cement(viscosity_pa_s: float) -> Cement:
    """Return a fluid of constant viscosity that never sets, for comparison with exact solutions.

    Parameters
    ----------
    viscosity_pa_s : float
        1e-3 to 1e6 Pa s.

    Raises
    ------
    InputError
        For a viscosity out of range.
    """
    return Cement("newtonian", viscosity_pa_s, 1e12, 1.0, 0.0, 1e12)


@checked
def ageing_factor(temperature_c: float) -> float:
    """Seconds at 25 °C by which cement ages in one second at another temperature.

    Parameters
    ----------
    temperature_c : float
        0 to 60 °C.

    Raises
    ------
    InputError
        For a temperature out of range.

    Source
    ------
    Nicholas2007.
    """
    check_range(_("The temperature of the cement"), temperature_c, 0, 60, "°C")
    warmth = 1 / (REFERENCE_C + KELVIN) - 1 / (temperature_c + KELVIN)
    return float(np.exp(tables.value("setting_activation_j_per_mol") / GAS_J_PER_MOL_K * warmth))


@checked
def consistency_pa_s(cement: Cement, age_s: ArrayLike) -> NDArray[np.float64]:
    """K (Pa s^index) by age (s at 25 °C since mixing, 0 or more), in the shape of `age_s`; 1e9 for set cement."""
    age = np.asarray(age_s, float)
    grown = cement.consistency_pa_s * np.exp(np.minimum(age, cement.setting_s) / cement.growth_s)
    return np.where(age < cement.setting_s, grown, SET_PA_S)


@checked
def viscosity_pa_s(
    cement: Cement, minutes_since_mixing: ArrayLike, temperature_c: float = REFERENCE_C, shear_per_s: ArrayLike = 1.0
) -> NDArray[np.float64]:
    """Apparent viscosity (Pa s) of cement kept at one temperature since it was mixed.

    Parameters
    ----------
    cement : Cement
    minutes_since_mixing : float or array
        0 or more.
    temperature_c : float
        0 to 60 °C.
    shear_per_s : float or array
        Shear rate, clipped to 0.01 to 10 000 per second.

    Returns
    -------
    array
        In the shape that time and shear rate broadcast to.

    Raises
    ------
    InputError
        For a temperature out of range, or a negative time.
    """
    age = 60 * np.asarray(minutes_since_mixing, float) * ageing_factor(temperature_c)
    if not (age >= 0).all():
        raise InputError(
            _("The time since mixing is {minutes_since_mixing}; give minutes from 0 on.").format(
                minutes_since_mixing=repr(minutes_since_mixing)
            )
        )
    return viscosity_at_age_pa_s(cement, age, shear_per_s)


@checked
def viscosity_at_age_pa_s(cement: Cement, age_s: ArrayLike, shear_per_s: ArrayLike = 1.0) -> NDArray[np.float64]:
    """Apparent viscosity (stress over shear rate, Pa s) by age and shear rate.

    Parameters
    ----------
    cement : Cement
    age_s : float or array
        Age at 25 °C since mixing, 0 s or more.
    shear_per_s : float or array
        Shear rate, clipped to 0.01 to 10 000 per second.

    Returns
    -------
    array
        In the shape that both broadcast to, at most 1e9.
    """
    rate = np.clip(np.asarray(shear_per_s, float), MIN_SHEAR_PER_S, MAX_SHEAR_PER_S)
    grown = consistency_pa_s(cement, age_s)
    return np.minimum(grown * (rate ** (cement.index - 1) + cement.yield_fraction / rate), SET_PA_S)


@checked
def minutes_left(cement: Cement, age_s: float, temperature_c: float) -> float:
    """Minutes until cement sets at a temperature; 0 once it has.

    Parameters
    ----------
    cement : Cement
    age_s : float
        Age at 25 °C since mixing, 0 to 1e6 s.
    temperature_c : float
        0 to 60 °C.

    Raises
    ------
    InputError
        For a value out of range.
    """
    check_range(_("The age of the cement"), age_s, 0, 1e6, "s")
    return max(cement.setting_s - age_s, 0.0) / ageing_factor(temperature_c) / 60


@checked
def set_fraction(cement: Cement, age_s: ArrayLike) -> NDArray[np.float64]:
    """Age (s at 25 °C since mixing) over the setting time, 0 (fresh) to 1 (hard), in the shape of `age_s`."""
    return np.clip(np.asarray(age_s, float) / cement.setting_s, 0, 1)


@checked
def kernel_params(cement: Cement) -> NDArray[np.float64]:
    """Return what the compiled loops need to know about marrow and this cement, in their order (9,)."""
    return np.array(
        [
            tables.value("marrow_viscosity_pa_s"),
            cement.consistency_pa_s,
            cement.growth_s,
            cement.index,
            cement.yield_fraction,
            cement.setting_s,
            MIN_SHEAR_PER_S,
            MAX_SHEAR_PER_S,
            SET_PA_S,
        ]
    )
