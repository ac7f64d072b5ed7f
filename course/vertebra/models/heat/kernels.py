"""The compiled march of heat: conduction, blood and the cement's own heat, voxel by voxel, and what each voxel has been
through.

Explicit in time. Each voxel's new value depends on old ones only, so that any number of threads gives the same digits.

Long because a step is one loop over the voxels that reads each array once.
"""

import numpy as np

from vertebra import kernels

MIN_COUNTED_C = 39.0
"""Degrees below which a voxel takes no harm worth counting: at 39 a whole day is six minutes at 43."""


@kernels.njit(parallel=True, cache=True)
def faces(conductivity, spacing, across):
    """Conductance over volume of the faces towards +x, +y, +z (W/(mL K) with spacings in m scaled by 1e6): harmonic
    means."""
    nx, ny, nz = conductivity.shape
    for i in kernels.prange(nx):
        for j in range(ny):
            for k in range(nz):
                own = conductivity[i, j, k]
                for axis in range(3):
                    a, b, c = i + (axis == 0), j + (axis == 1), k + (axis == 2)
                    if a < nx and b < ny and c < nz:
                        other = conductivity[a, b, c]
                        across[axis, i, j, k] = 2 * own * other / (own + other) / (spacing[axis] * spacing[axis])
                    else:
                        across[axis, i, j, k] = 0.0


@kernels.njit(cache=True)
def reaction_heat(temperature, cells, share, done, heat, law, step, warmed):
    """The cement's own heat (J/mL in this step) at its voxels, written to `warmed`; `done` grows up to what its glass
    allows."""
    rate_37, activation_k, seed, glass_k, most = law
    for m in range(len(cells)):
        i, j, k = cells[m]
        a = done[i, j, k]
        warmth = temperature[i, j, k] + 273.15
        end = min(warmth / glass_k, most)
        if a >= end:
            warmed[m] = 0.0
            continue
        rate = rate_37 * np.exp(activation_k * (1 / 310.15 - 1 / warmth))
        more = min(rate * (a + seed) * (end - a) * step, end - a)
        done[i, j, k] = a + more
        warmed[m] = share[i, j, k] * heat * more


@kernels.njit(parallel=True, cache=True, fastmath=True)
def explicit_step(
    old, new, across, over_capacity, sink, body_c, cells, warmed, step, insulated, peak, over, dose, harm, law, marks
):
    """One step for all voxels. Edges are held at their temperature, or let nothing through where `insulated`.

    `over` (3, ...) counts seconds above the three temperatures of `marks`, in rising order; `dose` is CEM43 in minutes,
    `harm` the Arrhenius integral. `law` holds frequency and energy of Arrhenius' law, the breakpoint of CEM43, and the
    logarithms of its two ratios below and above it. Below MIN_COUNTED_C nothing is counted.
    """
    nx, ny, nz = old.shape
    frequency, energy_k, knee, below, above = law
    first, second, third = marks
    edge = 0 if insulated else 1
    small, rest = np.float32(step), np.float32(body_c)
    for i in kernels.prange(edge, nx - edge):
        up_i, down_i = min(i + 1, nx - 1), max(i - 1, 0)
        for j in range(edge, ny - edge):
            up_j, down_j = min(j + 1, ny - 1), max(j - 1, 0)
            for k in range(1, nz - 1):
                here = old[i, j, k]
                gain = (
                    across[0, i, j, k] * (old[up_i, j, k] - here)
                    + across[0, down_i, j, k] * (old[down_i, j, k] - here)
                    + across[1, i, j, k] * (old[i, up_j, k] - here)
                    + across[1, i, down_j, k] * (old[i, down_j, k] - here)
                    + across[2, i, j, k] * (old[i, j, k + 1] - here)
                    + across[2, i, j, k - 1] * (old[i, j, k - 1] - here)
                    + sink[i, j, k] * (rest - here)
                )
                new[i, j, k] = here + small * gain * over_capacity[i, j, k]
            if insulated:
                for k, beside in ((0, 1), (nz - 1, nz - 2)):
                    here = old[i, j, k]
                    gain = (
                        across[0, i, j, k] * (old[up_i, j, k] - here)
                        + across[0, down_i, j, k] * (old[down_i, j, k] - here)
                        + across[1, i, j, k] * (old[i, up_j, k] - here)
                        + across[1, i, down_j, k] * (old[i, down_j, k] - here)
                        + across[2, i, j, min(k, beside)] * (old[i, j, beside] - here)
                        + sink[i, j, k] * (rest - here)
                    )
                    new[i, j, k] = here + small * gain * over_capacity[i, j, k]
    for m in range(len(cells)):
        i, j, k = cells[m]
        new[i, j, k] += warmed[m] * over_capacity[i, j, k]
    for i in kernels.prange(edge, nx - edge):
        for j in range(edge, ny - edge):
            hottest = np.float32(0)
            for k in range(nz):
                peak[i, j, k] = max(peak[i, j, k], new[i, j, k])
                hottest = max(hottest, new[i, j, k])
            if hottest <= MIN_COUNTED_C:
                continue
            for k in range(nz):
                now = new[i, j, k]
                if now > MIN_COUNTED_C:
                    if now > first:
                        over[0, i, j, k] += small
                        if now > second:
                            over[1, i, j, k] += small
                            if now > third:
                                over[2, i, j, k] += small
                    if now >= knee:
                        dose[i, j, k] += np.exp(above * (now - knee)) * step / 60
                        harm[i, j, k] += frequency * np.exp(-energy_k / (now + 273.15)) * step
                    else:
                        dose[i, j, k] += np.exp(below * (now - knee)) * step / 60
