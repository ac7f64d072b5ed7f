"""Heat against exact solutions, and the dose of harm against its definition."""

import math

import numpy as np
import pytest
from rows import each_row
from scipy.special import erfc

from vertebra import tables
from vertebra.models import heat
from vertebra.models.heat import ThermalProperties
from vertebra.patient import Part, Vertebra

K, C = 0.4, 2.4


def uniform(shape, sink=0.0, share=0.0):
    full = [np.full(shape, value, np.float32) for value in (K, C, sink, share)]
    return ThermalProperties(*full)


def test_a_face_held_warm_warms_a_half_space():
    """T = T0 + dT erfc(x / 2 sqrt(a t)), a = k / (rho c)."""
    start = np.full((121, 5, 5), 37, np.float32)
    start[0] = 57
    made_of = uniform(start.shape)
    made_of.perfusion_sink[:] = 0
    found = heat.solve_heat(made_of, start, (0.5, 1000, 1000), 120.0)
    depth = 0.5 * np.arange(121)
    exact = 37 + 20 * erfc(depth / (2 * np.sqrt(K / C * 120)))
    np.testing.assert_allclose(found.temperature_c[:, 2, 2], exact, atol=0.05)


def hot_sphere(t, r, radius, diffusivity):
    """Temperature (share of the start) at r outside a sphere that was hot at once, in one infinite medium."""
    root = 2 * np.sqrt(diffusivity * t)
    ends = [(r + radius) / root, (r - radius) / root]
    part = 0.5 * (math.erf(ends[0]) - math.erf(ends[1]))
    return part - np.sqrt(diffusivity * t / np.pi) / r * (np.exp(-(ends[1] ** 2)) - np.exp(-(ends[0] ** 2)))


@each_row(("gap_mm", "peak"), [(0.5, 0.327), (2.0, 0.191), (5.0, 0.092), (10.0, 0.038)])
def test_exact_peaks_round_a_hot_sphere(gap_mm, peak):
    """The yardstick itself: 4 mL, peaks at four distances."""
    radius = (3 * 4000 / (4 * np.pi)) ** (1 / 3)
    times = np.geomspace(0.5, 4000, 4000)
    found = max(hot_sphere(t, radius + gap_mm, radius, 0.15) for t in times)
    assert found == pytest.approx(peak, rel=0.02)


def test_heat_spreads_from_a_hot_sphere_as_it_should():
    """4 mL, 80 K above its surroundings: within 3 % of the exact peaks at 2, 5 and 10 mm."""
    radius = (3 * 4000 / (4 * np.pi)) ** (1 / 3)
    axis = np.arange(-36, 37) * 1.0
    grid = np.stack(np.meshgrid(axis, axis, axis, indexing="ij"))
    away = np.sqrt((grid**2).sum(axis=0))
    share = np.clip(0.5 + (radius - away), 0, 1)
    found = heat.solve_heat(uniform(away.shape), (37 + 80 * share).astype(np.float32), (1, 1, 1), 700.0)
    for gap_mm in (2.0, 5.0, 10.0):
        times = np.geomspace(0.5, 4000, 2000)
        exact = max(hot_sphere(t, radius + gap_mm, radius, K / C) for t in times)
        near = np.abs(away - radius - gap_mm) < 0.25
        assert (found.peak_c[near].mean() - 37) / 80 == pytest.approx(exact, rel=0.03)


def test_insulated_cement_rises_by_its_heat_over_its_capacity():
    """All that reacts, in a box that lets nothing out: heat / capacity. 97 to 117 K for 32 % of monomer, nearly all of
    it used."""
    shape = (6, 6, 6)
    made_of = uniform(shape, share=1.0)
    made_of.capacity[:] = tables.value("cement_capacity_j_per_ml_k")
    content = tables.value("cement_heat_j_per_ml")
    start = np.full(shape, 25, np.float32)
    found = heat.solve_heat(
        made_of, start, (1, 1, 1), 1500.0, conversion=np.zeros(shape, np.float32), heat_j_per_ml=content, insulated=True
    )
    used = tables.value("cement_max_conversion")
    np.testing.assert_allclose(found.conversion, used, atol=0.001)
    rise = used * content / tables.value("cement_capacity_j_per_ml_k")
    np.testing.assert_allclose(found.temperature_c - 25, rise, rtol=0.002)
    assert 97 <= rise <= 117
    assert 97 <= 577 * 0.32 * 0.95 / 1.5 <= 117.1


@pytest.mark.slow
@each_row(("kept_c", "end"), [(25, 0.788), (37, 0.820), (60, 0.881), (80, 0.934), (120, 0.94)])
def test_glass_stops_the_reaction_the_earlier_the_cooler_it_is(kept_c, end):
    """At (temperature) / (glass temperature) in kelvin; 75 to 85 % were found where cement sets unheated."""
    shape = (6, 6, 6)
    made_of = uniform(shape, share=1.0)
    made_of.capacity[:] = 1e6
    start, done = np.full(shape, kept_c, np.float32), np.zeros(shape, np.float32)
    found = heat.solve_heat(made_of, start, (1, 1, 1), 5000.0, conversion=done, heat_j_per_ml=200.0, insulated=True)
    assert found.conversion.mean() == pytest.approx(end, abs=0.002)
    assert heat.final_conversion(kept_c) == pytest.approx(end, abs=0.002)


@pytest.mark.slow
def test_a_bath_takes_heat_through_its_film():
    """Steady state between a warm face and the water: 1 / (thickness / k + 1 / h), on two grids."""
    for step in (1.0, 2.0):
        body = np.zeros((int(20 / step), 5, 5), np.uint8)
        body[: int(10 / step)] = Part.TRABECULAR
        nothing = np.zeros(body.shape, np.float32)
        block = Vertebra(body, nothing + 90, nothing, nothing, (step,) * 3, (0, 0, 0), "L1")
        made_of = heat.thermal_properties(block, nothing, perfused=False, bath=True)
        start = np.full(body.shape, 37, np.float32)
        start[0] = 57
        found = heat.solve_heat(made_of, start, (step, 1000, 1000), 4000.0)
        bone = tables.value("cancellous_conductivity_w_per_m_k")
        thick = (10 - step / 2) / 1000
        flux = 20 / (thick / bone + 1 / tables.value("water_film_w_per_m2_k"))
        slope = (found.temperature_c[1, 2, 2] - found.temperature_c[4, 2, 2]) / (3 * step / 1000)
        assert bone * slope == pytest.approx(flux, rel=0.02)


def test_energy_is_kept_while_cement_sets_inside_an_insulated_block():
    shape = (24, 22, 20)
    share = np.zeros(shape, np.float32)
    share[8:14, 8:14, 8:14] = 0.8
    made_of = uniform(shape)
    made_of = ThermalProperties(made_of.conductivity, made_of.capacity, made_of.perfusion_sink, share)
    start = np.full(shape, 37, np.float32)
    done = np.zeros(shape, np.float32)
    found = heat.solve_heat(made_of, start, (1, 1, 1.5), 300.0, conversion=done, heat_j_per_ml=188.0, insulated=True)
    gained = float(((found.temperature_c.astype(float) - 37) * C).sum())
    assert gained == pytest.approx(188.0 * float((found.conversion * share).sum()), rel=2e-3)
    assert gained > 1000


@pytest.mark.slow
def test_blood_stops_heat_after_a_length():
    """Steady state beside a warm face: exp(-x / L), L = sqrt(k / (w c))."""
    start = np.full((161, 5, 5), 37, np.float32)
    start[0] = 57
    sink = 0.02
    found = heat.solve_heat(uniform(start.shape, sink=sink), start, (0.5, 1000, 1000), 2500.0)
    depth = 0.5 * np.arange(161)
    np.testing.assert_allclose(found.temperature_c[:, 2, 2] - 37, 20 * np.exp(-depth / np.sqrt(K / sink)), atol=0.05)


def test_cement_kept_at_one_temperature_sets_when_it_should():
    """Half of it at 13 min at 25 °C, at 6.5 min at 37 °C: both put in, whatever end the glass sets."""
    seed = tables.value("kinetics_seed")
    for temperature_c, minutes in ((25, 13.0), (37, 6.5)):
        rate, end, done, step = heat.rate_per_s(temperature_c), heat.final_conversion(temperature_c), 0.0, 0.05
        clock = 0.0
        while done < 0.5:
            done += rate * (done + seed) * (end - done) * step
            clock += step
        assert clock / 60 == pytest.approx(minutes, rel=0.02)
    assert heat.conversion_at(780) == pytest.approx(0.5, abs=1e-6)
    assert heat.conversion_at(0) == 0


@each_row(("degrees", "minutes", "dose"), [(47, 1, 16), (50, 1, 128), (45, 1, 4), (45, 30, 120), (42, 4, 1)])
def test_cem43_by_its_definition(degrees, minutes, dose):
    assert heat.cem43_minutes(np.full(600, degrees), minutes * 60 / 600) == pytest.approx(dose, rel=1e-6)


@each_row(("degrees", "seconds"), [(54.0, 60), (56.6, 10), (51.7, 300)])
def test_arrhenius_reaches_one_where_skin_burns(degrees, seconds):
    assert heat.arrhenius(np.full(100, degrees), seconds / 100) == pytest.approx(1, rel=0.12)


def test_doses_of_the_march_are_those_of_the_traces():
    shape = (6, 6, 6)
    start = np.full(shape, 51, np.float32)
    found = heat.solve_heat(uniform(shape), start, (1, 1, 1), 60.0, insulated=True)
    assert found.cem43_minutes[3, 3, 3] == pytest.approx(heat.cem43_minutes(np.full(60, 51.0), 1.0), rel=1e-3)
    assert found.arrhenius[3, 3, 3] == pytest.approx(heat.arrhenius(np.full(60, 51.0), 1.0), rel=1e-3)
    assert found.seconds_above[1, 3, 3, 3] == pytest.approx(60, rel=1e-5)
    assert found.seconds_above[2, 3, 3, 3] == 0
