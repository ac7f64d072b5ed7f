"""How cement sets: slowly at first, then all at once, the faster the warmer, and only as far as its glass allows.

See decisions 0125 and 0455.
"""

import numpy as np

from vertebra import tables
from vertebra.arguments import checked
from vertebra.errors import check_range
from vertebra.texts import _
from vertebra.units import GAS_J_PER_MOL_K, KELVIN

TEMPERATURE_RANGE_C = -20.0, 300.0


@checked
def final_conversion(temperature_c: float) -> float:
    """Share of the monomer (0 to 1) that can react at a temperature (-20 to 300 °C): glass stops the rest.

    Raises
    ------
    InputError
        For a value outside its range.

    Source
    ------
    Quarini2006.
    """
    check_range(_("The temperature"), temperature_c, *TEMPERATURE_RANGE_C, "°C")
    glass_k = tables.value("cement_glass_c") + KELVIN
    return float(min((temperature_c + KELVIN) / glass_k, tables.value("cement_max_conversion")))


@checked
def rate_per_s(temperature_c: float) -> float:
    """k (1/s) of da/dt = k (a + seed) (end - a) at a temperature (-20 to 300 °C).

    It is fitted so that a = 1/2 at the setting times at 25 and 37 °C.

    Raises
    ------
    InputError
        For a value outside its range.

    Source
    ------
    Nicholas2007.
    """
    check_range(_("The temperature"), temperature_c, *TEMPERATURE_RANGE_C, "°C")
    return float(
        _fitted_rate_per_s(25) * np.exp(activation_temperature_k() * (1 / (25 + KELVIN) - 1 / (temperature_c + KELVIN)))
    )


def _fitted_rate_per_s(temperature_c: float) -> float:
    """k at a temperature of which the setting time is known: so that a grows from 0 to a half in it."""
    seed, end = tables.value("kinetics_seed"), final_conversion(temperature_c)
    warmth = 1 / (25 + KELVIN) - 1 / (temperature_c + KELVIN)
    quicker = np.exp(tables.value("setting_activation_j_per_mol") / GAS_J_PER_MOL_K * warmth)
    product = np.log((0.5 + seed) * end / (seed * (end - 0.5))) / (end + seed)
    return float(product * quicker / (60 * tables.value("setting_minutes_at_25c")))


def activation_temperature_k() -> float:
    """Activation energy of k over the gas constant (K).

    It meets both setting times, although conversion ends later where it is warmer.
    """
    return float(np.log(_fitted_rate_per_s(37) / _fitted_rate_per_s(25)) / (1 / (25 + KELVIN) - 1 / (37 + KELVIN)))


def kinetics_params() -> tuple[float, float, float, float, float]:
    """Return what the compiled march needs to know about the reaction.

    Returns
    -------
    tuple of float
        k at 37 °C (1/s), activation temperature (K), seed, glass temperature (K), greatest conversion.
    """
    glass_k, most = tables.value("cement_glass_c") + KELVIN, tables.value("cement_max_conversion")
    return rate_per_s(37), activation_temperature_k(), tables.value("kinetics_seed"), glass_k, most


@checked
def conversion_at(age_s: float) -> float:
    """Share of the monomer (0 to 1) that has reacted in cement kept at 25 °C.

    Parameters
    ----------
    age_s : float
        Seconds at 25 °C since mixing, 0 to 1e6.

    Raises
    ------
    InputError
        For an age out of range.
    """
    check_range(_("The age of the cement"), age_s, 0, 1e6, "s")
    seed, end = tables.value("kinetics_seed"), final_conversion(25)
    grown = np.exp(min(rate_per_s(25) * (end + seed) * age_s, 500.0))
    return float(seed * end * (grown - 1) / (end + seed * grown))
