"""The key: the pedicle of that side, by its landmark."""

from typing import Any

from vertebra.models.experiments import question_scenes as scenes

from .item import body_of

HALF_WIDTH_MM, HALF_HEIGHT_MM = 6.5, 8.5


def key(values: dict[str, Any]) -> dict[str, float]:
    """The pedicle that is asked for."""
    return _region(values, values["side"])


def regions(values: dict[str, Any]) -> dict[str, dict[str, float]]:
    """The other pedicle."""
    return {"other": _region(values, "left" if values["side"] == "right" else "right")}


def _region(values: dict[str, Any], side: str) -> dict[str, float]:
    x, y = scenes.place_in_view("AP", body_of(values).landmarks_mm[f"pedicle_{side}"])
    rx, ry = scenes.size_in_view("AP", HALF_WIDTH_MM, HALF_HEIGHT_MM)
    return {"x": x, "y": y, "rx": rx, "ry": ry}
