"""The key: the cement behind the back wall."""

from typing import Any

from vertebra.views import question_pictures as pictures

from .item import body_of, cement

ROUND_MM = 2.5
"""How far round the cement a mark counts."""


def key(values: dict[str, Any]) -> dict[str, float]:
    """The thread in the canal."""
    return _regions(values)["canal"]


def regions(values: dict[str, Any]) -> dict[str, dict[str, float]]:
    """The cement in the body, and that in front of it where there is some."""
    return {name: one for name, one in _regions(values).items() if name != "canal"}


def _regions(values: dict[str, Any]) -> dict[str, dict[str, float]]:
    found = {}
    for name, one in cement(values, body_of(values)).items():
        x, y = pictures.place_in_view("lateral", one.centre_mm)
        rx, ry = pictures.size_in_view("lateral", one.radius_mm + ROUND_MM, one.half_length_mm + ROUND_MM)
        found[name] = {"x": x, "y": y, "rx": rx, "ry": ry}
    return found
