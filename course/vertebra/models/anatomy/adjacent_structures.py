"""Structures beside a vertebra to be spared: aorta, vena cava, segmental arteries, and the lung at thoracic levels.

Aorta and vena cava are upright cylinders in front on the left and on the right, at a published distance from the body;
the segmental arteries run on the bone round the waist of the body and dip below the pedicles; the lung begins a stated
distance beside the body. All are schematic: people differ by centimetres.
"""

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from vertebra import cache, tables
from vertebra.arguments import checked
from vertebra.patient import LEVELS, Part, Vertebra

Floats = NDArray[np.float64]
FAR_MM = float("inf")
"""How far off a thing is that is not there."""
BODY = (
    Part.TRABECULAR,
    Part.CORTICAL_SHELL,
    Part.SUPERIOR_ENDPLATE,
    Part.INFERIOR_ENDPLATE,
    Part.BASIVERTEBRAL_VEIN,
)
LAST_LEVEL_BESIDE_LUNG = "T12"
SIDE_OF = {"aorta": -1, "vena_cava": 1}
"""On the left, on the right."""
TURNS_DEG = np.arange(-60.0, 241.0, 2.0)
"""Directions round the body in which the artery of the segment is looked for: from behind on the right, over the front,
to the left."""
WALL_SEARCH_MM = np.arange(0.0, 60.0, 0.25)


@checked
def distance_to_vessel_mm(vertebra: Vertebra, name: str, points_mm: Floats) -> float:
    """Least distance (mm) of points to the wall of a great vessel.

    Parameters
    ----------
    vertebra : Vertebra
    name : {"aorta", "vena_cava"}
    points_mm : array (n, 3)

    Returns
    -------
    float
        Negative inside; `FAR_MM` where the vessel does not lie beside this level.

    Source
    ------
    `assets/tables/beside.csv`.
    """
    found = vessel_ellipse(vertebra, name)
    if found is None:
        return FAR_MM
    x, y, radius = found
    return float(np.hypot(points_mm[:, 0] - x, points_mm[:, 1] - y).min() - radius)


@checked
def distance_to_segmental_artery_mm(vertebra: Vertebra, points_mm: Floats) -> float:
    """Least distance (mm) of points (n, 3) to the segmental arteries.

    Returns
    -------
    float
        Negative inside; `FAR_MM` at L5, which mostly has none.

    Source
    ------
    `assets/tables/beside.csv`.
    """
    found = segmental_artery_mm(vertebra)
    if found is None:
        return FAR_MM
    course, radius = found
    return float(np.linalg.norm(points_mm[:, None] - course, axis=2).min() - radius)


@checked
def distance_to_lung_mm(vertebra: Vertebra, points_mm: Floats) -> float:
    """Least distance (mm) of points (n, 3) to the lung's surface.

    Returns
    -------
    float
        Negative inside; `FAR_MM` below T12, and where every point lies behind the body.

    Source
    ------
    `lung_beside_body_mm` of the tables.
    """
    if LEVELS.index(vertebra.level) > LEVELS.index(LAST_LEVEL_BESIDE_LUNG):
        return FAR_MM
    (left, right), (behind, _) = body_extent_mm(vertebra)
    beside = points_mm[points_mm[:, 1] > behind]
    if len(beside) == 0:
        return FAR_MM
    return float(((right - left) / 2 + tables.value("lung_beside_body_mm") - np.abs(beside[:, 0])).min())


@checked
@cache.BONES.memoize
def vessel_ellipse(vertebra: Vertebra, name: str) -> tuple[float, float, float] | None:
    """Place (mm to the right, mm forward) and radius (mm) of "aorta" or "vena_cava".

    None where the vessel does not lie beside this level.
    """
    row = _row(vertebra.level)
    angle, gap, width = (row.get(f"{name}_{what}", np.nan) for what in ("angle_deg", "gap_mm", "diameter_mm"))
    if np.isnan(width):
        return None
    middle = np.mean(body_extent_mm(vertebra), axis=1)
    towards = np.array([SIDE_OF[name] * np.cos(np.radians(angle)), np.sin(np.radians(angle))])
    away = middle + (_wall_mm(vertebra, middle, towards) + gap + width / 2) * towards
    return float(away[0]), float(away[1]), width / 2


@checked
@cache.BONES.memoize
def segmental_artery_mm(vertebra: Vertebra) -> tuple[Floats, float] | None:
    """The course (n, 3) of the right and the left segmental artery, and their radius, in mm; None at L5.

    They run on the bone around the waist of the body; over its back third they fall to the lower border of the
    pedicles.
    """
    width = _row(vertebra.level).get("segmental_diameter_mm", np.nan)
    if np.isnan(width):
        return None
    low = _lowest_mm(vertebra, Part.PEDICLE) - width / 2
    sides, (behind, front) = body_extent_mm(vertebra)
    middle = np.mean([sides, (behind, front)], axis=1)
    third = behind + (front - behind) / 3
    places = []
    for towards in np.stack([np.cos(np.radians(TURNS_DEG)), np.sin(np.radians(TURNS_DEG))], axis=1):
        height = 0.0
        for _ in range(3):
            place = _outside(vertebra, middle, towards, height, width / 2)
            height = float(np.interp(place[1], [behind, third], [low, 0.0]))
        if place[1] >= behind:
            places.append(place)
    return np.array(places), width / 2


@checked
def interpolate(vertebra: Vertebra, field: NDArray[np.floating], points: Floats) -> Floats:
    """Interpolate a field of distances at points.

    Parameters
    ----------
    vertebra : Vertebra
        Gives the grid.
    field : array (nx, ny, nz)
        Distances in mm.
    points : array (n, 3)
        World mm.

    Returns
    -------
    array (n,)
        Outside the grid, the value at the nearest place inside plus the distance to it.
    """
    return _interpolate(vertebra, field, points)


@checked
def distance_to_surface_mm(vertebra: Vertebra, points: Floats) -> Floats:
    """Distance (n,) in mm of points (n, 3) to the bone's surface, negative inside."""
    return _interpolate(vertebra, vertebra.surface_mm, points)


def _interpolate(vertebra: Vertebra, field: NDArray[np.floating], points: Floats) -> Floats:
    """Without checks: to look through a whole field takes longer than to read it at a few points, and those who come
    here ask hundreds of times for a field that a vertebra holds."""
    from scipy import ndimage

    step = np.asarray(vertebra.spacing_mm)
    index = (points - np.asarray(vertebra.origin_mm)) / step
    nearest = np.clip(index, 0, np.asarray(vertebra.shape) - 1)
    found = ndimage.map_coordinates(field, nearest.T, np.float64, order=1, mode="nearest")
    return np.asarray(found + np.linalg.norm((index - nearest) * step, axis=1))


@checked
@cache.BONES.memoize
def body_extent_mm(vertebra: Vertebra) -> tuple[tuple[float, float], tuple[float, float]]:
    """Extent of the body's trabecular bone in mm: (left, right) and (back, front)."""
    seen = np.asarray(vertebra.spongy_bone().any(axis=2))
    x, y, _ = vertebra.axes_mm()
    across, along = np.flatnonzero(seen.any(axis=1)), np.flatnonzero(seen.any(axis=0))
    return (float(x[across[0]]), float(x[across[-1]])), (float(y[along[0]]), float(y[along[-1]]))


def _row(level: str) -> Mapping[str, float]:
    """The numbers of a level in `assets/tables/beside.csv`, which says where they are from; empty at L5."""
    table = tables.table("beside")
    if level not in table.texts("level"):
        return {}
    at = table.texts("level").index(level)
    return {name: float(table.numbers(name)[at]) for name in table.columns if name.endswith(("_deg", "_mm"))}


def _outside(vertebra: Vertebra, middle: Floats, towards: Floats, height_mm: float, off_mm: float) -> Floats:
    """The last place that way from the body's middle, at that height, that is no farther than `off_mm` from bone."""
    way = np.column_stack([middle + WALL_SEARCH_MM[:, None] * towards, np.full(len(WALL_SEARCH_MM), height_mm)])
    near = _interpolate(vertebra, vertebra.surface_mm, way) <= off_mm
    return np.asarray(way[np.flatnonzero(near)[-1]] if near.any() else way[0])


def _lowest_mm(vertebra: Vertebra, part: Part) -> float:
    """The lower border of a part; zero, the body's middle, where it isn't there."""
    rows = np.flatnonzero(np.asarray(vertebra.is_part(part)).any(axis=(0, 1)))
    return float(vertebra.axes_mm()[2][rows[0]]) if len(rows) else 0.0


def _wall_mm(vertebra: Vertebra, middle: Floats, towards: Floats) -> float:
    """How far from the middle the body ends that way; the widest of all heights,
    since a rim may lie before its waist."""
    x, y, _ = vertebra.axes_mm()
    seen = np.asarray(np.asarray(vertebra.is_part(*BODY)).any(axis=2))
    rows = np.clip(
        np.round((middle[0] + WALL_SEARCH_MM * towards[0] - x[0]) / vertebra.spacing_mm[0]).astype(int), 0, len(x) - 1
    )
    columns = np.clip(
        np.round((middle[1] + WALL_SEARCH_MM * towards[1] - y[0]) / vertebra.spacing_mm[1]).astype(int), 0, len(y) - 1
    )
    return float(WALL_SEARCH_MM[np.flatnonzero(seen[rows, columns])[-1]])
