"""A body cut open along the needle, for whatever is done in it."""

import numpy as np
from numpy.typing import NDArray

from vertebra.patient import BONE_PARTS, Part, Vertebra

MAX_DENSITY_SHOWN_MG_CM3 = 500.0
BEHIND_MM = 12.0


def section(body: Vertebra, x_mm: float, cement_fraction: NDArray[np.floating] | None = None) -> NDArray[np.uint8]:
    """Return the body cut along the needle's side, seen from the right, front on the left.

    Parameters
    ----------
    body : Vertebra
    x_mm : float
        Place of the cut; the patient's right is positive.
    cement_fraction : array of float, optional
        Cement that is not yet among the body's parts: 0 to 1, of the body's shape.

    Returns
    -------
    array of uint8
        Rows are z, columns y; bone grey, cavities black, cement white. What lies behind the canal is left out.
    """
    x, _, _ = body.axes_mm()
    i = int(np.argmin(np.abs(x - x_mm)))
    bone = np.clip(body.density_mg_cm3[i] / MAX_DENSITY_SHOWN_MG_CM3, 0, 1) * 215
    grey = np.maximum(bone, 40 * np.isin(body.labels[i], BONE_PARTS))
    grey[body.labels[i] == Part.CAVITY] = 0
    grey[body.labels[i] == Part.CEMENT] = 255
    if cement_fraction is not None:
        grey += cement_fraction[i] * (255 - grey)
    return np.ascontiguousarray(grey[_front(body) :].T[::-1, ::-1].astype(np.uint8))


def _front(body: Vertebra) -> int:
    """The row (y) behind which nothing of the body is seen, only the arch."""
    rows = np.flatnonzero(body.spongy_bone().any(axis=(0, 2)))
    return max(0, int(rows[0]) - round(BEHIND_MM / body.spacing_mm[1]))
