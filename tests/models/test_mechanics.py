"""Mechanics of a body: what it takes, what it refuses, and that the digits don't change."""

import math
from dataclasses import replace
from threading import Thread

import numpy as np
import pytest
from refusals import refused
from rows import each_row

from vertebra import cache
from vertebra.errors import InputError
from vertebra.models import anatomy, mechanics
from vertebra.models.experiments.loading import with_density
from vertebra.models.mechanics import element, materials, multigrid
from vertebra.patient import LEVELS, Part, Patient, Vertebra

MRS_A = Patient(74, "female", 158, 58, t_score=-2.8, seed=1)


@pytest.fixture(scope="module")
def vertebra():
    return anatomy.build(MRS_A, "L1", 2.0)


@pytest.fixture(scope="module")
def press(vertebra):
    return mechanics.CompressionTest(vertebra)


def changed(vertebra, **arrays):
    """The vertebra with other arrays, each a function of a writable copy of the old one."""
    made = {}
    for name, change in arrays.items():
        copy = np.array(getattr(vertebra, name))
        change(copy)
        made[name] = copy
    return replace(vertebra, **made)


@pytest.mark.slow
def test_force_and_displacement_are_two_ways_to_say_the_same(vertebra, press):
    by_force = press.apply_load(500)
    assert by_force.force_n == pytest.approx(500)
    assert by_force.moment_n_mm == pytest.approx(0, abs=1e-6)
    level = press.apply_displacement(0.1)
    assert level.displacement_mm == 0.1
    assert level.stiffness_n_per_mm == pytest.approx(level.force_n / 0.1)
    assert mechanics.compress(vertebra, displacement_mm=0.1).force_n == pytest.approx(level.force_n, rel=1e-9)


def test_twice_the_load_is_twice_the_strain_and_the_same_strength(press):
    one, two = press.apply_load(400, 5), press.apply_load(800, 5)
    np.testing.assert_allclose(two.strain, 2 * one.strain, rtol=1e-4, atol=1e-9)
    assert two.strength_n == pytest.approx(one.strength_n, rel=1e-4)
    assert one.moment_n_mm == pytest.approx(400 * 5)


def test_the_same_body_gives_the_same_digits(vertebra, press):
    again = mechanics.CompressionTest(vertebra)
    np.testing.assert_array_equal(again.reactions, press.reactions)
    np.testing.assert_array_equal(again.apply_load(1000).yield_ratio, press.apply_load(1000).yield_ratio)


def test_denser_bone_is_stiffer_and_stronger(vertebra, press):
    def thicken(density):
        density *= 1.2

    denser = mechanics.compress(changed(vertebra, density_mg_cm3=thicken), load_n=1000)
    assert denser.stiffness_n_per_mm > press.apply_load(1000).stiffness_n_per_mm
    assert denser.strength_n > press.apply_load(1000).strength_n


def test_a_warm_start_needs_fewer_steps_and_ends_at_the_same_place(vertebra, press):
    def thin(density):
        density *= 0.9

    thinner = changed(vertebra, density_mg_cm3=thin)
    cold, warm = (
        mechanics.CompressionTest(thinner),
        mechanics.CompressionTest(thinner, start=mechanics.CompressionTest(vertebra)),
    )
    assert sum(warm.steps) < sum(cold.steps)
    np.testing.assert_allclose(np.diag(warm.reactions), np.diag(cold.reactions), rtol=1e-3)


MAX_STEPS = 40
"""Iterations that any bone may need, at any ends."""


def steps_of_a_drawn_bone(rng, voxel_mm):
    """Draw a person, a level and the ends; return the iterations of both movements."""
    sex, level, ends = rng.choice(["female", "male"]), rng.choice(LEVELS), rng.choice(mechanics.ENDS)
    age, height, density = (float(rng.uniform(*bounds)) for bounds in ((25, 95), (148, 192), (30, 220)))
    patient = Patient(age, str(sex), height, vbmd_mg_cm3=density, seed=int(rng.integers(1000)))
    bone = anatomy.build(patient, str(level), voxel_mm)
    return mechanics.CompressionTest(bone, ends=str(ends), anisotropic=bool(rng.integers(2))).steps


def test_no_drawn_bone_needs_many_iterations():
    rng = np.random.default_rng(100)
    assert max(max(steps_of_a_drawn_bone(rng, 2.0)) for _ in range(12)) <= MAX_STEPS


@pytest.mark.slow
def test_a_thin_body_between_bulging_discs_converges_as_fast_as_others():
    """Nearly incompressible discs beside stiff walls: relaxation by blocks that ignore each other diverges here."""
    bone = anatomy.build(Patient(80, "female", vbmd_mg_cm3=120, seed=3), "T9", 1.0)
    assert max(mechanics.CompressionTest(bone, ends="discs").steps) <= MAX_STEPS


def test_a_sweep_there_and_back_is_symmetric(vertebra):
    """Conjugate gradients need a symmetric preconditioner: x.My = y.Mx, with many blocks too."""
    press = mechanics.CompressionTest(vertebra, ends="discs")
    hierarchy, rng = press.hierarchy, np.random.default_rng(5)
    fine = hierarchy.levels[0]
    assert fine.blocks > 2
    with hierarchy.assembled(press.specimen.moduli):
        loads = rng.standard_normal((2, len(fine.node_coords), 3)).astype(np.float32)
        loads[:, fine.fixed[:-1]] = 0
        answers = []
        for load in loads:
            fine.b[:-1] = load
            hierarchy._cycle(0)
            answers.append(fine.x[:-1].astype(float).copy())
    one, other = np.vdot(loads[0], answers[1]), np.vdot(loads[1], answers[0])
    size = np.sqrt(np.vdot(loads[0], answers[0]) * np.vdot(loads[1], answers[1]))
    assert np.vdot(loads[0], answers[0]) > 0
    assert abs(one - other) < 1e-4 * size


def test_the_law_says_how_far_outside_its_range_the_bone_lies(vertebra):
    assert 0 < mechanics.prepare(vertebra).extrapolated_fraction < 0.5
    with refused(InputError, "carter"):
        mechanics.prepare(vertebra, law="carter")


@each_row("law", list(materials.LAWS))
def test_every_law_rises_with_density_and_never_falls_below_marrow(law):
    density = np.linspace(0, 400, 60)
    for found in (materials.LAWS[law].modulus_mpa(density), materials.LAWS[law].yield_stress_mpa(density)):
        assert (np.diff(found) >= 0).all()
        assert found.min() > 0


def test_bone_that_is_stiff_along_one_axis_only_is_softer_as_a_whole(vertebra, press):
    assert mechanics.CompressionTest(vertebra, anisotropic=True).reactions[0, 0] < press.reactions[0, 0]


def test_elasticity_of_a_transversely_isotropic_material_with_isotropic_numbers_is_isotropic():
    oriented = element.transversely_isotropic(1.0, 1 / 2.6, 1 / 2.6, 0.3, 0.3)
    np.testing.assert_allclose(oriented, element.isotropic(0.3), atol=1e-12)


def test_pads_of_a_mask_take_the_displacement():
    labels = np.zeros((12, 12, 20), np.uint8)
    labels[2:10, 2:10, 4:16] = Part.TRABECULAR
    labels[2:10, 2:10, :4] = labels[2:10, 2:10, 16:] = Part.PAD
    density = np.where(labels == Part.TRABECULAR, 100, 0).astype(np.float32)
    nothing = np.zeros_like(density)
    body = Vertebra(labels, density, nothing, nothing, (1, 1, 1), (0, 0, 0), "L1", kind="ct")
    specimen = mechanics.prepare(body, law="kopperdahl-linear")
    assert specimen.height_mm == 20
    assert specimen.end_mpa.max() == 2500
    found = mechanics.CompressionTest(body, law="kopperdahl-linear").apply_displacement(0.12)
    in_a_row = 64 / (12 / 288.3 + 8 / 2500)
    assert found.stiffness_n_per_mm == pytest.approx(in_a_row, rel=0.08)


def empty(labels):
    labels[:] = 0


def gap(labels):
    labels[:, :, labels.shape[2] // 2] = 0


def test_no_bone_and_bone_in_pieces_are_refused(vertebra):
    with refused(InputError, "no-body-to-load"):
        mechanics.prepare(changed(vertebra, labels=empty))

    def hollow(density):
        density[:, :, density.shape[2] // 2] = 0

    with refused(InputError, "bone-in-pieces"):
        mechanics.prepare(changed(vertebra, labels=gap, density_mg_cm3=hollow))


@each_row(("value", "named"), [(np.nan, "density-not-a-number"), (-900, "-900"), (9000, "9000")])
def test_densities_that_are_none_are_refused(vertebra, value, named):
    def spoil(density):
        density[vertebra.is_part(Part.TRABECULAR)] = value

    with refused(InputError, named):
        mechanics.prepare(changed(vertebra, density_mg_cm3=spoil))


@each_row("load", [-1, 1e9, float("nan")])
def test_an_absurd_load_is_refused(press, load):
    with refused(InputError, "load"):
        press.apply_load(load)


def test_one_of_force_and_displacement_is_wanted(vertebra):
    for wrong in ({}, {"load_n": 1, "displacement_mm": 1}):
        with refused(InputError, "load-and-displacement"):
            mechanics.compress(vertebra, **wrong)
    with refused(InputError, "wrong-argument", "springs"):
        mechanics.prepare(vertebra, ends="springs")


def test_a_solver_that_does_not_arrive_says_so_and_returns_nothing(vertebra, monkeypatch):
    monkeypatch.setattr(multigrid, "MAX_ITERATIONS", 2)
    with refused(mechanics.ConvergenceError, "not-converged"):
        mechanics.CompressionTest(vertebra)


@pytest.mark.slow
def test_a_crush_rises_bends_over_and_falls(vertebra):
    told = []
    crushed = mechanics.crush_test(vertebra, steps=6, report=told.append)
    peak = int(crushed.force_n.argmax())
    assert 0 < peak < 6
    assert (np.diff(crushed.force_n[: peak + 1]) > 0).all()
    assert crushed.force_n[-1] < crushed.peak_n
    assert crushed.offset_strength_n <= crushed.peak_n
    assert crushed.stiffness_fraction[crushed.specimen.bone].min() < 0.7
    assert told[-1] == 1


def test_bodies_that_start_from_one_solution_are_solved_at_the_same_time():
    """Both use the grids of the first; each gets its own stiffness, as if the other were not there."""
    own = anatomy.build(Patient(72, "female", t_score=-2.5, seed=3), "L1", 2.0)
    others = [with_density(own, factor) for factor in (0.6, 0.8, 1.2, 1.4)]
    alone = [mechanics.CompressionTest(one, start=mechanics.CompressionTest(own)).reactions for one in others]
    shared = mechanics.CompressionTest(own)
    together: dict[int, object] = {}

    def solve(at: int) -> None:
        together[at] = mechanics.CompressionTest(others[at], start=shared).reactions

    threads = [Thread(target=solve, args=(at,)) for at in range(len(others))]
    for one in threads:
        one.start()
    for one in threads:
        one.join(60)
    for at, reactions in enumerate(alone):
        np.testing.assert_array_equal(together[at], reactions)


def test_a_solved_body_keeps_no_matrix(vertebra, press):
    numbers = sum(math.prod(shape) for level in press.hierarchy.levels for shape in level.shapes().values())
    assert cache.nbytes(press.hierarchy) < 0.2 * 4 * numbers
    assert not hasattr(press.hierarchy.levels[0], "rows")
    assert not hasattr(press.hierarchy, "moduli")


def test_what_stood_in_the_memory_before_does_not_change_the_digits(vertebra, press, monkeypatch):
    spare = multigrid.SpareMemory(multigrid.MAX_SPARE_BYTES)
    monkeypatch.setattr(multigrid, "SPARE", spare)
    dirty = np.full(3_000_000, np.nan, np.float32)
    spare.give_back(dirty)
    again = mechanics.CompressionTest(vertebra)
    np.testing.assert_array_equal(again.reactions, press.reactions)
    assert spare.take(1) is dirty


def test_memory_is_given_back_when_the_solver_does_not_arrive(vertebra, monkeypatch):
    spare = multigrid.SpareMemory(multigrid.MAX_SPARE_BYTES)
    monkeypatch.setattr(multigrid, "SPARE", spare)
    monkeypatch.setattr(multigrid, "MAX_ITERATIONS", 1)
    with refused(multigrid.ConvergenceError, "not-converged"):
        mechanics.CompressionTest(vertebra)
    assert spare.kept_bytes > 0


def test_one_piece_of_spare_memory_is_kept_and_none_beyond_its_limit():
    spare = multigrid.SpareMemory(400)
    spare.give_back(np.empty(101, np.float32))
    assert spare.kept_bytes == 0
    large = np.empty(100, np.float32)
    spare.give_back(np.empty(50, np.float32))
    spare.give_back(large)
    spare.give_back(np.empty(50, np.float32))
    assert spare.kept_bytes == 400
    assert spare.take(80) is large
    assert spare.kept_bytes == 0
    assert len(spare.take(80)) == 80
