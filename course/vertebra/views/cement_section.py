"""A body cut open along the needle, for whatever is done in it."""

import numpy as np
from numpy.typing import NDArray

from vertebra.patient import Vertebra
from vertebra.views.fine_slice import STEP_MM, Plane, around_body, fine_slice, seen_from_right

BEHIND_MM = 12.0
PIXEL_MM = STEP_MM
"""Side of a picture's pixel."""


def section(
    body: Vertebra,
    x_mm: float,
    cement_fraction: NDArray[np.floating] | None = None,
    framed: Vertebra | None = None,
) -> NDArray[np.uint8]:
    """Return the body cut along the needle's side, seen from the right, front on the left.

    Parameters
    ----------
    body : Vertebra
    x_mm : float
        Place of the cut; the patient's right is positive.
    cement_fraction : array of float
        Cement that is not yet among the body's parts: 0 to 1, of the body's shape.
    framed : Vertebra, optional
        The picture ends round this body, on the same grid, so that it stays in its place while `body` changes.

    Returns
    -------
    array of uint8
        Rows are z, columns y; bone grey, cavities black, cement white. What lies behind the canal is left out.
    """
    kept = around_body(Plane(framed or body, 0, x_mm), BEHIND_MM)
    return seen_from_right(fine_slice(Plane(body, 0, x_mm), cement_fraction)[kept])


def section_corner_mm(framed: Vertebra, x_mm: float) -> tuple[float, float]:
    """Return where the upper left corner of that picture lies: the front end (y) and the upper end (z), in mm."""
    front, top = around_body(Plane(framed, 0, x_mm), BEHIND_MM)
    counts = [round((framed.shape[axis] - 1) * framed.spacing_mm[axis] / STEP_MM) + 1 for axis in (1, 2)]
    ends = [min(part.stop, count) - 0.5 for part, count in zip((front, top), counts, strict=True)]
    y, z = (framed.origin_mm[axis] + end * STEP_MM for axis, end in zip((1, 2), ends, strict=True))
    return y, z
