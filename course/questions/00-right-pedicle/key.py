"""The key: the pedicle of that side, by its landmark."""

from typing import Any

from vertebra.views import question_slices as slices

from .item import body_of

ACROSS_MM, ALONG_MM = 6.0, 7.0
"""Half of the region's width and depth: a pedicle and the edge round it."""
CANAL_BEHIND_MM = 6.0


def key(values: dict[str, Any]) -> dict[str, float]:
    """The pedicle of the side that is asked for."""
    return _region(values, values["side"])


def regions(values: dict[str, Any]) -> dict[str, dict[str, float]]:
    """The other pedicle, and the canal between them."""
    body = body_of(values)
    other = "left" if values["side"] == "right" else "right"
    y_mm = body.landmarks_mm["pedicle_right"][1]
    x, y = slices.place_in_axial(body, 0.0, y_mm - CANAL_BEHIND_MM)
    wide, deep = slices.size_in_axial(body, ACROSS_MM, ACROSS_MM)
    return {"other": _region(values, other), "canal": {"x": x, "y": y, "rx": wide, "ry": deep}}


def _region(values: dict[str, Any], side: str) -> dict[str, float]:
    body = body_of(values)
    x_mm, y_mm, _z = body.landmarks_mm[f"pedicle_{side}"]
    x, y = slices.place_in_axial(body, x_mm, y_mm)
    wide, deep = slices.size_in_axial(body, ACROSS_MM, ALONG_MM)
    return {"x": x, "y": y, "rx": wide, "ry": deep}
