"""How strongly a material weakens X-rays, from the elements it is made of."""

import numpy as np

from vertebra import cache, tables
from vertebra.errors import InputError, check_range
from vertebra.texts import _

LOWEST_KEV, HIGHEST_KEV = 10.0, 150.0


@cache.CONSTANTS.memoize
def density_g_cm3(material: str) -> float:
    """Mass density of a material of `assets/tables/materials.csv`."""
    return float(_row(material)["density_g_cm3"])


@cache.CONSTANTS.memoize
def mass_attenuation_cm2_g(material: str, energy_kev: float) -> float:
    """Total mass attenuation (coherent scattering included) at one energy, 10 to 150 keV. Elements after Elam, by xraydb."""
    check_range(_("Photon energy"), energy_kev, LOWEST_KEV, HIGHEST_KEV, "keV")
    known = _usual().get((material, float(energy_kev)))
    return by_elements_cm2_g(material, energy_kev) if known is None else known


def by_elements_cm2_g(material: str, energy_kev: float) -> float:
    """The same, always from the elements. Loading their library takes half a second."""
    import xraydb

    shares = {name: float(cell) for name, cell in _row(material).items() if len(name) <= 2 and cell}
    total = sum(share * np.squeeze(xraydb.mu_elam(name, 1000 * energy_kev)) for name, share in shares.items())
    return float(total) / sum(shares.values())


def attenuation_per_cm(material: str, energy_kev: float) -> float:
    """Linear attenuation (1/cm) of the solid material."""
    return mass_attenuation_cm2_g(material, energy_kev) * density_g_cm3(material)


@cache.CONSTANTS.memoize
def _usual() -> dict[tuple[str, float], float]:
    """What `assets/tables/attenuation_usual.csv` holds."""
    table = tables.table("attenuation_usual")
    energies, values = table.numbers("energy_kev"), table.numbers("attenuation_cm2_g")
    return dict(zip(zip(table.texts("material"), map(float, energies), strict=True), map(float, values), strict=True))


def _row(material: str) -> dict[str, str]:
    known = tables.table("materials").texts("material")
    if material not in known:
        raise InputError(
            _("Material {material} is not known. Give one of {known}.").format(
                material=repr(material), known=", ".join(known)
            )
        )
    return tables.table("materials").row("material", material)
