"""Moving columns of voxels to new heights, compiled: the bone's part of a collapse."""

import numpy as np

from vertebra import kernels

BACKGROUND, CANAL = 0, 7
"""As in patient.Part; compiled code knows numbers only."""


@kernels.njit(cache=True)
def _cumulative_below(edges, piled, at):
    """What lies below `at`: `piled` grows from edge to edge, evenly between them."""
    if at <= edges[0]:
        return 0.0
    last = len(edges) - 1
    if at >= edges[last]:
        return piled[last]
    k = np.searchsorted(edges, at) - 1
    width = edges[k + 1] - edges[k]
    return piled[k] + (piled[k + 1] - piled[k]) * (at - edges[k]) / width


@kernels.njit(cache=True)
def remap(steps, density, shell, surface, labels, new_density, new_shell, new_surface, new_labels):
    """Fill the new volumes (nx, ny, nz).

    `steps` is where each voxel's middle goes, in voxels from the lowest middle; it rises.

    Density and shell are piled up anew, so that their sums stay; the surface is interpolated; a label is that of the
    nearest old voxel, but bone exactly where the surface says that it is inside.
    """
    nx, ny, nz = steps.shape
    edges, piles = np.empty(nz + 1), np.empty((2, nz + 1))
    for i in range(nx):
        for j in range(ny):
            moved = steps[i, j]
            edges[0], edges[nz] = moved[0] - 0.5, moved[nz - 1] + 0.5
            piles[:, 0] = 0
            for k in range(nz):
                if k:
                    edges[k] = 0.5 * (moved[k - 1] + moved[k])
                piles[0, k + 1] = piles[0, k] + density[i, j, k]
                piles[1, k + 1] = piles[1, k] + shell[i, j, k]
            for k in range(nz):
                for which in range(2):
                    gained = _cumulative_below(edges, piles[which], k + 0.5) - _cumulative_below(
                        edges, piles[which], k - 0.5
                    )
                    if which == 0:
                        new_density[i, j, k] = gained
                    else:
                        new_shell[i, j, k] = min(1.0, gained)
                place = 0.0 if k <= moved[0] else float(nz - 1)
                if moved[0] < k < moved[nz - 1]:
                    low = np.searchsorted(moved, k) - 1
                    place = low + (k - moved[low]) / (moved[low + 1] - moved[low])
                low = int(place)
                high = min(low + 1, nz - 1)
                share = place - low
                new_surface[i, j, k] = (1 - share) * surface[i, j, low] + share * surface[i, j, high]
                label = labels[i, j, low] if share < 0.5 else labels[i, j, high]
                if new_surface[i, j, k] <= 0:
                    new_labels[i, j, k] = label if label != BACKGROUND else max(labels[i, j, low], labels[i, j, high])
                else:
                    new_labels[i, j, k] = CANAL if label == CANAL else BACKGROUND
