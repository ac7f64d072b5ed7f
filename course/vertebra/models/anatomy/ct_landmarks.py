"""The named points of a vertebra read from a CT: those that a built one has, as far as its shape shows them."""

import numpy as np

from vertebra.arguments import checked
from vertebra.models.anatomy.ct_pedicles import pedicle
from vertebra.models.anatomy.dimensions import Point
from vertebra.models.anatomy.measurements import column_extents, midline_profile
from vertebra.patient import BODY_PARTS, Part, Vertebra

WALL_WIDTH_MM, WALL_HEIGHT_MM = 6.0, 2.0
"""The posterior wall is read over so much to either side of the median plane, and above and below the middle."""
SPINE_WIDTH_MM = 5.0
"""The spinous process lies within so much of the median plane."""
TIP_DEPTH_MM = 1.5
"""The tip of the spinous process is the middle of its last millimetres."""

LANDMARKS = (
    "pedicle_right",
    "pedicle_left",
    "spinous_tip",
    "foramen",
    "upper_endplate",
    "lower_endplate",
    "anterior_upper",
    "anterior_lower",
    "middle_upper",
    "middle_lower",
    "posterior_upper",
    "posterior_lower",
)
"""That a vertebra from a CT can have."""


@checked
def missing_landmarks(vertebra: Vertebra) -> tuple[str, ...]:
    """Return the members of `LANDMARKS` that a vertebra does not show."""
    return tuple(name for name in LANDMARKS if name not in vertebra.landmarks_mm)


@checked
def landmarks(vertebra: Vertebra) -> dict[str, Point]:
    """Return the landmarks (x, y, z in mm) of a vertebra from a CT by name, without those that its shape does not show.

    A pedicle's direction is not among them: so short a bar does not show it (see decision 0023).

    Raises
    ------
    InputError
        If the median plane shows no body.
    """
    points = _six_points(vertebra)
    points |= _pedicles(vertebra) | _spinous_tip(vertebra)
    points |= {"upper_endplate": points["middle_upper"], "lower_endplate": points["middle_lower"]}
    return points | _foramen(vertebra)


def _six_points(vertebra: Vertebra) -> dict[str, Point]:
    """The six points of morphometry in the median plane; of a wedge too, whose endplates reach to different heights."""
    places, low, high = midline_profile(vertebra)
    return {
        f"{place}_{end}": (0.0, float(y), float(np.interp(y, *edge)))
        for place, y in zip(("anterior", "middle", "posterior"), places, strict=True)
        for end, edge in (("upper", high), ("lower", low))
    }


def _pedicles(vertebra: Vertebra) -> dict[str, Point]:
    body, canal = vertebra.is_part(*BODY_PARTS), vertebra.is_part(Part.CANAL)
    arch = vertebra.is_part(Part.PEDICLE, Part.POSTERIOR_ELEMENTS)
    if not canal.any():
        return {}
    found: dict[str, Point] = {}
    for name, side in (("pedicle_right", 1), ("pedicle_left", -1)):
        one = pedicle(body, arch, canal, np.asarray(vertebra.surface_mm), vertebra.spacing_mm, side)
        if one is not None and one.where.any():
            x, y, z = (o + s * at for o, s, at in zip(vertebra.origin_mm, vertebra.spacing_mm, one.middle, strict=True))
            found[name] = (float(x), float(y), float(z))
    return found


def _spinous_tip(vertebra: Vertebra) -> dict[str, Point]:
    """The end of the midline bone behind the canal.

    It is sought halfway between straight back, which ends in the upper corner of a slanting process, and away from the
    body, which ends in the lower corner of an upright one.
    """
    arch = np.argwhere(vertebra.is_part(Part.POSTERIOR_ELEMENTS))
    places = np.array(vertebra.origin_mm) + arch * np.array(vertebra.spacing_mm)
    spine = places[(np.abs(places[:, 0]) <= SPINE_WIDTH_MM) & (places[:, 1] < 0)]
    if not len(spine):
        return {}
    farthest = spine[np.linalg.norm(spine, axis=1).argmax()]
    along = spine @ (farthest / np.linalg.norm(farthest) - np.array([0.0, 1.0, 0.0]))
    x, y, z = spine[along >= along.max() - TIP_DEPTH_MM].mean(axis=0)
    return {"spinous_tip": (float(x), float(y), float(z))}


def _foramen(vertebra: Vertebra) -> dict[str, Point]:
    """The middle of the posterior wall."""
    x, _, z = vertebra.axes_mm()
    back, _ = column_extents(vertebra, vertebra.is_part(*BODY_PARTS), axis=1)
    wall = back[np.ix_(np.abs(x) <= WALL_WIDTH_MM, np.abs(z) <= WALL_HEIGHT_MM)]
    if not np.isfinite(wall).any():
        return {}
    return {"foramen": (0.0, float(np.nanmedian(wall)), 0.0)}
