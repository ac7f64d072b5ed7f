"""Solving a vertebral body: time, memory and growth with the grid; beside scikit-fem with a direct solver and with
pyamg.

    python tests/benchmarks/mechanics.py [--finest 0.5] [--people 100]

All solve the same bricks with the same faces held, and must give the same stiffness to 0.1 %. Ours is timed with
everything
that it needs (cutting the body out, the grids, and two movements); the others with assembly and one movement.
"""

import argparse
import sys
import time
from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from vertebra.models import anatomy
from vertebra.models.experiments.loading import with_density
from vertebra.models.mechanics import ENDS, CompressionTest, warm
from vertebra.models.mechanics.specimen import Specimen
from vertebra.patient import LEVELS, Fracture, Patient, Vertebra

MRS_A = Patient(74, "female", 158, 58, t_score=-2.8, fractures=(Fracture("L1", grade=2, weeks_ago=3),), seed=1)
POISSON = 0.3
DOWN_MM = 0.1
LIMITS_S = {2.0: 0.06, 1.0: 0.5, 0.5: 5.0}
WARM_LIMIT_S = 0.15
AGREEMENT = 1e-3
LEAST_RATIO = 10.0


def timed(act: Callable[[], Any], turns: int = 1) -> tuple[float, Any]:
    """The shortest of some turns, in seconds, and what came out."""
    found, times = None, []
    for _ in range(turns):
        start = time.perf_counter()
        found = act()
        times.append(time.perf_counter() - start)
    return min(times), found


def megabytes(press: CompressionTest) -> float:
    """Arrays of all grids and of the movements."""
    levels = [
        array for level in press.hierarchy.levels for array in vars(level).values() if isinstance(array, np.ndarray)
    ]
    return sum(array.nbytes for array in [*levels, *press.motions, press.specimen.moduli]) / 1e6


def our_rows(voxels: list[float]) -> list[tuple[float, int, CompressionTest, Vertebra]]:
    """Print a line for each grid; return (voxel, bricks, press, vertebra)."""
    print(
        f"{'voxel':>6} {'bone':>8} {'bricks':>8} {'unknowns':>9} {'steps':>6} {'cold s':>8} {'warm s':>8} "
        f"{'MB':>6}  limit"
    )
    rows = []
    for voxel in voxels:
        vertebra = anatomy.build(MRS_A, "L1", voxel)
        turns = 5 if voxel >= 1 else 1
        cold, press = timed(lambda v=vertebra: CompressionTest(v), turns)
        denser = with_density(vertebra, 1.1)
        again, _ = timed(lambda v=denser, p=press: CompressionTest(v, start=p), turns)
        bricks = int(press.specimen.material_mask.sum())
        unknowns = 3 * len(press.hierarchy.levels[0].node_coords)
        limit = f"cold {LIMITS_S[voxel]} s" if voxel in LIMITS_S else ""
        limit += f", warm {WARM_LIMIT_S} s" if voxel == 1 else ""
        print(
            f"{voxel:6.2f} {int(press.specimen.bone.sum()):8d} {bricks:8d} {unknowns:9d} {press.steps[0]:6d} "
            f"{cold:8.3f} "
            f"{again:8.3f} {megabytes(press):6.0f}  {limit}"
        )
        rows.append((voxel, bricks, cold, press))
    sizes, times = np.log([row[1] for row in rows]), np.log([row[2] for row in rows])
    print(f"\nTime grows with the number of bricks to the power {np.polyfit(sizes, times, 1)[0]:.2f}.\n")
    return [(voxel, bricks, press, press.vertebra) for voxel, bricks, _, press in rows]


def iterations_of_people(count: int, voxel_mm: float = 1.0) -> None:
    """Print the most iterations that any of `count` drawn bones needs, at ends of all kinds."""
    rng, most = np.random.default_rng(100), []
    for _ in range(count):
        sex, level, ends = rng.choice(["female", "male"]), rng.choice(LEVELS), rng.choice(ENDS)
        age, height, density = (float(rng.uniform(*bounds)) for bounds in ((25, 95), (148, 192), (30, 220)))
        patient = Patient(age, str(sex), height, vbmd_mg_cm3=density, seed=int(rng.integers(1000)))
        bone = anatomy.build(patient, str(level), voxel_mm)
        most.append(max(CompressionTest(bone, ends=str(ends), anisotropic=bool(rng.integers(2))).steps))
    print(f"{count} drawn bones at {voxel_mm} mm: {np.median(most):.0f} iterations, at most {max(most)}; asked: 40\n")


def assembled(specimen: Specimen) -> tuple[Any, NDArray[np.float64], NDArray[np.int64], NDArray[np.int64]]:
    """Matrix, given displacements, held unknowns and unknowns along z of the upper face, by scikit-fem."""
    import skfem
    from skfem.helpers import ddot, div, sym_grad

    step = specimen.spacing_mm
    axes = [np.arange(side + 1) * size for side, size in zip(specimen.material_mask.shape, step, strict=True)]
    box = skfem.MeshHex.init_tensor(*axes)
    cell = tuple((box.p[:, box.t].mean(axis=1) / np.array(step)[:, None]).astype(int))
    inside = np.flatnonzero(specimen.material_mask[cell])
    mesh = box.restrict(inside)
    young = specimen.moduli.sum(axis=0, dtype=np.float64)[tuple(axis[inside] for axis in cell)]
    basis = skfem.Basis(mesh, skfem.ElementVector(skfem.ElementHex1()), intorder=2)

    @skfem.BilinearForm
    def elastic(u: Any, v: Any, w: Any) -> Any:
        first, second = POISSON / ((1 + POISSON) * (1 - 2 * POISSON)), 1 / (1 + POISSON)
        return w["young"] * (first * div(u) * div(v) + second * ddot(sym_grad(u), sym_grad(v)))

    matrix = elastic.assemble(basis, young=np.repeat(young[:, None], basis.X.shape[1], axis=1)).tocsr()
    lower, upper = (_nodes(mesh, face, step) for face in specimen.fixed_nodes())
    given = np.zeros(matrix.shape[0])
    top = basis.nodal_dofs[2, upper]
    given[top] = -DOWN_MM
    held = np.unique(basis.nodal_dofs[:, np.concatenate([lower, upper])])
    return matrix, given, held, top, basis


def _nodes(mesh: Any, face: NDArray[np.bool_], step: tuple[float, float, float]) -> NDArray[np.int64]:
    places = np.rint(mesh.p / np.array(step)[:, None]).astype(int)
    return np.flatnonzero(face[tuple(places)])


def by_library(specimen: Specimen, solve: Callable[..., NDArray[np.float64]]) -> float:
    """Stiffness (N/mm)."""
    matrix, given, held, top, basis = assembled(specimen)
    free = np.setdiff1d(np.arange(matrix.shape[0]), held)
    moved = given.copy()
    moved[free] = solve(matrix[free][:, free], -(matrix @ given)[free], basis, free)
    return float(-(matrix @ moved)[top].sum() / DOWN_MM)


def direct(matrix: Any, load: NDArray[np.float64], basis: Any, free: NDArray[np.int64]) -> NDArray[np.float64]:
    """SuperLU by scipy."""
    from scipy.sparse.linalg import spsolve

    return np.asarray(spsolve(matrix.tocsc(), load))


def multigrid(matrix: Any, load: NDArray[np.float64], basis: Any, free: NDArray[np.int64]) -> NDArray[np.float64]:
    """Conjugate gradients with pyamg's smoothed aggregation, which is told the six rigid movements."""
    import pyamg

    x, y, z = basis.doflocs
    axis = np.empty(len(x), int)
    for one in range(3):
        axis[basis.nodal_dofs[one]] = one
    rigid = np.zeros((len(x), 6))
    rigid[np.arange(len(x)), axis] = 1
    for column, (first, second, arm, other) in enumerate(((0, 1, -y, x), (1, 2, -z, y), (2, 0, -x, z)), start=3):
        rigid[axis == first, column] = arm[axis == first]
        rigid[axis == second, column] = other[axis == second]
    levels = pyamg.smoothed_aggregation_solver(matrix, B=rigid[free], strength=("symmetric", {"theta": 0.0}))
    return np.asarray(levels.solve(load, tol=1e-6, accel="cg", maxiter=500))


def compare(press: CompressionTest, name: str, solve: Callable[..., NDArray[np.float64]]) -> None:
    """Print time, stiffness and ratio of another way to the same number."""
    ours_s, again = timed(lambda: CompressionTest(press.vertebra), 3)
    ours = float(again.reactions[0, 0])
    theirs_s, theirs = timed(lambda: by_library(press.specimen, solve))
    apart = theirs / ours - 1
    verdict = "same" if abs(apart) < AGREEMENT else "NOT THE SAME"
    print(
        f"{press.specimen.spacing_mm[0]:6.2f} {name:28} {theirs_s:9.2f} {ours_s:8.3f} {theirs_s / ours_s:8.1f}x  "
        f"{theirs:10.1f} {ours:10.1f} {100 * apart:+8.4f} % {verdict}"
    )


def main() -> None:
    """Print both tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--finest", type=float, default=0.5, help="finest voxel in mm (0.5 needs about 2 GB)")
    parser.add_argument(
        "--no-direct", action="store_true", help="leave out the direct solver, which takes minutes at 1 mm"
    )
    parser.add_argument("--people", type=int, default=100, help="how many drawn bones are solved at 1 mm")
    chosen = parser.parse_args()
    warm()
    if chosen.people:
        iterations_of_people(chosen.people)
    rows = our_rows([voxel for voxel in (3.0, 2.0, 1.5, 1.0, 0.7, 0.5) if voxel >= chosen.finest])
    print(
        f"{'voxel':>6} {'the other':28} {'other s':>9} {'ours s':>8} {'ratio':>9}  {'N/mm':>10} {'ours':>10} "
        f"{'apart':>8}"
    )
    for voxel, _, press, _ in rows:
        if voxel in (2.0, 1.0):
            compare(press, "scikit-fem, pyamg CG", multigrid)
            if not chosen.no_direct:
                compare(press, "scikit-fem, scipy direct", direct)
    print(f"\nAsked: the same to {100 * AGREEMENT:.1f} %, and at 1 mm at least {LEAST_RATIO:.0f} times faster.")


if __name__ == "__main__":
    sys.exit(main())
