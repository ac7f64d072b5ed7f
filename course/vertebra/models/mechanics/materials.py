"""How stiff and how strong bone of a given density is.

Each law says for which densities it was measured. It is used outside them too; `extrapolated_fraction` says for how
much of a bone.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from vertebra import tables
from vertebra.arguments import checked
from vertebra.errors import InputError, check_range
from vertebra.texts import _

Floats = NDArray[np.float64]
OFFSET_STRAIN = 0.002
"""The part of a yield strain measured by the 0.2 % offset that isn't elastic."""


@dataclass(frozen=True)
class DensityModulusLaw:
    """Modulus and yield stress of trabecular bone by its QCT density.

    Parameters
    ----------
    name : str
        Key in `LAWS`.
    source : str
        BibTeX key.
    domain_mg_cm3 : tuple
        Least and greatest density that was measured (mg/cm3).
    modulus_of, yield_of : callable
        Modulus and yield stress (MPa) of an array of densities in g/cm3.
    """

    name: str
    source: str
    domain_mg_cm3: tuple[float, float]
    modulus_of: Callable[[Floats], Floats]
    yield_of: Callable[[Floats], Floats]

    def modulus_mpa(self, density_mg_cm3: ArrayLike) -> Floats:
        """Axial modulus (MPa) by density (mg/cm3, below 0 counts as 0); never below that of marrow."""
        rho = np.maximum(np.asarray(density_mg_cm3, dtype=float), 0) / 1000
        return np.maximum(self.modulus_of(rho), tables.value("marrow_modulus_mpa"))

    def yield_stress_mpa(self, density_mg_cm3: ArrayLike) -> Floats:
        """Compressive yield stress (MPa) by density (mg/cm3, below 0 counts as 0).

        It is never below the stress of marrow at the yield strain.
        """
        rho = np.maximum(np.asarray(density_mg_cm3, dtype=float), 0) / 1000
        least = tables.value("marrow_modulus_mpa") * tables.value("trabecular_compressive_yield_strain")
        return np.maximum(self.yield_of(rho), least)

    def extrapolated_fraction(self, density_mg_cm3: ArrayLike) -> float:
        """Share (0 to 1) of the given densities (mg/cm3) outside the range that was measured; 0 for none given."""
        density = np.asarray(density_mg_cm3, dtype=float)
        low, high = self.domain_mg_cm3
        return float(np.mean((density < low) | (density > high))) if density.size else 0.0


def _linear(rho: Floats, topic: str) -> Floats:
    return (
        tables.value(f"kopperdahl_{topic}_offset_mpa") + tables.value(f"kopperdahl_{topic}_slope_mpa_per_g_cm3") * rho
    )


def _power(rho: Floats, topic: str) -> Floats:
    return tables.value(f"kopperdahl_power_{topic}_mpa") * rho ** tables.value(f"kopperdahl_power_{topic}_exponent")


def _morgan(rho: Floats) -> Floats:
    apparent = rho / tables.value("ash_to_apparent_ratio")
    return tables.value("morgan_modulus_mpa") * apparent ** tables.value("morgan_modulus_exponent")


LAWS: dict[str, DensityModulusLaw] = {
    law.name: law
    for law in (
        DensityModulusLaw(
            "kopperdahl-power",
            "Kopperdahl2002",
            (50, 200),
            lambda r: _power(r, "modulus"),
            lambda r: _power(r, "yield"),
        ),
        DensityModulusLaw(
            "kopperdahl-linear",
            "Kopperdahl2002",
            (50, 200),
            lambda r: _linear(r, "modulus"),
            lambda r: _linear(r, "yield"),
        ),
        DensityModulusLaw(
            "morgan",
            "Morgan2003",
            (66, 210),
            _morgan,
            lambda r: _morgan(r) * tables.value("trabecular_compressive_yield_strain"),
        ),
    )
}
"""The laws by name.

Morgan's yield is its modulus times the yield strain, and its domain that of apparent density times 0.6.
"""


@checked
def density_law(name: str) -> DensityModulusLaw:
    """Return the law of this name.

    Raises
    ------
    InputError
        For a name that is not a key of `LAWS`.
    """
    if name not in LAWS:
        raise InputError(
            _("The material law {name} is not known. Give one of {laws}.").format(name=repr(name), laws=", ".join(LAWS))
        )
    return LAWS[name]


@checked
def offset_yield_strain(modulus_mpa: ArrayLike, yield_stress_mpa: ArrayLike, offset: float = OFFSET_STRAIN) -> Floats:
    """Strain at yield by the offset method: yield stress over modulus, plus the offset.

    Parameters
    ----------
    modulus_mpa : float or array
        Above 0.
    yield_stress_mpa : float or array
    offset : float
        Strain that is not elastic, 0 to 0.1.

    Returns
    -------
    array
        In the shape that both broadcast to.

    Raises
    ------
    InputError
        For a value outside its range.
    """
    check_range(_("The offset"), offset, 0, 0.1)
    if np.size(modulus_mpa):
        check_range(_("The modulus"), float(np.min(modulus_mpa)), 1e-9, np.inf, "MPa")
    return np.asarray(yield_stress_mpa, dtype=float) / np.asarray(modulus_mpa, dtype=float) + offset
