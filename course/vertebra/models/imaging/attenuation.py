"""Attenuation of X-rays by a material, from its elements."""

import numpy as np
from numpy.typing import NDArray

from vertebra import cache, tables
from vertebra.arguments import checked
from vertebra.errors import InputError, check_choice, check_range
from vertebra.texts import _

Floats = NDArray[np.float64]
MIN_KEV, MAX_KEV = 10.0, 150.0
_PARTS = ("photoabsorption", "coherent", "incoherent")
_COLUMNS = ("ln_energy_ev", "ln_attenuation_cm2_g", "second_derivative")


@checked
@cache.CONSTANTS.memoize
def density_g_cm3(material: str) -> float:
    """Mass density (g/cm3) of a material of `assets/tables/materials.csv`.

    Raises
    ------
    InputError
        For an unknown material.
    """
    return float(_row(material)["density_g_cm3"])


@checked
@cache.CONSTANTS.memoize
def mass_attenuation_cm2_g(material: str, energy_kev: float) -> float:
    """Total mass attenuation (cm2/g, coherent scattering included) of a material, from its elements' shares.

    Parameters
    ----------
    material : str
        A material of `assets/tables/materials.csv`.
    energy_kev : float
        10 to 150 keV.

    Raises
    ------
    InputError
        For an unknown material or an energy outside its range.
    """
    check_range(_("Photon energy"), energy_kev, MIN_KEV, MAX_KEV, "keV")
    shares = {name: float(cell) for name, cell in _row(material).items() if len(name) <= 2 and cell}
    total = sum(share * float(element_cm2_g(name, energy_kev)) for name, share in shares.items())
    return total / sum(shares.values())


@checked
def element_cm2_g(element: str, energies_kev: float | Floats) -> Floats:
    """Total mass attenuation (cm2/g) of an element: photoabsorption, coherent and incoherent scattering.

    Each is a cubic spline of logarithms over logarithms.

    Parameters
    ----------
    element : str
        Its symbol.
    energies_kev : float or array
        10 to 150 keV.

    Returns
    -------
    array of the shape of `energies_kev`

    Raises
    ------
    InputError
        For an unknown element or an energy outside its range.

    Source
    ------
    `assets/tables/element_attenuation.csv`.
    """
    return np.asarray(sum(part_cm2_g(element, part, energies_kev) for part in _PARTS))


@checked
def part_cm2_g(element: str, part: str, energies_kev: float | Floats) -> Floats:
    """One part of an element's mass attenuation (cm2/g).

    Parameters
    ----------
    element : str
        Its symbol.
    part : {"photoabsorption", "coherent", "incoherent"}
    energies_kev : float or array
        10 to 150 keV.

    Returns
    -------
    array of the shape of `energies_kev`

    Raises
    ------
    InputError
        For an unknown element or part, or an energy outside its range.

    Source
    ------
    `assets/tables/element_attenuation.csv`.
    """
    energies = np.asarray(energies_kev, dtype=float)
    if energies.size:
        check_range(_("Photon energy"), energies.min(), MIN_KEV, MAX_KEV, "keV")
        check_range(_("Photon energy"), energies.max(), MIN_KEV, MAX_KEV, "keV")
    check_choice(_("The part of the attenuation"), part, _PARTS)
    at = np.log(1000 * energies)
    return np.asarray(np.exp(_spline(*_knots(element, part), at)))


def _spline(x: Floats, y: Floats, second_derivatives: Floats, at: Floats) -> Floats:
    """A cubic spline given by its knots and its second derivatives there."""
    high = np.clip(np.searchsorted(x, at), 1, len(x) - 1)
    low = high - 1
    width = x[high] - x[low]
    a, b = (x[high] - at) / width, (at - x[low]) / width
    bend = (a**3 - a) * second_derivatives[low] + (b**3 - b) * second_derivatives[high]
    return np.asarray(a * y[low] + b * y[high] + width**2 / 6 * bend)


@cache.CONSTANTS.memoize
def _knots(element: str, part: str) -> tuple[Floats, Floats, Floats]:
    """Logarithms of energy (eV) and attenuation (cm2/g), and the second derivatives."""
    table = tables.table("element_attenuation")
    pairs = zip(table.texts("element"), table.texts("part"), strict=True)
    check_choice(_("The element"), element, dict.fromkeys(table.texts("element")))
    rows = [at for at, pair in enumerate(pairs) if pair == (element, part)]
    energy, attenuation, second = (table.numbers(name)[rows] for name in _COLUMNS)
    return energy, attenuation, second


@checked
@cache.CONSTANTS.memoize
def attenuation_per_cm(material: str, energy_kev: float) -> float:
    """Linear attenuation (1/cm) of the solid material at one energy, 10 to 150 keV.

    Raises
    ------
    InputError
        For an unknown material or an energy outside its range.
    """
    return mass_attenuation_cm2_g(material, energy_kev) * density_g_cm3(material)


def _row(material: str) -> dict[str, str]:
    known = tables.table("materials").texts("material")
    if material not in known:
        raise InputError(
            _("Material {material} is not known. Give one of {known}.").format(
                material=repr(material), known=", ".join(known)
            )
        )
    return tables.table("materials").row("material", material)
