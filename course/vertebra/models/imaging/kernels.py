"""The compiled inner loops of the projector. A ray of the cone beam is independent of all others.

Long because a ray is one loop without calls.
"""

import numpy as np

from vertebra import kernels

INSET = 1e-3
"""How far inside the outermost voxel centres samples are kept, in voxels: rounding then never carries one outside."""


@kernels.njit(parallel=True, cache=True, fastmath=True)
def integrate(volume, clearance, source, corner, across, down, step_mm, mm, found):
    """Trilinear line integrals (value times mm). Places are in voxels, `mm` is the length of a voxel's edges.

    `clearance` is how many voxels away, along the farthest axis, the nearest voxel lies that is not zero: a sample
    there may leave out as many voxels less the two that interpolation reaches.
    """
    rows, columns = found.shape
    for row in kernels.prange(rows):
        for column in range(columns):
            ax = corner[0] + column * across[0] + row * down[0] - source[0]
            ay = corner[1] + column * across[1] + row * down[1] - source[1]
            az = corner[2] + column * across[2] + row * down[2] - source[2]
            enter, leave = 0.0, 1.0
            for axis in range(3):
                start = source[axis] - INSET
                way = ax if axis == 0 else (ay if axis == 1 else az)
                end = volume.shape[axis] - 1.0 - 2.0 * INSET
                if abs(way) < 1e-9:
                    if start < 0.0 or start > end:
                        leave = -1.0
                else:
                    first, second = -start / way, (end - start) / way
                    enter = max(enter, min(first, second))
                    leave = min(leave, max(first, second))
            if leave <= enter:
                found[row, column] = 0.0
                continue
            length = np.sqrt((ax * mm[0]) ** 2 + (ay * mm[1]) ** 2 + (az * mm[2]) ** 2) * (leave - enter)
            count = int(length / step_mm) + 1
            share = (leave - enter) / count
            x = np.float32(source[0] + ax * (enter + 0.5 * share))
            y = np.float32(source[1] + ay * (enter + 0.5 * share))
            z = np.float32(source[2] + az * (enter + 0.5 * share))
            dx, dy, dz = np.float32(ax * share), np.float32(ay * share), np.float32(az * share)
            pace = np.float32(max(abs(dx), abs(dy), abs(dz)))
            total = np.float32(0.0)
            sample = 0
            while sample < count:
                i, j, k = np.uint32(x), np.uint32(y), np.uint32(z)
                clear = clearance[i, j, k]
                if clear > 2:
                    left_out = max(np.int32((clear - 2) / pace), np.int32(1))
                    sample += left_out
                    x += dx * left_out
                    y += dy * left_out
                    z += dz * left_out
                    continue
                i1, j1, k1 = i + np.uint32(1), j + np.uint32(1), k + np.uint32(1)
                fx, fy, fz = x - np.float32(i), y - np.float32(j), z - np.float32(k)
                a = volume[i, j, k] + fz * (volume[i, j, k1] - volume[i, j, k])
                b = volume[i, j1, k] + fz * (volume[i, j1, k1] - volume[i, j1, k])
                c = volume[i1, j, k] + fz * (volume[i1, j, k1] - volume[i1, j, k])
                d = volume[i1, j1, k] + fz * (volume[i1, j1, k1] - volume[i1, j1, k])
                near = a + fy * (b - a)
                far = c + fy * (d - c)
                total += near + fx * (far - near)
                sample += 1
                x += dx
                y += dy
                z += dz
            found[row, column] = total * np.float32(length / count)


@kernels.njit(cache=True, fastmath=True)  # So little work that a second thread would cost more than it saves.
def body_paths(source, corner, across, down, middle_y, half_x, half_y, skin, lean, fat):
    """Lengths (mm) of each ray in an upright elliptic trunk: within the skin's layer of fat of thickness `skin`, and in
    it."""
    rows, columns = lean.shape
    for row in range(rows):
        for column in range(columns):
            dx = corner[0] + column * across[0] + row * down[0] - source[0]
            dy = corner[1] + column * across[1] + row * down[1] - source[1]
            dz = corner[2] + column * across[2] + row * down[2] - source[2]
            length = np.sqrt(dx * dx + dy * dy + dz * dz)
            outer = 0.0
            for layer in range(2):
                a, b = half_x - layer * skin, half_y - layer * skin
                px, py = source[0] / a, (source[1] - middle_y) / b
                ux, uy = dx / a, dy / b
                square = ux * ux + uy * uy
                half = px * ux + py * uy
                inside = half * half - square * (px * px + py * py - 1.0)
                crossed = 2.0 * np.sqrt(inside) / square * length if inside > 0.0 and square > 0.0 else 0.0
                if layer == 0:
                    outer = crossed
                else:
                    lean[row, column] = crossed
                    fat[row, column] = outer - crossed


@kernels.njit(cache=True, fastmath=True)
def _rod_length(px, py, pz, dx, dy, dz, rod, radius):
    """Length within a rod (start, unit axis, length) of the line from p along the unit vector d."""
    away_x, away_y, away_z = px - rod[0], py - rod[1], pz - rod[2]
    rise = dx * rod[3] + dy * rod[4] + dz * rod[5]
    along = away_x * rod[3] + away_y * rod[4] + away_z * rod[5]
    nx, ny, nz = dx - rise * rod[3], dy - rise * rod[4], dz - rise * rod[5]
    ox, oy, oz = away_x - along * rod[3], away_y - along * rod[4], away_z - along * rod[5]
    square = nx * nx + ny * ny + nz * nz
    gap = ox * ox + oy * oy + oz * oz - radius * radius
    enter, leave = -1e9, 1e9
    if square < 1e-12:
        if gap > 0.0:
            return 0.0
    else:
        half = nx * ox + ny * oy + nz * oz
        inside = half * half - square * gap
        if inside <= 0.0:
            return 0.0
        root = np.sqrt(inside)
        enter, leave = (-half - root) / square, (-half + root) / square
    if abs(rise) < 1e-12:
        if along < 0.0 or along > rod[6]:
            return 0.0
    else:
        first, second = -along / rise, (rod[6] - along) / rise
        enter, leave = max(enter, min(first, second)), min(leave, max(first, second))
    return max(leave - enter, 0.0)


@kernels.njit(cache=True, fastmath=True)
def _spindle_length(px, py, pz, dx, dy, dz, spindle):
    """Length within an ellipsoid (centre, unit axis, half length, radius, half height) of the line from p along d.

    Its height lies upwards across the axis; along an upright axis there is no such way, and the radius counts.
    """
    away_x, away_y, away_z = px - spindle[0], py - spindle[1], pz - spindle[2]
    rise = dx * spindle[3] + dy * spindle[4] + dz * spindle[5]
    along = away_x * spindle[3] + away_y * spindle[4] + away_z * spindle[5]
    a, r, h = spindle[6], spindle[7], spindle[8]
    flat = 1.0 - spindle[5] * spindle[5]
    climb = (dz - rise * spindle[5]) / np.sqrt(flat) if flat > 1e-9 else 0.0
    above = (away_z - along * spindle[5]) / np.sqrt(flat) if flat > 1e-9 else 0.0
    square = (1.0 - rise * rise - climb * climb) / (r * r) + rise * rise / (a * a) + climb * climb / (h * h)
    straight = dx * away_x + dy * away_y + dz * away_z
    half = (straight - rise * along - climb * above) / (r * r) + rise * along / (a * a) + climb * above / (h * h)
    far = away_x * away_x + away_y * away_y + away_z * away_z
    gap = (far - along * along - above * above) / (r * r) + along * along / (a * a) + above * above / (h * h) - 1.0
    inside = half * half - square * gap
    return 2.0 * np.sqrt(inside) / square if inside > 0.0 else 0.0


@kernels.njit(cache=True, fastmath=True)
def tool_path(source, corner, across, down, tool, is_rod, first_row, last_row, first_column, last_column, found):
    """Add the length (mm) of each ray within one tool, in a part of the picture.

    The last number of a rod is its bore.
    """
    for row in range(first_row, last_row):
        for column in range(first_column, last_column):
            dx = corner[0] + column * across[0] + row * down[0] - source[0]
            dy = corner[1] + column * across[1] + row * down[1] - source[1]
            dz = corner[2] + column * across[2] + row * down[2] - source[2]
            length = np.sqrt(dx * dx + dy * dy + dz * dz)
            dx, dy, dz = dx / length, dy / length, dz / length
            if is_rod:
                crossed = _rod_length(source[0], source[1], source[2], dx, dy, dz, tool, tool[7])
                if crossed > 0.0 and tool[8] > 0.0:
                    crossed -= _rod_length(source[0], source[1], source[2], dx, dy, dz, tool, tool[8])
            else:
                crossed = _spindle_length(source[0], source[1], source[2], dx, dy, dz, tool)
            found[row, column] += crossed


@kernels.njit(parallel=True, cache=True, fastmath=True)
def transmit(paths, per_path, weights, found):
    """Share of the beam's signal that comes through: `paths` (kinds, rows, columns), `per_path` (kinds, energies)."""
    kinds, rows, columns = paths.shape
    energies = len(weights)
    for row in kernels.prange(rows):
        for column in range(columns):
            total = np.float32(0.0)
            for energy in range(energies):
                depth = np.float32(0.0)
                for kind in range(kinds):
                    depth += paths[kind, row, column] * per_path[kind, energy]
                total += weights[energy] * np.exp(-depth)
            found[row, column] = total
