"""The key: about the hottest place within the canal."""

from typing import Any

import numpy as np

from .item import section

RADIUS_VOXELS = 3.0


def key(values: dict[str, Any]) -> dict[str, float]:
    """An ellipse about the hottest place of the canal."""
    peak_c, _bone, canal = section(values)
    return _about(np.where(canal, peak_c, 0.0))


def regions(values: dict[str, Any]) -> dict[str, dict[str, float]]:
    """The hottest place outside the canal."""
    peak_c, _bone, canal = section(values)
    front = np.array(canal)
    front[np.flatnonzero(canal.any(axis=1))[0] - 2 :] = True
    return {"body": _about(np.where(front, 0.0, peak_c))}


def _about(shown: Any) -> dict[str, float]:
    rows, columns = shown.shape
    row, column = np.unravel_index(int(shown.argmax()), shown.shape)
    return {
        "x": round((float(column) + 0.5) / columns, 4),
        "y": round((float(row) + 0.5) / rows, 4),
        "rx": round(RADIUS_VOXELS / columns, 4),
        "ry": round(RADIUS_VOXELS / rows, 4),
    }
