"""The key: the part by its landmark."""

from typing import Any

import numpy as np

from vertebra.patient import Part
from vertebra.views import question_slices as slices

from .item import body_of

BODY_MM, PEDICLE_MM = (15.0, 10.0), (6.0, 7.0)
"""Half of a region's width and depth."""
CANAL_FRACTION = 0.5


def key(values: dict[str, Any]) -> dict[str, float]:
    """The part that does what is asked for."""
    return _regions(values)[values["_part"]]


def regions(values: dict[str, Any]) -> dict[str, dict[str, float]]:
    """The two other parts."""
    return {name: region for name, region in _regions(values).items() if name != values["_part"]}


def _regions(values: dict[str, Any]) -> dict[str, dict[str, float]]:
    body = body_of(values)
    pedicle = body.landmarks_mm[f"pedicle_{values['_side']}"]
    x_mm, y_mm, z_mm = body.axes_mm()
    canal = np.asarray(body.is_part(Part.CANAL))[:, :, int(np.argmin(np.abs(z_mm - pedicle[2])))]
    across, deep = x_mm[canal.any(axis=1)], y_mm[canal.any(axis=0)]
    size = CANAL_FRACTION * float(np.ptp(across)), CANAL_FRACTION * float(np.ptp(deep))
    return {
        "body": _region(values, 0.0, 0.0, BODY_MM),
        "canal": _region(values, float(across.mean()), float(deep.mean()), size),
        "pedicle": _region(values, float(pedicle[0]), float(pedicle[1]), PEDICLE_MM),
    }


def _region(values: dict[str, Any], x_mm: float, y_mm: float, half_mm: tuple[float, float]) -> dict[str, float]:
    body = body_of(values)
    x, y = slices.place_in_axial(body, x_mm, y_mm)
    wide, deep = slices.size_in_axial(body, *half_mm)
    return {"x": x, "y": y, "rx": wide, "ry": deep}
