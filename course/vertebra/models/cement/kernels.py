"""The compiled inner loops of the flow: thickness by cell, pressure, and transport.

Single-threaded, so that digits never vary.

Units: mm, s, mL = 1000 mm3, pressures in Pa; permeability in mm2 over viscosity in Pa s gives mm2/(Pa s).

See decision 0126.

Long because a solver's loop calls nothing: numba keeps its numbers in registers.
"""

import numpy as np

from vertebra import kernels


@kernels.njit(cache=True)
def apparent_viscosity(filled, age, speed, permeability, porosity, law, found):
    """Apparent viscosity of what is in each cell: marrow and cement in proportion, the cement by its age and shear
    rate."""
    marrow, start, growth, index, yields, setting, slow, fast, solid = law
    for a in range(len(filled)):
        share = min(max(filled[a], 0.0), 1.0)
        if share <= 1e-9:
            found[a] = marrow
            continue
        old = age[a]
        if old >= setting:
            thick = solid
        else:
            pore = np.sqrt(permeability[a, 2] * porosity[a])
            rate = min(max(1.4142135623730951 * speed[a] / pore, slow), fast)
            thick = start * np.exp(old / growth) * (rate ** (index - 1) + yields / rate)
        found[a] = marrow + share * (min(thick, solid) - marrow)


@kernels.njit(cache=True)
def face_conductance(near, permeability, thick, over, across, diagonal):
    """Conductance of each face (mm3/(s Pa)): harmonic mean of its two cells;
    and the matrix's diagonal without outlets."""
    for a in range(len(near)):
        total = 0.0
        for f in range(6):
            b = near[a, f]
            if b < 0:
                across[a, f] = 0.0
                continue
            one = permeability[a, f >> 1] / thick[a]
            two = permeability[b, f >> 1] / thick[b]
            across[a, f] = over[f] * 2 * one * two / (one + two)
            total += across[a, f]
        diagonal[a] = total


@kernels.njit(cache=True)
def _apply(near, across, diagonal, x, y):
    for a in range(len(near)):
        total = diagonal[a] * x[a]
        for f in range(6):
            b = near[a, f]
            if b >= 0:
                total -= across[a, f] * x[b]
        y[a] = total


@kernels.njit(cache=True)
def _precondition(near, across, pivot, r, z):
    """Incomplete Cholesky without fill: neighbours with smaller numbers lie across the faces -x, -y, -z (1, 3, 5)."""
    n = len(near)
    for a in range(n):
        total = r[a]
        for f in (1, 3, 5):
            b = near[a, f]
            if b >= 0:
                total += across[a, f] * z[b] * pivot[b]
        z[a] = total
    for a in range(n):
        z[a] *= pivot[a]
    for a in range(n - 1, -1, -1):
        total = 0.0
        for f in (0, 2, 4):
            b = near[a, f]
            if b >= 0:
                total += across[a, f] * z[b]
        z[a] += pivot[a] * total


@kernels.njit(cache=True)
def solve(near, across, diagonal, source, pressure, tolerance, most):
    """Pressure by conjugate gradients from the one before; returns the iterations, or -1 if they did not suffice."""
    n = len(near)
    pivot = np.empty(n)
    for a in range(n):
        total = diagonal[a]
        for f in (1, 3, 5):
            b = near[a, f]
            if b >= 0:
                lost = 0.0
                for g in (0, 2, 4):
                    if near[b, g] >= 0 and near[b, g] != a:
                        lost += across[b, g]
                total -= across[a, f] * pivot[b] * (across[a, f] + 0.97 * lost)
        pivot[a] = 1 / total if total > 0.05 * diagonal[a] else 1 / diagonal[a]
    r, z, d, q = np.empty(n), np.empty(n), np.empty(n), np.empty(n)
    _apply(near, across, diagonal, pressure, q)
    size = 0.0
    for a in range(n):
        r[a] = source[a] - q[a]
        size += source[a] * source[a] / diagonal[a]
    _precondition(near, across, pivot, r, z)
    rho = 0.0
    for a in range(n):
        d[a] = z[a]
        rho += r[a] * z[a]
    for turn in range(most):
        left = 0.0
        for a in range(n):
            left += r[a] * r[a] / diagonal[a]
        if left <= tolerance * tolerance * size:
            return turn
        _apply(near, across, diagonal, d, q)
        curve = 0.0
        for a in range(n):
            curve += d[a] * q[a]
        step = rho / curve
        for a in range(n):
            pressure[a] += step * d[a]
            r[a] -= step * q[a]
        _precondition(near, across, pivot, r, z)
        new = 0.0
        for a in range(n):
            new += r[a] * z[a]
        turned = new / rho
        rho = new
        for a in range(n):
            d[a] = z[a] + turned * d[a]
    return -1


@kernels.njit(cache=True)
def darcy_velocity(near, across, pressure, areas, speed):
    """Darcy speed (mm/s) at each cell: per axis the mean of its two faces."""
    for a in range(len(near)):
        total = 0.0
        for axis in range(3):
            up, down = near[a, 2 * axis], near[a, 2 * axis + 1]
            through = 0.0
            if up >= 0:
                through += across[a, 2 * axis] * (pressure[a] - pressure[up])
            if down >= 0:
                through += across[a, 2 * axis + 1] * (pressure[down] - pressure[a])
            through /= 2 * areas[axis]
            total += through * through
        speed[a] = np.sqrt(total)


@kernels.njit(cache=True)
def cfl_time_step(near, across, pressure, room, outlets, drawn):
    """The shortest time (s) in which a cell's own volume flows out of it."""
    flow = np.zeros(len(near))
    for a in range(len(near)):
        for f in range(6):
            b = near[a, f]
            if b >= 0 and pressure[a] > pressure[b]:
                flow[a] += across[a, f] * (pressure[a] - pressure[b])
    for m in range(len(outlets)):
        flow[outlets[m]] += max(drawn[m], 0.0)
    least = 1e30
    for a in range(len(near)):
        if flow[a] > 0:
            least = min(least, room[a] / flow[a])
    return least


@kernels.njit(inline="always")
def _fraction_passed_on(share):
    """Share of cement in what a cell hands on: little until it is nearly full, so that the front stays sharp."""
    return share * share * share if share < 1 else share


@kernels.njit(cache=True)
def advect(near, across, pressure, room, source, fresh, outlets, drawn, behind, step, filled, aged, leaked):
    """One step of upwind transport of cement and of its age; what leaves is added to `leaked` (by compartment, mm3).

    `source` (mm3/s) brings cement of age `fresh`. Nothing is cut off: cement in equals cement stored plus cement
    leaked.
    """
    n = len(near)
    change, older = np.zeros(n), np.zeros(n)
    for a in range(n):
        if filled[a] <= 0 and source[a] <= 0:
            continue
        share = _fraction_passed_on(filled[a])
        age = aged[a] / filled[a] if filled[a] > 0 else 0.0
        for f in range(6):
            b = near[a, f]
            if b >= 0 and pressure[a] > pressure[b]:
                moved = share * across[a, f] * (pressure[a] - pressure[b]) * step
                change[a] -= moved
                change[b] += moved
                older[a] -= moved * age
                older[b] += moved * age
        change[a] += source[a] * step
        older[a] += source[a] * step * fresh
    for m in range(len(outlets)):
        a = outlets[m]
        if drawn[m] > 0 and filled[a] > 0:
            moved = _fraction_passed_on(filled[a]) * drawn[m] * step
            change[a] -= moved
            older[a] -= moved * aged[a] / filled[a]
            leaked[behind[m]] += moved
    for a in range(n):
        if change[a] != 0 or older[a] != 0:
            filled[a] += change[a] / room[a]
            aged[a] += older[a] / room[a]
