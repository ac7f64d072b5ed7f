"""Conjugate gradients preconditioned by geometric multigrid, on the bricks that hold material and no others.

Coarser levels join 2 x 2 x 2 bricks and take their stiffness from them (Galerkin), so a coarse brick that is half void
is half as stiff. Smoothing is one forward and one backward Gauss-Seidel sweep; the coarsest level is solved directly.

A matrix is needed while it is solved, and 1 mm of bone fills 40 MB: its memory then goes to the next hierarchy that is
assembled. See decision 0357.
"""

import math
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cached_property
from threading import Lock

import numpy as np
from numpy.typing import NDArray

from vertebra.errors import CourseError
from vertebra.models import parallel
from vertebra.models.mechanics import kernels
from vertebra.models.mechanics.element import CORNERS, child_interpolation
from vertebra.texts import pgettext

Doubles = NDArray[np.float64]
Singles = NDArray[np.float32]
Ints = NDArray[np.int32]

BLOCKS = 4
"""Parts of a sweep that run beside each other; fixed, so that the digits don't depend on the machine. A sweep has twice
as many, of which every other one runs at a time."""
MAX_NODES_SERIAL = 3000
MAX_COARSE_NODES = 350
MAX_ITERATIONS = 200
MAX_SPARE_BYTES = 64_000_000
"""Memory kept between two solves: a body at 1 mm wants 38 MB."""


class ConvergenceError(CourseError):
    """The solver did not reach its tolerance; there is no result."""


@dataclass
class Level:
    """One grid: numbered nodes, and while it is solved the rows of its matrix and room to work in."""

    node_ids: Ints
    node_coords: Ints
    neighbours: Ints
    fixed: NDArray[np.bool_]
    rows: Singles = field(init=False, repr=False)
    inverses: Singles = field(init=False, repr=False)
    x: Singles = field(init=False, repr=False)
    b: Singles = field(init=False, repr=False)
    r: Singles = field(init=False, repr=False)

    def shapes(self) -> dict[str, tuple[int, ...]]:
        """Shapes of the arrays that are needed only while it is solved, by name."""
        n = len(self.node_coords)
        vectors = dict.fromkeys("xbr", (n + 1, 3))
        return {"rows": (n, 3, 81), "inverses": (n, 3, 3), **vectors}

    @cached_property
    def blocks(self) -> int:
        """Parts of a sweep on this level: every other one runs beside each other, so none may reach past its
        neighbours."""
        n = len(self.node_coords)
        if n <= MAX_NODES_SERIAL:
            return 1
        reach = int(np.abs(np.where(self.neighbours < n, self.neighbours - np.arange(n)[:, None], 0)).max())
        return max(1, min(2 * BLOCKS, n // (reach + 1)))


class SpareMemory:
    """The memory of the latest matrix that was given back, for the next one; memory that is new costs a warm solve."""

    def __init__(self, max_bytes: int) -> None:
        self.max_bytes = max_bytes
        self._lock = Lock()
        self._kept: Singles | None = None

    @property
    def kept_bytes(self) -> int:
        """Bytes that wait for the next."""
        with self._lock:
            return 0 if self._kept is None else self._kept.nbytes

    def take(self, count: int) -> Singles:
        """Memory for `count` numbers or more, with whatever stands in it; nobody else has it until it is back."""
        with self._lock:
            kept, self._kept = self._kept, None
        return kept if kept is not None and len(kept) >= count else np.empty(count, np.float32)

    def give_back(self, memory: Singles) -> None:
        """Keep it for the next to `take`, unless there is a larger one or it is larger than `max_bytes`."""
        with self._lock:
            if memory.nbytes <= self.max_bytes and (self._kept is None or len(self._kept) < len(memory)):
                self._kept = memory


SPARE = SpareMemory(MAX_SPARE_BYTES)


class MultigridHierarchy:
    """Grids for one shape of body; `assembled` gives them stiffness, as often as the material changes.

    Bodies of one shape share a hierarchy, each with its own stiffness in turn.

    Parameters
    ----------
    material_mask : array (nx, ny, nz)
        Bricks that hold material.
    fixed_nodes : array (nx + 1, ny + 1, nz + 1)
        Nodes that are held.
    bases : array (kinds, 24, 24)
        Stiffness of a brick of each material for a modulus of 1 MPa.
    """

    def __init__(self, material_mask: NDArray[np.bool_], fixed_nodes: NDArray[np.bool_], bases: Doubles) -> None:
        self._in_use = Lock()
        self.bases = np.ascontiguousarray(bases)
        self._interpolation = child_interpolation()
        between = self._interpolation
        self._projected = np.einsum("cap,mab,cbq->mcpq", between, self.bases, between, optimize=True)
        self._between = np.ascontiguousarray(between.astype(np.float32))
        self.levels = [_level(material_mask, fixed_nodes)]
        self._parents: list[Ints] = []
        self._brick_ids: list[Ints] = []
        while len(self.levels[-1].node_coords) > MAX_COARSE_NODES:
            material_mask = _coarser(material_mask)
            ids, parents = _numbered(material_mask)
            self._brick_ids.append(ids)
            self._parents.append(parents)
            self.levels.append(_level(material_mask))

    @contextmanager
    def assembled(self, moduli: Singles) -> Iterator[None]:
        """Set the stiffness of all levels inside the `with` block; another thread that wants to waits for its end.

        Parameters
        ----------
        moduli : array (kinds, nx, ny, nz)
            In MPa; 0 where there is no material.
        """
        with self._in_use:
            shapes = [level.shapes() for level in self.levels]
            memory = SPARE.take(sum(math.prod(shape) for named in shapes for shape in named.values()))
            try:
                self._divide(memory, shapes)
                self._assemble(moduli)
                yield
            finally:
                del self.moduli, self._factor
                for level, named in zip(self.levels, shapes, strict=True):
                    for name in named:
                        delattr(level, name)
                SPARE.give_back(memory)

    def _divide(self, memory: Singles, shapes: list[dict[str, tuple[int, ...]]]) -> None:
        """Hand out parts of the memory to the levels; what is read before it is written is 0."""
        first = 0
        for level, named in zip(self.levels, shapes, strict=True):
            for name, shape in named.items():
                part = memory[first : first + math.prod(shape)].reshape(shape)
                first += part.size
                setattr(level, name, part)
            level.x[:], level.b[:], level.r[:] = 0, 0, 0

    def _assemble(self, moduli: Singles) -> None:
        import scipy.linalg

        fine = self.levels[0]
        self.moduli = np.ascontiguousarray(moduli, dtype=np.float32)
        with parallel.ALONE:
            kernels.assemble_fine(self.moduli, self.bases, fine.node_coords, fine.neighbours, fine.fixed, fine.rows)
            kernels.invert_diagonals(fine.rows, fine.inverses)
            finer = None
            for at, (level, parents) in enumerate(zip(self.levels[1:], self._parents, strict=True)):
                bricks = np.empty((len(parents), 24, 24), np.float32)
                if finer is None:
                    kernels.galerkin_first(
                        self.moduli,
                        self.bases,
                        self._projected,
                        self._interpolation,
                        fine.node_ids,
                        fine.fixed,
                        parents,
                        bricks,
                    )
                else:
                    kernels.galerkin(finer, self._brick_ids[at - 1], self._between, parents, bricks)
                kernels.assemble_coarse(bricks, self._brick_ids[at], level.node_coords, level.rows)
                kernels.invert_diagonals(level.rows, level.inverses)
                finer = bricks
        dense = _dense(self.levels[-1])
        # A brick that hangs by a corner leaves the coarsest matrix singular; a trace of stiffness doesn't change the
        # answer.
        dense[np.diag_indices_from(dense)] += 1e-6 * np.abs(np.diag(dense)).mean()
        self._factor = scipy.linalg.cho_factor(dense, lower=True, overwrite_a=True, check_finite=False)

    def internal_forces(self, u: Doubles, wanted: Ints | None = None) -> Doubles:
        """Nodal forces of given displacements, as if no node were held.

        Parameters
        ----------
        u : array (n + 1, 3)
            Displacements in mm; the last row stands for nodes that are not there, and is 0.
        wanted : array of int, optional
            Nodes to compute; the others get 0. By default all.

        Returns
        -------
        array (n, 3)
            Forces in N.
        """
        fine = self.levels[0]
        found = np.zeros((len(fine.node_coords), 3))
        some = np.arange(len(fine.node_coords), dtype=np.int32) if wanted is None else wanted
        with parallel.ALONE:
            kernels.internal_forces(self.moduli, self.bases, fine.node_coords, fine.node_ids, u, some, found)
        return found

    def solve(self, load: Doubles, start: Doubles | None = None, tolerance: float = 1e-5) -> tuple[Doubles, int]:
        """Displacements of the free nodes under a load.

        Parameters
        ----------
        load : array (n, 3)
            In N; 0 at held nodes.
        start : array (n + 1, 3), optional
            Displacements (mm) to begin from.
        tolerance : float
            Residual over load at which to stop.

        Returns
        -------
        displacements : array (n + 1, 3)
            In mm.
        steps : int
            Iterations that it took.

        Raises
        ------
        ConvergenceError
            If `tolerance` is not reached in 200 iterations.
        """
        fine = self.levels[0]
        n = len(fine.node_coords)
        x = np.zeros((n + 1, 3)) if start is None else start.copy()
        scale = float(np.sqrt(_dot(load, load)))
        if scale == 0:
            return np.zeros((n + 1, 3)), 0
        single, product, direction = (
            np.zeros((n + 1, 3), np.float32),
            np.empty((n, 3), np.float32),
            np.zeros((n + 1, 3)),
        )
        with parallel.ALONE:
            single[:] = x
            kernels.matvec(fine.rows, fine.neighbours, single, product, BLOCKS)
            residual = load - product
            before = 0.0
            for step in range(MAX_ITERATIONS + 1):
                size = float(np.sqrt(_dot(residual, residual))) / scale
                if not np.isfinite(size):
                    break
                if size <= tolerance:
                    return x, step
                fine.b[:-1] = residual
                self._cycle(0)
                now = _dot(residual, fine.x[:-1])
                direction *= now / before if before else 0.0
                direction += fine.x
                before = now
                single[:] = direction
                kernels.matvec(fine.rows, fine.neighbours, single, product, BLOCKS)
                length = now / _dot(direction[:-1], product)
                x += length * direction
                residual -= length * product
        raise ConvergenceError(
            pgettext(
                "not-converged",
                "The mechanics did not converge: after {step} steps the forces are still off by {size} %. Look for "
                "bone that is hardly attached, or for densities that are not those of bone.",
            ).format(step=step, size=f"{100 * size:.2g}")
        )

    def _cycle(self, depth: int) -> None:
        import scipy.linalg

        level = self.levels[depth]
        if depth == len(self.levels) - 1:
            load = level.b[:-1].ravel().astype(np.float64)
            level.x[:-1] = scipy.linalg.cho_solve(self._factor, load, check_finite=False).reshape(-1, 3)
            return
        kernels.gauss_seidel_forward_zero(level.rows, level.inverses, level.neighbours, level.b, level.x, level.blocks)
        kernels.residual_after_forward(level.rows, level.neighbours, level.x, level.r, level.blocks)
        below = self.levels[depth + 1]
        kernels.restrict(below.node_coords, level.node_ids, level.fixed, level.r, below.b)
        self._cycle(depth + 1)
        kernels.prolong(level.node_coords, below.node_ids, level.fixed, below.x, level.x)
        kernels.gauss_seidel_backward(level.rows, level.inverses, level.neighbours, level.b, level.x, level.blocks)


def _level(active: NDArray[np.bool_], held: NDArray[np.bool_] | None = None) -> Level:
    touched = np.zeros(tuple(side + 1 for side in active.shape), dtype=bool)
    for i, j, k in CORNERS:
        touched[i : i + active.shape[0], j : j + active.shape[1], k : k + active.shape[2]] |= active
    ids, places = _numbered(touched)
    n = len(places)
    fixed = np.zeros(n + 1, dtype=bool)
    if held is not None:
        fixed[:n] = held[tuple(places.T)]
    near = np.empty((n, 27), np.int32)
    with parallel.ALONE:
        kernels.neighbours(ids, places, near)
    return Level(ids, places, near, fixed)


def _numbered(active: NDArray[np.bool_]) -> tuple[Ints, Ints]:
    flat = np.flatnonzero(active)
    ids = np.full(active.size, -1, np.int32)
    ids[flat] = np.arange(len(flat), dtype=np.int32)
    places = np.stack(np.unravel_index(flat, active.shape), axis=1).astype(np.int32)
    return ids.reshape(active.shape), np.ascontiguousarray(places)


def _coarser(active: NDArray[np.bool_]) -> NDArray[np.bool_]:
    sides = [(side + 1) // 2 for side in active.shape]
    even = np.pad(active, [(0, 2 * half - side) for half, side in zip(sides, active.shape, strict=True)])
    coarse: NDArray[np.bool_] = np.any(even.reshape(sides[0], 2, sides[1], 2, sides[2], 2), axis=(1, 3, 5))
    return coarse


def _dense(level: Level) -> Doubles:
    n = len(level.node_coords)
    matrix = np.zeros((n + 1, 3, n + 1, 3))
    blocks = level.rows.reshape(n, 3, 27, 3)
    for slot in range(27):
        matrix[np.arange(n), :, level.neighbours[:, slot], :] = blocks[:, :, slot, :]
    return matrix[:n, :, :n, :].reshape(3 * n, 3 * n)


def _dot(a: NDArray, b: NDArray) -> float:
    return float(np.einsum("ij,ij->", a, b, dtype=np.float64))
