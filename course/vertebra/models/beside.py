"""What lies beside a vertebra and must not be hit: the aorta in front on the left, and at thoracic levels the lung at its sides.

The aorta is an upright cylinder that keeps a published distance from the body, at an angle that changes with the level; the lung
begins a stated distance beside the body and the pedicles. Both are schematic: people differ by centimetres.
"""

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from vertebra import tables
from vertebra.patient import LEVELS, Part, Vertebra

Floats = NDArray[np.float64]
FAR_MM = float("inf")
"""How far off a thing is that is not there."""
BODY = (
    Part.TRABECULAR, Part.CORTICAL_SHELL, Part.SUPERIOR_ENDPLATE, Part.INFERIOR_ENDPLATE, Part.BASIVERTEBRAL_VEIN,
)  # fmt: skip
LOWEST_LUNG = "T12"
LOWEST_AORTA = "L4"
"""Below it the aorta has parted."""


def to_aorta_mm(vertebra: Vertebra, points_mm: Floats) -> float:
    """Least distance (mm) of points (n, 3) to the aorta's wall, negative inside it; FAR_MM where there is none (L5)."""
    found = aorta(vertebra)
    if found is None:
        return FAR_MM
    x, y, radius = found
    return float(np.hypot(points_mm[:, 0] - x, points_mm[:, 1] - y).min() - radius)


def to_lung_mm(vertebra: Vertebra, points_mm: Floats) -> float:
    """Least distance (mm) of points (n, 3) to the lung's surface, negative inside it; FAR_MM where there is no lung beside it."""
    if LEVELS.index(vertebra.level) > LEVELS.index(LOWEST_LUNG):
        return FAR_MM
    (left, right), (behind, _) = extent_mm(vertebra)
    beside = points_mm[points_mm[:, 1] > behind]
    if len(beside) == 0:
        return FAR_MM
    return float(((right - left) / 2 + tables.value("lung_beside_body_mm") - np.abs(beside[:, 0])).min())


@lru_cache(maxsize=16)
def aorta(vertebra: Vertebra) -> tuple[float, float, float] | None:
    """Where the aorta's middle is (mm to the right, mm forward) and its radius; None below L4. Sources: `assets/tables/beside.csv`."""
    if LEVELS.index(vertebra.level) > LEVELS.index(LOWEST_AORTA):
        return None
    table = tables.table("beside")
    row = table.texts("level").index(vertebra.level)
    angle, gap = (float(table.numbers(name)[row]) for name in ("aorta_angle_deg", "aorta_gap_mm"))
    radius = float(table.numbers("aorta_diameter_mm")[row]) / 2
    middle = np.mean(extent_mm(vertebra), axis=1)
    towards = np.array([-np.cos(np.radians(angle)), np.sin(np.radians(angle))])
    away = middle + (_wall_mm(vertebra, middle, towards) + gap + radius) * towards
    return float(away[0]), float(away[1]), radius


@lru_cache(maxsize=16)
def extent_mm(vertebra: Vertebra) -> tuple[tuple[float, float], tuple[float, float]]:
    """Where the body's spongy bone begins and ends, from left to right and from back to front."""
    seen = np.asarray(np.asarray(vertebra.is_part(Part.TRABECULAR)).any(axis=2))
    x, y, _ = vertebra.axes_mm()
    across, along = np.flatnonzero(seen.any(axis=1)), np.flatnonzero(seen.any(axis=0))
    return (float(x[across[0]]), float(x[across[-1]])), (float(y[along[0]]), float(y[along[-1]]))


def _wall_mm(vertebra: Vertebra, middle: Floats, towards: Floats) -> float:
    """How far from the middle the body ends that way; the widest of all heights, since a rim may lie before its waist."""
    x, y, _ = vertebra.axes_mm()
    seen = np.asarray(np.asarray(vertebra.is_part(*BODY)).any(axis=2))
    far = np.arange(0.0, 60.0, 0.25)
    rows = np.clip(np.round((middle[0] + far * towards[0] - x[0]) / vertebra.spacing_mm[0]).astype(int), 0, len(x) - 1)
    columns = np.clip(
        np.round((middle[1] + far * towards[1] - y[0]) / vertebra.spacing_mm[1]).astype(int), 0, len(y) - 1
    )
    return float(far[np.flatnonzero(seen[rows, columns])[-1]])
