"""The tube's spectrum, and what the materials of an X-ray picture do to it at each energy."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from vertebra import cache, tables
from vertebra.arguments import checked
from vertebra.errors import check_count, check_range
from vertebra.models.imaging.attenuation import (
    MIN_KEV,
    attenuation_per_cm,
    density_g_cm3,
    element_cm2_g,
    mass_attenuation_cm2_g,
)
from vertebra.texts import _

MIN_KVP, MAX_KVP = 40.0, 140.0
FINE_KEV = 0.25


@dataclass(frozen=True, eq=False)
class Beam:
    """A filtered beam in a few energy bands.

    Parameters
    ----------
    kvp : float
        Peak voltage of the tube in kV.
    energies_kev : array (bands,)
        Mean energy of each band.
    photon_fractions : array (bands,)
        Share of each band in the photons; the shares sum to 1.
    """

    kvp: float
    energies_kev: NDArray[np.float64]
    photon_fractions: NDArray[np.float64]

    @property
    def mean_kev(self) -> float:
        """Mean photon energy."""
        return float(self.energies_kev @ self.photon_fractions)

    def signal_fractions(self) -> NDArray[np.float64]:
        """Share of each band (bands,) in the signal of a caesium iodide detector that adds up the energy it absorbs."""
        mass = tables.value("detector_caesium_iodide_g_cm2")
        stopped = [1 - np.exp(-mass * _caesium_iodide_cm2_g(energy)) for energy in self.energies_kev]
        weights = self.photon_fractions * self.energies_kev * np.array(stopped)
        return weights / weights.sum()

    def attenuated(self, material: str, thickness_cm: float) -> float:
        """Share of the photons that pass a slab of `material` (see `linear_per_cm`) without interaction, 0 to 1.

        Raises
        ------
        InputError
            For an unknown material.
        """
        per_cm = np.array([linear_per_cm(material, energy) for energy in self.energies_kev])
        return float(self.photon_fractions @ np.exp(-per_cm * thickness_cm))

    def effective_kev(self, water_cm: float) -> float:
        """The single energy that `water_cm` of water (0.1 to 50 cm) attenuates as much as the beam.

        Raises
        ------
        InputError
            For a thickness outside its range.
        """
        check_range(_("The thickness of water"), water_cm, 0.1, 50, "cm")
        target = -np.log(self.attenuated("water", water_cm)) / water_cm
        trial = np.linspace(self.energies_kev[0], self.energies_kev[-1], 200)
        per_cm = np.array([attenuation_per_cm("water", float(energy)) for energy in trial])
        return float(np.interp(-target, -per_cm, trial))


@checked
@cache.CONSTANTS.memoize
def tube_spectrum(kvp: float, bands: int = 6, filter_mm: float | None = None) -> Beam:
    """The beam of a tungsten tube behind its aluminium filter.

    Photons follow Kramers' law, (kvp / E - 1), and the filter; the tungsten lines are left out. Bands hold about equal
    numbers of photons.

    Parameters
    ----------
    kvp : float
        Peak voltage, 40 to 140 kV.
    bands : int
        Number of energy bands, 1 to 30.
    filter_mm : float, optional
        Thickness of aluminium, 0 to 30 mm; by default that of a fluoroscopy tube (`tube_filter_aluminium_mm`).

    Raises
    ------
    InputError
        For a value outside its range.
    """
    check_range(_("The tube voltage"), kvp, MIN_KVP, MAX_KVP, "kV")
    bands = check_count(_("The number of energy bands"), bands, 1, 30)
    energies = np.arange(MIN_KEV + FINE_KEV, kvp, FINE_KEV)
    filtered = tables.value("tube_filter_aluminium_mm") if filter_mm is None else filter_mm
    check_range(_("The filter of aluminium"), filtered, 0, 30, "mm")
    per_cm = _aluminium_per_cm(energies)
    photons = (kvp / energies - 1) * np.exp(-per_cm * filtered / 10)
    below = np.cumsum(photons) - photons / 2
    band = np.floor(bands * below / photons.sum()).astype(int)
    counts = np.bincount(band, photons, minlength=bands)
    return Beam(kvp, np.bincount(band, photons * energies, minlength=bands) / counts, counts / counts.sum())


@checked
def linear_per_cm(material: str, energy_kev: float) -> float:
    """Linear attenuation (1/cm) of a tissue or of a material of the procedure.

    Parameters
    ----------
    material : str
        A name of `materials.csv`, "aluminium", "steel", "cement" (acrylic with barium sulphate) or "contrast medium"
        (iodine in water).
    energy_kev : float
        10 to 150 keV.

    Raises
    ------
    InputError
        For an unknown material, or an energy outside its range (to 140 keV for iodine).
    """
    if material == "aluminium":
        return float(_aluminium_per_cm(np.array([energy_kev]))[0])
    if material == "steel":
        return attenuation_per_cm("iron", energy_kev)
    if material == "cement":
        return cement_per_cm(energy_kev, tables.value("cement_barium_sulphate_fraction"))
    if material == "contrast medium":
        iodine = tables.value("balloon_iodine_mg_ml") / 1000
        return attenuation_per_cm("water", energy_kev) + iodine * _element_cm2_g("I", energy_kev)
    return attenuation_per_cm(material, energy_kev)


def _aluminium_per_cm(energies_kev: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.asarray(tables.value("aluminium_density_g_cm3") * element_cm2_g("Al", energies_kev))


@checked
def cement_per_cm(energy_kev: float, barium_sulphate_fraction: float) -> float:
    """Linear attenuation (1/cm) of acrylic cement whose weight is barium sulphate in this share (0 to 1).

    Raises
    ------
    InputError
        For an energy outside 10 to 150 keV, or a share outside 0 to 1.
    """
    share = check_range(_("The share of barium sulphate"), barium_sulphate_fraction, 0, 1)
    density = 1 / ((1 - share) / density_g_cm3("PMMA") + share / density_g_cm3("barium sulphate"))
    acrylic, barium = (mass_attenuation_cm2_g(name, energy_kev) for name in ("PMMA", "barium sulphate"))
    return density * ((1 - share) * acrylic + share * barium)


@cache.CONSTANTS.memoize
def _element_cm2_g(element: str, energy_kev: float) -> float:
    check_range(_("Photon energy"), energy_kev, MIN_KEV, MAX_KVP, "keV")
    return float(element_cm2_g(element, energy_kev))


def _caesium_iodide_cm2_g(energy_kev: float) -> float:
    caesium, iodine = tables.value("caesium_atomic_mass_u"), tables.value("iodine_atomic_mass_u")
    heavy = caesium * _element_cm2_g("Cs", energy_kev) + iodine * _element_cm2_g("I", energy_kev)
    return float(heavy / (caesium + iodine))
