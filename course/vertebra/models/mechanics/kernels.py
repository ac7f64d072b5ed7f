"""The compiled inner loops of the solver.

Nodes that touch bone are numbered; node n (one past the last) is a dummy that stays zero. A row of the operator holds
the 3 x 3 blocks of a node's 27 neighbours as 3 x 81 numbers. Every loop gives the same digits on any number of threads:
rows are independent, and the relaxation splits the nodes into a fixed number of blocks: first all even ones, then all
odd ones, so that a block never meets one of its own kind. A sweep is then a true Gauss-Seidel sweep in that order, and
one there and back is symmetric and converges whatever the bone is made of. See decision 0450.

Long because numba compiles loops that share a numbering best where it sees them together.
"""

import numpy as np

from vertebra import kernels

CENTRE = 39
"""Column of a node's own block in its row."""
BEFORE = 13
"""Of a node's 27 neighbours so many are numbered before it, and as many after."""


@kernels.njit(parallel=True, cache=True)
def neighbours(ids, places, found):
    """Numbers (n, 27) of each node's neighbours, itself among them; n where there is none."""
    n = len(places)
    sx, sy, sz = ids.shape
    for a in kernels.prange(n):
        t = 0
        for di in range(-1, 2):
            for dj in range(-1, 2):
                for dk in range(-1, 2):
                    i, j, k = places[a, 0] + di, places[a, 1] + dj, places[a, 2] + dk
                    found[a, t] = n
                    if 0 <= i < sx and 0 <= j < sy and 0 <= k < sz and ids[i, j, k] >= 0:
                        found[a, t] = ids[i, j, k]
                    t += 1


@kernels.njit(inline="always")
def _slot(b, e):
    """Which of the 27 neighbours of local node e is local node b of the same brick."""
    return (
        (((b >> 2) & 1) - ((e >> 2) & 1) + 1) * 9 + (((b >> 1) & 1) - ((e >> 1) & 1) + 1) * 3 + ((b & 1) - (e & 1) + 1)
    )


@kernels.njit(parallel=True, cache=True)
def assemble_fine(moduli, bases, places, near, fixed, rows):
    """Rows of the finest level: each brick is the sum of its moduli times the unit stiffnesses."""
    kinds, nx, ny, nz = moduli.shape
    for a in kernels.prange(len(places)):
        i, j, k = places[a]
        rows[a] = 0
        if fixed[a]:
            for p in range(3):
                rows[a, p, CENTRE + p] = 1
            continue
        for e in range(8):
            ei, ej, ek = i - ((e >> 2) & 1), j - ((e >> 1) & 1), k - (e & 1)
            if ei < 0 or ej < 0 or ek < 0 or ei >= nx or ej >= ny or ek >= nz:
                continue
            for m in range(kinds):
                modulus = moduli[m, ei, ej, ek]
                if modulus <= 0:
                    continue
                for b in range(8):
                    t = _slot(b, e)
                    if fixed[near[a, t]]:
                        continue
                    for p in range(3):
                        for q in range(3):
                            rows[a, p, 3 * t + q] += modulus * bases[m, 3 * e + p, 3 * b + q]


@kernels.njit(parallel=True, cache=True)
def assemble_coarse(bricks, brick_ids, places, rows):
    """Rows of a coarser level from the stiffness of its bricks (count, 24, 24)."""
    nx, ny, nz = brick_ids.shape
    for a in kernels.prange(len(places)):
        i, j, k = places[a]
        rows[a] = 0
        for e in range(8):
            ei, ej, ek = i - ((e >> 2) & 1), j - ((e >> 1) & 1), k - (e & 1)
            if ei < 0 or ej < 0 or ek < 0 or ei >= nx or ej >= ny or ek >= nz:
                continue
            x = brick_ids[ei, ej, ek]
            if x < 0:
                continue
            for b in range(8):
                t = _slot(b, e)
                for p in range(3):
                    for q in range(3):
                        rows[a, p, 3 * t + q] += bricks[x, 3 * e + p, 3 * b + q]
        if rows[a, 0, CENTRE] + rows[a, 1, CENTRE + 1] + rows[a, 2, CENTRE + 2] <= 1e-20:
            for p in range(3):
                rows[a, p, CENTRE + p] = 1


@kernels.njit(cache=True)
def _add_interpolated(weights, stiffness, half, total):
    """Add weights^T stiffness weights; six of seven weights are 0, so plain loops need less than a matrix product."""
    half[:] = 0
    for p in range(24):
        for q in range(24):
            if weights[p, q] != 0:
                for r in range(24):
                    half[q, r] += weights[p, q] * stiffness[p, r]
    for p in range(24):
        for q in range(24):
            if weights[p, q] != 0:
                for r in range(24):
                    total[r, q] += weights[p, q] * half[r, p]


@kernels.njit(parallel=True, cache=True)
def galerkin_first(moduli, bases, projected, interpolation, ids, fixed, parents, bricks):
    """Stiffness of the parents (count, 24, 24) of the finest bricks; bricks at fixed nodes lose those rows first."""
    kinds, nx, ny, nz = moduli.shape
    for x in kernels.prange(len(parents)):
        total, own, half = np.zeros((24, 24)), np.zeros((24, 24)), np.zeros((24, 24))
        for c in range(8):
            i = 2 * parents[x, 0] + ((c >> 2) & 1)
            j = 2 * parents[x, 1] + ((c >> 1) & 1)
            k = 2 * parents[x, 2] + (c & 1)
            if i >= nx or j >= ny or k >= nz:
                continue
            solid = False
            for m in range(kinds):
                solid = solid or moduli[m, i, j, k] > 0
            if not solid:
                continue
            free = True
            for b in range(8):
                if fixed[ids[i + ((b >> 2) & 1), j + ((b >> 1) & 1), k + (b & 1)]]:
                    free = False
            if free:
                for m in range(kinds):
                    modulus = moduli[m, i, j, k]
                    if modulus > 0:
                        for p in range(24):
                            for q in range(24):
                                total[p, q] += modulus * projected[m, c, p, q]
                continue
            own[:] = 0
            for m in range(kinds):
                if moduli[m, i, j, k] > 0:
                    for p in range(24):
                        for q in range(24):
                            own[p, q] += moduli[m, i, j, k] * bases[m, p, q]
            for b in range(8):
                if fixed[ids[i + ((b >> 2) & 1), j + ((b >> 1) & 1), k + (b & 1)]]:
                    own[3 * b : 3 * b + 3, :] = 0
                    own[:, 3 * b : 3 * b + 3] = 0
            _add_interpolated(interpolation[c], own, half, total)
        for p in range(24):
            for q in range(24):
                bricks[x, p, q] = total[p, q]


@kernels.njit(parallel=True, cache=True)
def galerkin(finer, finer_ids, interpolation, parents, bricks):
    """Stiffness of the parents (count, 24, 24) of bricks that have a stiffness each."""
    nx, ny, nz = finer_ids.shape
    for x in kernels.prange(len(parents)):
        total, half = np.zeros((24, 24)), np.zeros((24, 24))
        for c in range(8):
            i = 2 * parents[x, 0] + ((c >> 2) & 1)
            j = 2 * parents[x, 1] + ((c >> 1) & 1)
            k = 2 * parents[x, 2] + (c & 1)
            if i < nx and j < ny and k < nz and finer_ids[i, j, k] >= 0:
                _add_interpolated(interpolation[c], finer[finer_ids[i, j, k]], half, total)
        for p in range(24):
            for q in range(24):
                bricks[x, p, q] = total[p, q]


@kernels.njit(parallel=True, cache=True)
def invert_diagonals(rows, inverses):
    for a in kernels.prange(len(rows)):
        d00, d01, d02 = (
            np.float64(rows[a, 0, CENTRE]),
            np.float64(rows[a, 0, CENTRE + 1]),
            np.float64(rows[a, 0, CENTRE + 2]),
        )
        d10, d11, d12 = (
            np.float64(rows[a, 1, CENTRE]),
            np.float64(rows[a, 1, CENTRE + 1]),
            np.float64(rows[a, 1, CENTRE + 2]),
        )
        d20, d21, d22 = (
            np.float64(rows[a, 2, CENTRE]),
            np.float64(rows[a, 2, CENTRE + 1]),
            np.float64(rows[a, 2, CENTRE + 2]),
        )
        c00 = d11 * d22 - d12 * d21
        c01 = d02 * d21 - d01 * d22
        c02 = d01 * d12 - d02 * d11
        c11 = d00 * d22 - d02 * d20
        c12 = d02 * d10 - d00 * d12
        c22 = d00 * d11 - d01 * d10
        over = 1 / (d00 * c00 + d01 * (d12 * d20 - d10 * d22) + d02 * (d10 * d21 - d11 * d20))
        inverses[a, 0, 0], inverses[a, 1, 1], inverses[a, 2, 2] = c00 * over, c11 * over, c22 * over
        inverses[a, 0, 1] = inverses[a, 1, 0] = c01 * over
        inverses[a, 0, 2] = inverses[a, 2, 0] = c02 * over
        inverses[a, 1, 2] = inverses[a, 2, 1] = c12 * over


@kernels.njit(parallel=True, cache=True, fastmath=True)
def matvec(rows, near, x, y, blocks):
    n = len(rows)
    for c in kernels.prange(blocks):
        local = np.zeros(96, np.float32)
        for a in range(np.uint32(c * n // blocks), np.uint32((c + 1) * n // blocks)):
            for t in range(27):
                m, u = np.uint32(near[a, t]), np.uint32(3 * t)
                local[u], local[u + np.uint32(1)], local[u + np.uint32(2)] = x[m, 0], x[m, 1], x[m, 2]
            s0 = np.float32(0)
            s1 = s0
            s2 = s0
            for u in range(np.uint32(81)):
                v = local[u]
                s0 += rows[a, 0, u] * v
                s1 += rows[a, 1, u] * v
                s2 += rows[a, 2, u] * v
            y[a, 0], y[a, 1], y[a, 2] = s0, s1, s2


@kernels.njit(parallel=True, cache=True, fastmath=True)
def gauss_seidel_backward(rows, inverses, near, b, x, blocks):
    """One block Gauss-Seidel sweep from the last node to the first, odd blocks before even ones."""
    n = len(rows)
    for odd in (1, 0):
        for c in kernels.prange((blocks + 1 - odd) // 2):
            local = np.zeros(96, np.float32)
            low, high = (2 * c + odd) * n // blocks, (2 * c + odd + 1) * n // blocks
            for step in range(high - low):
                a = np.uint32(high - 1 - step)
                for t in range(27):
                    m, u = np.uint32(near[a, t]), np.uint32(3 * t)
                    local[u], local[u + np.uint32(1)], local[u + np.uint32(2)] = x[m, 0], x[m, 1], x[m, 2]
                s0, s1, s2 = b[a, 0], b[a, 1], b[a, 2]
                for u in range(np.uint32(81)):
                    v = local[u]
                    s0 -= rows[a, 0, u] * v
                    s1 -= rows[a, 1, u] * v
                    s2 -= rows[a, 2, u] * v
                x[a, 0] += inverses[a, 0, 0] * s0 + inverses[a, 0, 1] * s1 + inverses[a, 0, 2] * s2
                x[a, 1] += inverses[a, 1, 0] * s0 + inverses[a, 1, 1] * s1 + inverses[a, 1, 2] * s2
                x[a, 2] += inverses[a, 2, 0] * s0 + inverses[a, 2, 1] * s1 + inverses[a, 2, 2] * s2


@kernels.njit(parallel=True, cache=True, fastmath=True)
def gauss_seidel_forward_zero(rows, inverses, near, b, x, blocks):
    """One forward sweep where x is zero, even blocks before odd ones: of the neighbours outside a node's block only an
    odd block's count."""
    n = len(rows)
    for odd in (0, 1):
        for c in kernels.prange((blocks + 1 - odd) // 2):
            local = np.zeros(48, np.float32)
            low, high = (2 * c + odd) * n // blocks, (2 * c + odd + 1) * n // blocks
            known_from = 0 if odd else low
            for a in range(np.uint32(low), np.uint32(high)):
                for t in range(BEFORE):
                    m, u = np.uint32(near[a, t]), np.uint32(3 * t)
                    if m >= known_from:
                        local[u], local[u + np.uint32(1)], local[u + np.uint32(2)] = x[m, 0], x[m, 1], x[m, 2]
                    else:
                        local[u] = local[u + np.uint32(1)] = local[u + np.uint32(2)] = np.float32(0)
                s0, s1, s2 = b[a, 0], b[a, 1], b[a, 2]
                for u in range(np.uint32(3 * BEFORE)):
                    v = local[u]
                    s0 -= rows[a, 0, u] * v
                    s1 -= rows[a, 1, u] * v
                    s2 -= rows[a, 2, u] * v
                if odd:
                    for t in range(BEFORE + 1, 27):
                        m = near[a, t]
                        if m >= high:
                            for q in range(3):
                                s0 -= rows[a, 0, 3 * t + q] * x[m, q]
                                s1 -= rows[a, 1, 3 * t + q] * x[m, q]
                                s2 -= rows[a, 2, 3 * t + q] * x[m, q]
                x[a, 0] = inverses[a, 0, 0] * s0 + inverses[a, 0, 1] * s1 + inverses[a, 0, 2] * s2
                x[a, 1] = inverses[a, 1, 0] * s0 + inverses[a, 1, 1] * s1 + inverses[a, 1, 2] * s2
                x[a, 2] = inverses[a, 2, 0] * s0 + inverses[a, 2, 1] * s1 + inverses[a, 2, 2] * s2


@kernels.njit(parallel=True, cache=True, fastmath=True)
def residual_after_forward(rows, near, x, r, blocks):
    """Residual after `gauss_seidel_forward_zero`: what a node did not know of. Those are the neighbours after it, but
    for an odd block's outside it; and an even block's neighbours before it."""
    n = len(rows)
    for c in kernels.prange(blocks):
        local = np.zeros(48, np.float32)
        low, high = c * n // blocks, (c + 1) * n // blocks
        unknown_to = high if c % 2 else n + 1
        for a in range(np.uint32(low), np.uint32(high)):
            for t in range(BEFORE):
                m, u = np.uint32(near[a, BEFORE + 1 + t]), np.uint32(3 * t)
                if m < unknown_to:
                    local[u], local[u + np.uint32(1)], local[u + np.uint32(2)] = x[m, 0], x[m, 1], x[m, 2]
                else:
                    local[u] = local[u + np.uint32(1)] = local[u + np.uint32(2)] = np.float32(0)
            s0 = np.float32(0)
            s1 = s0
            s2 = s0
            for u in range(np.uint32(3 * BEFORE)):
                v, w = local[u], u + np.uint32(CENTRE + 3)
                s0 -= rows[a, 0, w] * v
                s1 -= rows[a, 1, w] * v
                s2 -= rows[a, 2, w] * v
            if c % 2 == 0:
                for t in range(BEFORE):
                    m = near[a, t]
                    if m < low:
                        for q in range(3):
                            s0 -= rows[a, 0, 3 * t + q] * x[m, q]
                            s1 -= rows[a, 1, 3 * t + q] * x[m, q]
                            s2 -= rows[a, 2, 3 * t + q] * x[m, q]
            r[a, 0], r[a, 1], r[a, 2] = s0, s1, s2


@kernels.njit(parallel=True, cache=True)
def restrict(coarse_places, ids, fixed, r, coarse):
    sx, sy, sz = ids.shape
    for c in kernels.prange(len(coarse_places)):
        s0 = np.float32(0)
        s1 = s0
        s2 = s0
        for di in range(-1, 2):
            i = 2 * coarse_places[c, 0] + di
            if i < 0 or i >= sx:
                continue
            for dj in range(-1, 2):
                j = 2 * coarse_places[c, 1] + dj
                if j < 0 or j >= sy:
                    continue
                for dk in range(-1, 2):
                    k = 2 * coarse_places[c, 2] + dk
                    if k < 0 or k >= sz:
                        continue
                    a = ids[i, j, k]
                    if a < 0 or fixed[a]:
                        continue
                    w = np.float32(0.5 ** (abs(di) + abs(dj) + abs(dk)))
                    s0 += w * r[a, 0]
                    s1 += w * r[a, 1]
                    s2 += w * r[a, 2]
        coarse[c, 0], coarse[c, 1], coarse[c, 2] = s0, s1, s2


@kernels.njit(parallel=True, cache=True)
def prolong(places, coarse_ids, fixed, coarse, x):
    """Add the coarse correction, interpolated, to x."""
    for a in kernels.prange(len(places)):
        if fixed[a]:
            continue
        i, j, k = places[a]
        w = np.float32(0.5 ** (i % 2 + j % 2 + k % 2))
        for p in range(1 + i % 2):
            for q in range(1 + j % 2):
                for s in range(1 + k % 2):
                    c = coarse_ids[i // 2 + p, j // 2 + q, k // 2 + s]
                    for axis in range(3):
                        x[a, axis] += w * coarse[c, axis]


@kernels.njit(parallel=True, cache=True)
def internal_forces(moduli, bases, places, ids, u, wanted, f):
    """Nodal forces K u in double precision of the nodes `wanted`, with nothing held."""
    kinds, nx, ny, nz = moduli.shape
    for w in kernels.prange(len(wanted)):
        a = wanted[w]
        i, j, k = places[a]
        s0, s1, s2 = 0.0, 0.0, 0.0
        for e in range(8):
            ei, ej, ek = i - ((e >> 2) & 1), j - ((e >> 1) & 1), k - (e & 1)
            if ei < 0 or ej < 0 or ek < 0 or ei >= nx or ej >= ny or ek >= nz:
                continue
            for m in range(kinds):
                modulus = moduli[m, ei, ej, ek]
                if modulus <= 0:
                    continue
                t0, t1, t2 = 0.0, 0.0, 0.0
                for b in range(8):
                    n = ids[ei + ((b >> 2) & 1), ej + ((b >> 1) & 1), ek + (b & 1)]
                    for q in range(3):
                        v = u[n, q]
                        t0 += bases[m, 3 * e, 3 * b + q] * v
                        t1 += bases[m, 3 * e + 1, 3 * b + q] * v
                        t2 += bases[m, 3 * e + 2, 3 * b + q] * v
                s0 += modulus * t0
                s1 += modulus * t1
                s2 += modulus * t2
        f[a, 0], f[a, 1], f[a, 2] = s0, s1, s2


@kernels.njit(parallel=True, cache=True)
def strains(bricks, ids, u, matrix, found):
    """Strain (count, 6) in the middle of each brick."""
    for x in kernels.prange(len(bricks)):
        found[x] = 0
        i, j, k = bricks[x]
        for b in range(8):
            n = ids[i + ((b >> 2) & 1), j + ((b >> 1) & 1), k + (b & 1)]
            for q in range(3):
                v = u[n, q]
                for s in range(6):
                    found[x, s] += matrix[s, 3 * b + q] * v
