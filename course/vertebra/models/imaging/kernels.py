"""The compiled inner loops of the projector. A ray of the cone beam is independent of all others."""

import numba as nb
import numpy as np


@nb.njit(parallel=True, cache=True, fastmath=True)
def integrate(volume, source, corner, across, down, step_mm, mm, found):
    """Trilinear line integrals (value times mm). Places are in voxels, `mm` is the length of a voxel's edges."""
    nx, ny, nz = volume.shape
    rows, columns = found.shape
    top_x, top_y, top_z = np.int32(nx - 2), np.int32(ny - 2), np.int32(nz - 2)
    for row in nb.prange(rows):
        for column in range(columns):
            ax = corner[0] + column * across[0] + row * down[0] - source[0]
            ay = corner[1] + column * across[1] + row * down[1] - source[1]
            az = corner[2] + column * across[2] + row * down[2] - source[2]
            enter, leave = 0.0, 1.0
            for axis in range(3):
                start = source[axis]
                way = ax if axis == 0 else (ay if axis == 1 else az)
                end = volume.shape[axis] - 1.0
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
            total = np.float32(0.0)
            for _ in range(count):
                # Rounding may carry the last sample a hair outside: the cell is held inside the volume.
                i = np.uint32(min(max(np.int32(x), np.int32(0)), top_x))
                j = np.uint32(min(max(np.int32(y), np.int32(0)), top_y))
                k = np.uint32(min(max(np.int32(z), np.int32(0)), top_z))
                i1, j1, k1 = i + np.uint32(1), j + np.uint32(1), k + np.uint32(1)
                fx, fy, fz = x - np.float32(i), y - np.float32(j), z - np.float32(k)
                a = volume[i, j, k] + fz * (volume[i, j, k1] - volume[i, j, k])
                b = volume[i, j1, k] + fz * (volume[i, j1, k1] - volume[i, j1, k])
                c = volume[i1, j, k] + fz * (volume[i1, j, k1] - volume[i1, j, k])
                d = volume[i1, j1, k] + fz * (volume[i1, j1, k1] - volume[i1, j1, k])
                near = a + fy * (b - a)
                far = c + fy * (d - c)
                total += near + fx * (far - near)
                x += dx
                y += dy
                z += dz
            found[row, column] = total * np.float32(length / count)
