"""Measure a vertebra's dimensions back from its geometry, built or read from a CT alike."""

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage

from vertebra.arguments import checked
from vertebra.errors import CourseError, InputError, check_choice
from vertebra.models.anatomy.dimensions import Morphometry, Point, direction, level_row
from vertebra.patient import BODY_PARTS, Part, Vertebra
from vertebra.texts import _, pgettext

Floats = NDArray[np.float64]
Line = tuple[Floats, Floats]
ENDPLATE_ZONE = 0.3
"""The share of the body's height, from either end, in which an endplate's rim is sought."""
RIM_INSET_MM = 1.5
"""How far inside the rim the front and back heights are taken, so that its rounding does not count."""
RIM_FRACTION = 0.7
"""A column of the body so much lower than those behind it holds a rim only."""


@checked
def measure(vertebra: Vertebra) -> Morphometry:
    """Measure the dimensions of a vertebra on its labels and signed distance, to a fraction of a voxel.

    Parameters
    ----------
    vertebra : Vertebra
        The body should stand upright on the grid: a tilt of 10 degrees lowers heights by 1.5%.

    Returns
    -------
    Morphometry
        Lengths in mm, angles in degrees. Dimensions of a part that the vertebra lacks (pedicles, canal) are NaN; so are
        the angles of pedicles whose axis no landmark gives (a CT).

    Raises
    ------
    CourseError
        If the vertebra has no body.
    """
    body = vertebra.is_part(*BODY_PARTS)
    if not body.any():
        raise CourseError(
            pgettext("nothing-to-measure", "The vertebra has no voxel of a vertebral body, so nothing can be measured.")
        )
    depths = _endplates(vertebra, body, axis=1)
    widths = _endplates(vertebra, body, axis=0)
    points = height_points(vertebra)
    heights = [
        points[f"{place}_upper"][2] - points[f"{place}_lower"][2] for place in ("anterior", "middle", "posterior")
    ]
    canal_width, canal_depth = _canal(vertebra)
    pedicle = _pedicle(vertebra)
    return Morphometry(
        level=vertebra.level,
        upper_endplate_width_mm=widths[1],
        lower_endplate_width_mm=widths[0],
        upper_endplate_depth_mm=depths[1],
        lower_endplate_depth_mm=depths[0],
        anterior_height_mm=heights[0],
        middle_height_mm=heights[1],
        posterior_height_mm=heights[2],
        canal_width_mm=canal_width,
        canal_depth_mm=canal_depth,
        pedicle_width_mm=pedicle[0],
        pedicle_height_mm=pedicle[1],
        pedicle_transverse_deg=pedicle[2],
        pedicle_sagittal_deg=pedicle[3],
    )


@checked
def column_extents(vertebra: Vertebra, mask: NDArray[np.bool_], axis: int) -> tuple[Floats, Floats]:
    """The places where each grid line along `axis` enters and leaves a mask, where the signed distance changes sign.

    Parameters
    ----------
    vertebra : Vertebra
    mask : array (nx, ny, nz) of bool
    axis : int
        0, 1 or 2 for x, y or z.

    Returns
    -------
    tuple of two arrays
        World mm of the low and the high end, of the grid's shape without `axis`. NaN where the line misses the mask, or
        where an end of the mask is no surface of the bone (a body that continues into its pedicle).
    """
    distance = np.moveaxis(vertebra.surface_mm, axis, 0)
    return _ends(np.moveaxis(mask, axis, 0), distance, vertebra.origin_mm[axis], vertebra.spacing_mm[axis])


def _ends(
    inside: NDArray[np.bool_], distance: NDArray[np.float32], origin: float, step: float
) -> tuple[Floats, Floats]:
    """What `column_extents` returns, along the first axis of both arrays."""
    count = len(inside)
    hit = inside.any(axis=0)
    first, last = inside.argmax(axis=0), count - 1 - inside[::-1].argmax(axis=0)
    low, high = (origin + step * _crossing(distance, end, side) for end, side in ((first, -1), (last, 1)))
    return np.where(hit, low, np.nan), np.where(hit, high, np.nan)


def _crossing(distance: NDArray[np.float32], end: NDArray[np.intp], side: int) -> Floats:
    """Where between voxel `end` and its neighbour the distance is zero, in voxels."""
    beyond = np.clip(end + side, 0, len(distance) - 1)
    here = np.take_along_axis(distance, end[None], axis=0)[0].astype(float)
    there = np.take_along_axis(distance, beyond[None], axis=0)[0].astype(float)
    with np.errstate(divide="ignore", invalid="ignore"):
        share = here / (here - there)
    return np.where(here * there <= 0, end + side * share, np.nan)


def _endplates(vertebra: Vertebra, body: NDArray[np.bool_], axis: int) -> tuple[float, float]:
    """Greatest width (axis 0) or midline depth (axis 1) of the lower and the upper endplate."""
    low, high = column_extents(vertebra, body, axis)
    size = high - low
    if axis == 1:
        size = size[np.abs(vertebra.axes_mm()[0]) <= 0.6 * vertebra.spacing_mm[0]]
    used = np.flatnonzero(body.any(axis=(0, 1)))
    zone = max(1, round(ENDPLATE_ZONE * len(used)))
    lower, upper = size[:, used[:zone]], size[:, used[-zone:]]
    return _largest(lower), _largest(upper)


def _largest(values: Floats) -> float:
    return float(np.nanmax(values)) if np.isfinite(values).any() else float("nan")


@checked
def height_points(vertebra: Vertebra) -> dict[str, Point]:
    """The six points of vertebral morphometry in mm: anterior, middle and posterior, each upper and lower.

    They lie on the endplates in the midsagittal plane; the outer ones a little inside the rim.

    Returns
    -------
    dict
        (x, y, z) by name, such as "anterior_upper". NaN where that plane shows no body.
    """
    body = vertebra.is_part(*BODY_PARTS)
    x, y, _unused = vertebra.axes_mm()
    middle = int(np.argmin(np.abs(x)))
    low, high = (end[middle] for end in column_extents(vertebra, body, axis=2))
    known = np.isfinite(low) & np.isfinite(high)
    if not known.any():
        missing = (float("nan"),) * 3
        return {
            f"{place}_{end}": missing for place in ("anterior", "middle", "posterior") for end in ("upper", "lower")
        }
    front, back = _rims(vertebra, body, middle)
    points: dict[str, Point] = {}
    for place, at in (("anterior", front), ("middle", (front + back) / 2), ("posterior", back)):
        for end, edge in (("upper", high), ("lower", low)):
            points[f"{place}_{end}"] = (float(x[middle]), at, float(np.interp(at, y[known], edge[known])))
    return points


@checked
def midline_profile(vertebra: Vertebra) -> tuple[Floats, Line, Line]:
    """The endplates of the body in the median plane.

    Returns
    -------
    array (3,)
        y (mm) of the front, middle and back height.
    tuple of two arrays
        The lower surface: y and z (mm) of its points.
    tuple of two arrays
        The upper surface likewise.

    Raises
    ------
    InputError
        If the median plane shows no body.
    """
    x, y = vertebra.axes_mm()[:2]
    median = int(np.argmin(np.abs(x)))  # The other planes are not looked at: a hand that lowers a body waits for this.
    body = np.isin(vertebra.labels[median], BODY_PARTS)
    low, high = _ends(body.T, vertebra.surface_mm[median].T, vertebra.origin_mm[2], vertebra.spacing_mm[2])
    tall = high - low
    if not np.isfinite(tall).any():
        raise InputError(_("There is no vertebral body in the median plane, so its heights can't be measured."))
    known = np.flatnonzero(np.isfinite(tall))
    # Where one endplate reaches beyond the other a column holds only its rim: leave those out, from either end.
    while len(known) > 8 and tall[known[-1]] < RIM_FRACTION * tall[known[-4]]:
        known = known[:-1]
    while len(known) > 8 and tall[known[0]] < RIM_FRACTION * tall[known[3]]:
        known = known[1:]
    inset = max(RIM_INSET_MM, vertebra.spacing_mm[1])
    front, back = y[known].max() - inset, y[known].min() + inset
    return np.array([front, (front + back) / 2, back]), (y[known], low[known]), (y[known], high[known])


def _rims(vertebra: Vertebra, body: NDArray[np.bool_], middle: int) -> tuple[float, float]:
    """How far both endplates reach to the front and to the back in the midsagittal plane, less the rim's rounding."""
    back, front = (end[middle] for end in column_extents(vertebra, body, axis=1))
    used = np.flatnonzero(body[middle].any(axis=0))
    zone = max(1, round(ENDPLATE_ZONE * len(used)))
    rims = (used[:zone], used[-zone:])
    inset = max(RIM_INSET_MM, vertebra.spacing_mm[1])
    return min(_largest(front[rim]) for rim in rims) - inset, max(-_largest(-back[rim]) for rim in rims) + inset


def _canal(vertebra: Vertebra) -> tuple[float, float]:
    """Width of the canal between the pedicles and its depth in the midline, as medians over the heights they span."""
    canal = vertebra.labels == Part.CANAL
    if not canal.any():
        return float("nan"), float("nan")
    low, high = column_extents(vertebra, canal, axis=0)
    heights = np.nonzero(vertebra.labels == Part.PEDICLE)[2]
    between = np.unique(np.percentile(heights, [25, 50, 75]).astype(int)) if len(heights) else slice(None)
    widths = np.array([_largest(width) for width in (high - low)[:, between].T])
    low, high = column_extents(vertebra, canal, axis=1)
    depth = (high - low)[np.argmin(np.abs(vertebra.axes_mm()[0]))]
    return _median(widths), _median(depth)


def _median(values: Floats) -> float:
    return float(np.nanmedian(values)) if np.isfinite(values).any() else float("nan")


def _pedicle(vertebra: Vertebra) -> tuple[float, float, float, float]:
    """Width, height, transverse and sagittal angle of the isthmus, as means of the two sides."""
    sides = [_measure_pedicle(vertebra, side) for side in (-1, 1)]
    width, height, transverse, sagittal = (
        float(np.nanmean(v)) if np.isfinite(v).any() else float("nan") for v in np.transpose(sides)
    )
    return width, height, transverse, sagittal


def _measure_pedicle(vertebra: Vertebra, side: int) -> Floats:
    axis = pedicle_axis(vertebra, side)
    if axis is None:
        return np.full(4, np.nan)
    centre, along = axis
    across, up = _perpendicular(along)
    places = [centre + shift * along for shift in np.arange(-4, 4.1, 0.5)]
    width, height = (
        np.array([np.subtract(*_edges(vertebra, place, way)[::-1]) for place in places]) for way in (across, up)
    )
    angles = np.nan, np.nan
    if f"pedicle_{'right' if side > 0 else 'left'}_front" in vertebra.landmarks_mm:
        angles = np.degrees(np.arctan2(-side * along[0], along[1])), -np.degrees(np.arcsin(along[2]))
    return np.array([_minimum(width), _minimum(height), *angles])


@checked
def pedicle_axis(vertebra: Vertebra, side: int) -> tuple[Floats, Floats] | None:
    """The axis of one pedicle, from its landmarks or its voxels.

    Without landmarks the axis runs through the middle of the pedicle's voxels in the published direction of the level:
    a pedicle hardly longer than wide does not show its direction any better.

    Parameters
    ----------
    vertebra : Vertebra
    side : {1, -1}
        1 for the patient's right, -1 for the left.

    Returns
    -------
    tuple of two arrays (3,), or None
        A point on the axis (mm) and the unit vector forward; None for a vertebra without that pedicle.

    Raises
    ------
    InputError
        For another side.
    """
    check_choice(_("The side"), side, (1, -1))
    name = "pedicle_right" if side > 0 else "pedicle_left"
    marks = vertebra.landmarks_mm
    if f"{name}_front" in marks:
        centre = np.array(marks[name])
        along = np.array(marks[f"{name}_front"]) - centre
        return centre, along / np.linalg.norm(along)
    x, y, z = vertebra.axes_mm()
    found = np.nonzero((vertebra.labels == Part.PEDICLE) & (side * x > 0)[:, None, None])
    if not len(found[0]):
        return None
    usual = level_row("pedicles", vertebra.level)
    forward = direction(usual["transverse_angle_deg"], usual["sagittal_angle_deg"])
    middle = np.array([axis[at].mean() for axis, at in zip((x, y, z), found, strict=True)])
    return middle, np.array(forward) * [side, 1, 1]


def _distance_at(vertebra: Vertebra, points: Floats) -> Floats:
    """Signed distance at world points (3, ...), interpolated."""
    shape = (3, *[1] * (points.ndim - 1))
    at = (points - np.reshape(vertebra.origin_mm, shape)) / np.reshape(vertebra.spacing_mm, shape)
    return ndimage.map_coordinates(vertebra.surface_mm, at, order=1, mode="nearest")


def _perpendicular(along: Floats) -> tuple[Floats, Floats]:
    across = np.cross(along, [0.0, 0.0, 1.0])
    across /= np.linalg.norm(across)
    return across, np.cross(across, along)


def _minimum(values: Floats) -> float:
    return float(np.nanmin(values)) if np.isfinite(values).any() else float("nan")


def _edges(vertebra: Vertebra, centre: Floats, direction: Floats) -> tuple[float, float]:
    """Where a line through `centre` leaves the bone, in mm along `direction` from it: before and behind.

    NaN where `centre` lies outside the bone or no edge is near.
    """
    steps = np.arange(0, 16, 0.25)
    ends = []
    for way in (-1, 1):
        distance = _distance_at(vertebra, centre[:, None] + way * direction[:, None] * steps)
        outside = np.flatnonzero(distance > 0)
        if not len(outside) or outside[0] == 0:
            return float("nan"), float("nan")
        end = outside[0]
        share = distance[end - 1] / (distance[end - 1] - distance[end])
        ends.append(way * float(steps[end - 1] + share * 0.25))
    return ends[0], ends[1]
