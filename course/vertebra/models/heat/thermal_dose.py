"""Harm done by a history of temperature: two measures that must not be mixed."""

import numpy as np
from numpy.typing import ArrayLike

from vertebra import tables
from vertebra.arguments import checked
from vertebra.errors import InputError
from vertebra.texts import pgettext
from vertebra.units import GAS_J_PER_MOL_K, KELVIN

RATIO_ABOVE, RATIO_BELOW = 0.5, 0.25
"""By what a degree more shortens the time that does the same harm, above and below CEM43's breakpoint."""


def _trace(temperature_c: ArrayLike, step_s: float) -> np.ndarray:
    trace = np.atleast_1d(np.asarray(temperature_c, float))
    if not np.isfinite(trace).all() or trace.min() < -20 or trace.max() > 200 or not step_s > 0:
        raise InputError(
            pgettext(
                "bad-temperature-history",
                "A history of temperature holds numbers from -20 to 200 °C at a step above 0 seconds.",
            )
        )
    return trace


@checked
def cem43_minutes(temperature_c: ArrayLike, step_s: float) -> float:
    """Minutes at 43 °C that would do the same harm as a history of temperature.

    Parameters
    ----------
    temperature_c : float or array
        -20 to 200 °C.
    step_s : float
        Time between two values, above 0 s.

    Raises
    ------
    InputError
        For a temperature out of range or not finite, or a step of 0 or less.

    Source
    ------
    Sapareto1984.
    """
    trace = _trace(temperature_c, step_s)
    knee = tables.value("cem43_breakpoint_c")
    return float(np.sum(np.where(trace >= knee, RATIO_ABOVE, RATIO_BELOW) ** (knee - trace)) * step_s / 60)


@checked
def arrhenius(temperature_c: ArrayLike, step_s: float) -> float:
    """Arrhenius' integral of a history of temperature: at 1 one of e proteins (37 %) is left whole. Measured for skin.

    Parameters
    ----------
    temperature_c : float or array
        -20 to 200 °C.
    step_s : float
        Time between two values, above 0 s.

    Raises
    ------
    InputError
        For a temperature out of range or not finite, or a step of 0 or less.

    Source
    ------
    Henriques1947.
    """
    trace = _trace(temperature_c, step_s)
    energy = tables.value("arrhenius_energy_j_per_mol") / GAS_J_PER_MOL_K
    rate = tables.value("arrhenius_frequency_per_s") * np.exp(-energy / (trace + KELVIN))
    return float(np.sum(rate) * step_s)
