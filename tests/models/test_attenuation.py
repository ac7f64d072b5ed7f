"""Attenuation from the table, against the library that the table was taken from."""

import numpy as np
import pytest
import xraydb
from rows import each_row

from vertebra import tables
from vertebra.models.imaging.attenuation import element_cm2_g, mass_attenuation_cm2_g

ELEMENTS = sorted(set(tables.table("element_attenuation").texts("element")))
BONE = "cortical bone"
KEV = np.exp(np.linspace(np.log(10), np.log(150), 400))


def test_every_element_of_every_material_is_in_the_table():
    materials = tables.table("materials")
    needed = {name for name in materials.columns if len(name) <= 2} | {"Al", "I", "Cs"}
    assert set(ELEMENTS) == needed


@each_row("element", ELEMENTS)
def test_an_element_attenuates_as_in_the_library(element):
    np.testing.assert_allclose(element_cm2_g(element, KEV), xraydb.mu_elam(element, 1000 * KEV), rtol=1e-12)


def test_a_material_is_the_mean_of_its_elements():
    row = tables.table("materials").row("material", BONE)
    shares = {name: float(cell) for name, cell in row.items() if len(name) <= 2 and cell}
    for energy in (40.0, 63.2):
        mean = sum(share * xraydb.mu_elam(name, 1000 * energy) for name, share in shares.items()) / sum(shares.values())
        assert mass_attenuation_cm2_g(BONE, energy) == pytest.approx(mean, rel=1e-12)


def test_the_detectors_atomic_masses_are_the_librarys():
    for name, symbol in (("caesium", "Cs"), ("iodine", "I")):
        assert tables.value(f"{name}_atomic_mass_u") == xraydb.atomic_mass(symbol)
