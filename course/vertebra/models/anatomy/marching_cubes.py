"""Marching cubes: the zero surface of a sampled field as triangles.

The table of 256 cases is computed. On each face of a cell the surface cuts off every connected run of inside corners;
the cuts join into loops, and a loop becomes a fan of triangles. As a face is cut by its own four corners alone,
neighbouring cells agree and the surface is closed. See decision 0281.
"""

from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from vertebra import cache
from vertebra.arguments import checked

CORNERS = np.array([(i, j, k) for k in (0, 1) for j in (0, 1) for i in (0, 1)])
EDGES = tuple((axis, corner) for axis in range(3) for corner in range(8) if not CORNERS[corner][axis])
"""The twelve edges of a cell: their axis, and the corner at their lower end."""

Triangles = list[tuple[int, int, int]]


@checked
def marching_cubes(
    field: NDArray[np.floating[Any]], spacing: NDArray[np.float64]
) -> tuple[NDArray[np.float64], NDArray[np.intp]]:
    """The surface between negative (inside) and other values.

    Parameters
    ----------
    field : array (nx, ny, nz)
        At least two samples along each axis.
    spacing : array (3,)
        Distance of the samples.

    Returns
    -------
    vertices (n, 3), faces (m, 3)
        Places from the first sample; corners of the triangles, anticlockwise seen from outside.
    """
    inside = field < 0
    vertices, numbers = _vertices(field, inside)
    cells = _cells(inside)
    at = np.flatnonzero((cells > 0) & (cells < 255))
    places = np.ravel_multi_index(np.unravel_index(at, cells.shape), field.shape)
    steps = np.array([axis * field.size + CORNERS[corner] @ _strides(field.shape) for axis, corner in EDGES])
    triangles = _table()[cells.ravel()[at]]
    chosen = triangles[:, :, 0] >= 0
    edges = places[np.nonzero(chosen)[0], None] + steps[triangles[chosen]]
    return vertices * spacing, numbers[edges]


def _vertices(
    field: NDArray[np.floating[Any]], inside: NDArray[np.bool_]
) -> tuple[NDArray[np.float64], NDArray[np.intp]]:
    """Where the surface crosses the grid's edges, and the number of each crossing by axis and lower sample of
    its edge."""
    numbers = np.full((3, field.size), -1, np.intp)
    found: list[NDArray[np.float64]] = []
    count = 0
    for axis in range(3):
        low = tuple(slice(None, -1) if other == axis else slice(None) for other in range(3))
        high = tuple(slice(1, None) if other == axis else slice(None) for other in range(3))
        places = np.argwhere(inside[low] != inside[high])
        before, after = (field[side][tuple(places.T)].astype(np.float64) for side in (low, high))
        crossings = places.astype(np.float64)
        crossings[:, axis] += before / (before - after)
        numbers[axis, places @ _strides(field.shape)] = np.arange(count, count + len(places))
        count += len(places)
        found.append(crossings)
    return np.concatenate(found), numbers.ravel()


def _strides(shape: tuple[int, ...]) -> NDArray[np.intp]:
    return np.array([shape[1] * shape[2], shape[2], 1])


def _cells(inside: NDArray[np.bool_]) -> NDArray[np.uint8]:
    """A bit for each inside corner of every cell."""
    nx, ny, nz = inside.shape
    found = np.zeros((nx - 1, ny - 1, nz - 1), np.uint8)
    for bit, (i, j, k) in enumerate(CORNERS):
        found |= inside[i : i + nx - 1, j : j + ny - 1, k : k + nz - 1].astype(np.uint8) << np.uint8(bit)
    return found


@cache.CONSTANTS.memoize
def _table() -> NDArray[np.intp]:
    """The triangles of each case as numbers of edges, filled up with -1."""
    cases = [_triangles(case) for case in range(256)]
    table = np.full((256, max(map(len, cases)), 3), -1, np.intp)
    for case, triangles in enumerate(cases):
        for at, triangle in enumerate(triangles):
            table[case, at] = triangle
    return table


def _triangles(case: int) -> Triangles:
    """The fans over the loops that the cuts of a case's faces join into."""
    cuts = dict(cut for face in _faces() for cut in _cuts(case, face))
    triangles: Triangles = []
    while cuts:
        loop = [next(iter(cuts))]
        while (following := cuts.pop(loop[-1])) != loop[0]:
            loop.append(following)
        triangles += [(loop[0], second, third) for second, third in pairwise(loop[1:])]
    return triangles


def _faces() -> list[tuple[int, ...]]:
    """The corners of the six faces, anticlockwise seen from outside."""
    found = []
    for axis in range(3):
        first, second = (1 << (axis + 1) % 3), (1 << (axis + 2) % 3)
        round_it = (0, first, first + second, second)
        found.append(tuple(corner + (1 << axis) for corner in round_it))
        found.append(round_it[::-1])
    return found


def _cuts(case: int, face: tuple[int, ...]) -> list[tuple[int, int]]:
    """From edge to edge of a face, one cut for each run of inside corners, the inside on its right."""
    inside = [bool(case >> corner & 1) for corner in face]
    cuts = []
    for start in range(4):
        if inside[start] and not inside[start - 1]:
            end = start
            while inside[(end + 1) % 4]:
                end += 1
            cuts.append((_edge(face[start - 1], face[start]), _edge(face[end % 4], face[(end + 1) % 4])))
    return cuts


def _edge(one: int, other: int) -> int:
    return EDGES.index(((one ^ other).bit_length() - 1, min(one, other)))
