"""The solver against exact solutions, against another finite-element library, and the vertebra against published
figures."""

from contextlib import ExitStack

import numpy as np
import pytest

from vertebra.models import anatomy, mechanics
from vertebra.models.mechanics import element, materials
from vertebra.models.mechanics.multigrid import MultigridHierarchy
from vertebra.patient import Patient, Vertebra

MRS_A = Patient(74, "female", 158, 58, t_score=-2.8, seed=1)


@pytest.fixture
def block():
    """Makes blocks whose matrices last as long as the test."""
    with ExitStack() as matrices:

        def make(moduli, poisson=0.0, spacing=(1.0, 1.0, 1.0)):
            """A block of bricks with these moduli (nx, ny, nz), held at both ends; with what its top has to move."""
            moduli = np.asarray(moduli, dtype=np.float32)
            held = np.zeros(tuple(side + 1 for side in moduli.shape), dtype=bool)
            held[:, :, 0] = held[:, :, -1] = True
            base = element.stiffness(element.isotropic(poisson), spacing)
            hierarchy = MultigridHierarchy(moduli > 0, held, base[None])
            matrices.enter_context(hierarchy.assembled(moduli[None]))
            return hierarchy

        yield make


def squeeze(hierarchy, drop_mm, tolerance=1e-7):
    """Displacements with the top `drop_mm` down, and the force on the top."""
    level = hierarchy.levels[0]
    top = level.node_coords[:, 2] == level.node_coords[:, 2].max()
    given = np.zeros((len(top) + 1, 3))
    given[:-1][top, 2] = -drop_mm
    load = -hierarchy.internal_forces(given)
    load[level.fixed[:-1]] = 0
    moved = given + hierarchy.solve(load, tolerance=tolerance)[0]
    return moved, -hierarchy.internal_forces(moved)[top, 2].sum()


def test_rigid_movements_cost_no_force(block):
    rng = np.random.default_rng(0)
    hierarchy = block(rng.uniform(1, 1000, (5, 4, 6)), poisson=0.3, spacing=(0.7, 1.1, 1.3))
    places = hierarchy.levels[0].node_coords * (0.7, 1.1, 1.3)
    for move in (np.tile([1.0, -2, 3], (len(places), 1)), np.cross(places, [0.1, 0.2, -0.3])):
        force = hierarchy.internal_forces(np.vstack([move, np.zeros(3)]))
        assert np.abs(force).max() < 1e-9 * 1000 * np.abs(move).max()


def test_patch_a_linear_field_is_its_own_solution(block):
    """Any linear displacement on the surface of a uniform block leaves no force on an inner node."""
    hierarchy = block(np.full((4, 4, 4), 300.0), poisson=0.3, spacing=(1.0, 0.8, 1.2))
    places = hierarchy.levels[0].node_coords
    gradient = np.array([[0.01, 0.002, 0], [0, -0.004, 0.003], [0.005, 0, 0.02]])
    force = hierarchy.internal_forces(np.vstack([(places * (1.0, 0.8, 1.2)) @ gradient.T, np.zeros(3)]))
    inner = ((places > 0) & (places < 4)).all(axis=1)
    assert inner.sum() == 27
    assert np.abs(force[inner]).max() < 1e-9 * np.abs(force).max()


def test_a_bar_without_lateral_strain_bears_eae(block):
    _, force = squeeze(block(np.full((6, 5, 20), 300.0)), 0.2)
    assert force == pytest.approx(300 * 30 * 0.01, rel=5e-5)


def test_a_slender_prism_bears_three_megapascals_in_its_middle(block):
    """E = 300 MPa and 1 % strain give 3.00 MPa away from the held ends."""
    hierarchy = block(np.full((8, 8, 40), 300.0), poisson=0.3)
    moved, force = squeeze(hierarchy, 0.4)
    level = hierarchy.levels[0]
    z = moved[:-1][:, 2]
    shortening = z[level.node_coords[:, 2] == 10].mean() - z[level.node_coords[:, 2] == 30].mean()
    assert force / 64 / (shortening / 20) == pytest.approx(300, rel=0.005)
    assert 3.0 / (force / 64) == pytest.approx(1, rel=0.02), "the held ends stiffen the whole by less than 2 %"


def test_materials_side_by_side_share_by_stiffness_and_in_a_row_add_their_compliance(block):
    beside = np.full((6, 6, 12), 100.0)
    beside[3:] = 900
    _, force = squeeze(block(beside), 0.12)
    assert force == pytest.approx((100 + 900) / 2 * 36 * 0.01, rel=1e-4)
    stacked = np.full((6, 6, 12), 100.0)
    stacked[:, :, 6:] = 900
    _, force = squeeze(block(stacked), 0.12)
    assert force == pytest.approx(2 / (1 / 100 + 1 / 900) * 36 * 0.01, rel=1e-4)


def test_half_the_brick_is_a_quarter_of_the_error(block):
    """A smooth field whose body forces are known, in a unit cube with nu = 0: u_z = sin(pi z) cos(pi x)."""
    young, shear, errors = 1000.0, 500.0, []
    for side in (4, 8, 16):
        hierarchy = block(np.full((side, side, side), young), spacing=(1 / side,) * 3)
        level = hierarchy.levels[0]
        x, _, z = level.node_coords.T / side
        exact = np.sin(np.pi * z) * np.cos(np.pi * x)
        volume = np.prod(np.where(np.isin(level.node_coords, (0, side)), 0.5, 1.0), axis=1) / side**3
        load = np.zeros((len(x), 3))
        load[:, 0] = shear * np.pi**2 * np.cos(np.pi * z) * np.sin(np.pi * x) * volume
        load[:, 2] = (young + shear) * np.pi**2 * exact * volume
        load[level.fixed[:-1]] = 0
        moved = hierarchy.solve(load, tolerance=1e-8)[0][:-1]
        errors.append(np.sqrt((volume * ((moved[:, 2] - exact) ** 2 + moved[:, 0] ** 2)).sum()))
    rates = np.log2(np.array(errors[:-1]) / errors[1:])
    assert errors[-1] < 0.01
    assert (rates > 1.8).all()


def test_another_library_assembles_the_same_forces(block):
    skfem = pytest.importorskip("skfem")
    from skfem.helpers import ddot, div, sym_grad

    rng = np.random.default_rng(1)
    moduli = rng.uniform(10, 1000, (3, 4, 5)).astype(np.float32)
    hierarchy = block(moduli, poisson=0.3)
    axes = [np.arange(side + 1.0) for side in moduli.shape]
    mesh = skfem.MeshHex.init_tensor(*axes)
    basis = skfem.Basis(mesh, skfem.ElementVector(skfem.ElementHex1()), intorder=2)

    @skfem.BilinearForm
    def elastic(u, v, w):
        i, j, k = (np.clip(np.floor(at).astype(int), 0, side - 1) for at, side in zip(w.x, moduli.shape, strict=True))
        young = moduli[i, j, k]
        return young * (0.3 / 0.52 * div(u) * div(v) + 2 / 2.6 * ddot(sym_grad(u), sym_grad(v)))

    matrix = elastic.assemble(basis)
    places = hierarchy.levels[0].node_coords
    theirs_by_place = {tuple(np.rint(point).astype(int)): at for at, point in enumerate(mesh.p.T)}
    order = np.array([theirs_by_place[tuple(place)] for place in places])
    move = rng.standard_normal((len(places), 3))
    field = np.zeros(matrix.shape[0])
    for axis in range(3):
        field[basis.nodal_dofs[axis, order]] = move[:, axis]
    theirs = matrix @ field
    ours = hierarchy.internal_forces(np.vstack([move, np.zeros(3)]))
    for axis in range(3):
        np.testing.assert_allclose(ours[:, axis], theirs[basis.nodal_dofs[axis, order]], rtol=1e-6, atol=1e-6)


def test_the_steps_hardly_grow_with_the_contrast_of_the_material(block):
    rng = np.random.default_rng(2)
    for contrast in (10.0, 1e3, 1e5):
        hierarchy = block(np.where(rng.random((16, 16, 20)) < 0.5, contrast, 1.0), poisson=0.3)
        level = hierarchy.levels[0]
        given = np.zeros((len(level.node_coords) + 1, 3))
        given[:-1][level.node_coords[:, 2] == 20, 2] = -0.2
        load = -hierarchy.internal_forces(given)
        load[level.fixed[:-1]] = 0
        assert hierarchy.solve(load)[1] <= 25


@pytest.fixture(scope="module")
def intact():
    return mechanics.compress(anatomy.build(MRS_A, "L1", 1.0), load_n=1000)


def test_reactions_are_reciprocal(intact):
    """The force that a tilt costs is the moment that a shortening costs (Betti)."""
    reactions = intact.test.reactions
    assert reactions[0, 1] * 1000 == pytest.approx(reactions[1, 0], rel=2e-3)


def test_force_is_in_balance_at_every_height(intact):
    total = intact.axial_stress_mpa.sum(axis=(0, 1), dtype=np.float64)
    inner = total[3:-3]
    np.testing.assert_allclose(inner, 1000, rtol=0.06)


def test_stiffness_and_strength_settle_as_the_grid_gets_finer():
    coarse, fine = (mechanics.compress(anatomy.build(MRS_A, "L1", h), load_n=1000) for h in (2.0, 1.0))
    assert coarse.stiffness_n_per_mm == pytest.approx(fine.stiffness_n_per_mm, rel=0.08)
    assert coarse.strength_n == pytest.approx(fine.strength_n, rel=0.12)


@pytest.mark.slow
def test_the_peak_of_a_crush_hardly_depends_on_the_grid():
    peaks = [mechanics.crush_test(anatomy.build(MRS_A, "L1", h)).peak_n for h in (2.0, 1.0)]
    assert peaks[0] == pytest.approx(peaks[1], rel=0.1)


@pytest.mark.slow
def test_forward_load_breaks_sooner_and_further_forward(intact):
    forward, backward = intact.test.apply_load(1000, forward_mm=12), intact.test.apply_load(1000, forward_mm=-12)
    assert forward.strength_n < 0.8 * intact.strength_n
    assert forward.first_failure.depth == "front"
    assert backward.first_failure.depth == "back"


@pytest.mark.parametrize(("free", "share"), [(False, 0.25), (True, 1.0)])
def test_an_eccentric_load_tilts_a_column_by_what_its_upper_face_allows(free, share):
    """F e L / (E I) with a face that slides, a quarter of it with one that can't."""
    labels = np.zeros((10, 10, 64), np.uint8)
    labels[1:9, 1:9, 2:62] = 1
    labels[1:9, 1:9, :2] = labels[1:9, 1:9, 62:] = 9
    density = np.where(labels == 1, 100, 0).astype(np.float32)
    nothing = np.zeros_like(density)
    column = Vertebra(labels, density, nothing, nothing, (1, 1, 1), (0, 0, 0), "L1", kind="ct")
    state = mechanics.compress(column, load_n=100, forward_mm=1, law="kopperdahl-linear", free_face=free)
    modulus = float(materials.density_law("kopperdahl-linear").modulus_mpa(100))
    tilt_mrad = 1000 * 100 * 1 * 60 / (modulus * 8**4 / 12)
    assert state.tilt_mrad == pytest.approx(share * tilt_mrad, rel=0.06)
    assert state.force_n == pytest.approx(100)


def test_a_face_that_slides_bears_no_shear_and_no_more_load(intact):
    free = mechanics.compress(intact.test.vertebra, load_n=1000, forward_mm=10, free_face=True)
    held = intact.test.apply_load(1000, 10)
    assert free.stiffness_n_per_mm < held.stiffness_n_per_mm
    assert free.tilt_mrad > held.tilt_mrad
    top = free.test.specimen.fixed_nodes()[1]
    fine = free.test.hierarchy.levels[0]
    on_top = top[tuple(fine.node_coords.T)]
    moved = free.displacement_mm * free.test.motions[0] + free.tilt_mrad * free.test.motions[1]
    with free.test.hierarchy.assembled(free.test.specimen.moduli):
        forces = free.test.hierarchy.internal_forces(moved)[on_top]
    assert abs(forces[:, 1].sum()) < 1e-3 * abs(forces[:, 2].sum())


@pytest.mark.slow
def test_the_thin_wall_of_a_built_body_is_the_same_on_every_grid():
    """No bone is lost or counted twice where wall and spongy bone share a voxel: the wall's volume, and stiffness."""
    states = [mechanics.compress(anatomy.build(MRS_A, "L1", one), load_n=1000) for one in (2.0, 1.0, 0.5)]
    walls = [
        float(one.test.specimen.shell_mpa.sum(dtype=float)) * one.test.specimen.spacing_mm[0] ** 3 for one in states
    ]
    assert walls == pytest.approx([walls[-1]] * 3, rel=0.03)
    coarse, middle, fine = (one.stiffness_n_per_mm for one in states)
    assert abs(middle - fine) < 0.5 * abs(coarse - fine)
    assert middle == pytest.approx(fine, rel=0.02)
